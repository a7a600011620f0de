"""The operations on jobs, as their views do them."""

import json
from dataclasses import replace
from typing import Any

from rest_framework.views import APIView

from jobs.api.schema import types
from jobs.api.schema.callbacks import callbacks_of
from jobs.api.schema.examples import (
    ACCOUNT_EXAMPLE,
    JOB_ID,
    finished_example,
    job_examples,
    outcome_example,
    started_example,
)
from jobs.api.schema.headers import (
    EVENT_PARAMETERS,
    IDEMPOTENCY_KEY,
    LIST_PARAMETERS,
    LOCATION,
    PREFER,
    REPLAYED,
    RETRY_AFTER,
    SUCCESSOR,
    WAITED,
)
from jobs.api.schema.health import Health, Outage
from jobs.api.schema.refusals import refusals
from jobs.api.schema.shapes import JOB, Account, JobsPage, Outcome, ProgressEvent, RetryOutcome
from jobs.job_type import JobType
from users.api.operations import ACCOUNT
from users.api.schema.describing import (
    GUEST_OR_USER,
    GUEST_USER_OR_TOKEN,
    USER,
    Answer,
    Content,
    Operation,
    json_answer,
)
from users.api.schema.errors import BODY, CHANGES, COMPONENT
from users.api.schema.headers import ETAG, IF_NONE_MATCH, TOKEN

ANY_JOB = "Any job"
START_ERRORS = (
    *BODY,
    *CHANGES,
    "AUTHENTICATION_REQUIRED",  # where all need a session, or to schedule a job
    "NOT_ACCEPTABLE",
)
START_REFUSALS = refusals(
    "CALLBACK_URL_FORBIDDEN", "PRIORITY_NOT_ALLOWED", "IDEMPOTENCY_KEY_REUSED", "TOO_MANY_JOBS", "BUDGET_REACHED"
)
COUNTED = ("QUOTA_EXCEEDED",)
ERROR = {"$ref": f"#/components/schemas/{COMPONENT}"}
CHANGE_ERRORS = (*CHANGES, "NOT_ACCEPTABLE")


def start(view: APIView) -> Operation:
    job_type: JobType = view.job_type
    signs_in = bool(job_type.sign_in_message)
    return Operation(
        id=f"start{types.component_name(job_type)}",
        summary=f"Start: {job_type.label}",
        description=f"{job_type.about} Stores a job and answers at once.",
        tag=job_type.label,
        answers=_start_answers(job_type),
        errors=START_ERRORS + (COUNTED if job_type.counts_as else ()),
        own_errors=START_REFUSALS | job_type.refusals,
        parameters=(IDEMPOTENCY_KEY, PREFER),
        body=_bodies(job_type),
        security=USER if signs_in else Operation.security,
        callbacks=callbacks_of(job_type),
    )


def legacy_start(view: APIView) -> Operation:
    new = start(view)
    return replace(new, id=f"{new.id}Legacy", headers=SUCCESSOR, deprecated=True)


def _start_answers(job_type: JobType) -> dict[int, Answer]:
    headers = LOCATION | REPLAYED | WAITED
    finished = "The job has ended: within the wait asked for, or it was started earlier with this Idempotency-Key."
    return {
        202: json_answer(
            "Accepted; nothing is done yet.", types.started_shape(job_type), started_example(job_type), **headers
        ),
        200: json_answer(finished, types.finished_at_once(job_type), finished_example(job_type), **headers),
    }


def _bodies(job_type: JobType) -> dict[str, Content]:
    """JSON; the same as text, as `fetch` sends it without a header; and a form where files may come."""
    shape, example = types.request_shape(job_type), {"request": job_type.example.request}
    text = {"type": "string", "contentMediaType": "application/json", "contentSchema": shape}
    as_text = {"request": json.dumps(job_type.example.request)}
    bodies = {"application/json": Content(shape, example), "text/plain": Content(text, as_text)}
    if job_type.accepts_files:
        bodies["multipart/form-data"] = Content(types.request_shape(job_type, is_form=True))
    return bodies


def status(view: APIView) -> Operation:
    job_type: JobType = view.job_type
    return Operation(
        id=f"get{types.component_name(job_type)}Status",
        summary=f"Status: {job_type.label}",
        description="How the job goes. For its owner, staff, who knows the id of a guest's job, or who has a token.",
        tag=job_type.label,
        answers=_status_answers(types.job_shape(job_type), job_examples(job_type)),
        errors=("NOT_ACCEPTABLE",),
        own_errors=refusals("JOB_NOT_FOUND"),
        parameters=(TOKEN, PREFER, IF_NONE_MATCH),
        security=GUEST_USER_OR_TOKEN,
    )


def job(view: APIView) -> Operation:
    return Operation(
        id="getJob",
        summary="Status of any job",
        description="How a job of any type goes; the same as under the path of its type.",
        tag=ANY_JOB,
        answers=_status_answers(types.any_job(), {}),
        errors=("NOT_ACCEPTABLE",),
        own_errors=refusals("JOB_NOT_FOUND"),
        parameters=(TOKEN, PREFER, IF_NONE_MATCH),
        security=GUEST_USER_OR_TOKEN,
    )


def _status_answers(shape: Any, examples: dict[str, Any]) -> dict[int, Answer]:
    return {
        200: json_answer("How the job goes.", shape, examples, **RETRY_AFTER, **WAITED, **ETAG),
        304: _unchanged(),
    }


def _unchanged() -> Answer:
    return Answer("Nothing has changed since the answer with that ETag.", headers=ETAG)


def delete(view: APIView) -> Operation:
    return Operation(
        id="deleteJob",
        summary="Delete a job",
        description="Deletes a job that has ended; one that has not is cancelled instead. Its book stays.",
        tag=ANY_JOB,
        answers={
            200: json_answer("Deleted, or cancelled.", Outcome, outcome_example("Job deleted", "completed")),
            202: _being_cancelled(),
        },
        errors=CHANGE_ERRORS,
        own_errors=refusals("PERMISSION_DENIED", "JOB_NOT_FOUND", "ILLEGAL_MOVE"),
    )


def cancel(view: APIView) -> Operation:
    return Operation(
        id="cancelJob",
        summary="Cancel a job",
        description="A waiting job is cancelled at once, a running one within seconds; twice is once.",
        tag=ANY_JOB,
        answers={
            200: json_answer("Cancelled.", Outcome, outcome_example("Job cancelled", "cancelled")),
            202: _being_cancelled(),
        },
        errors=CHANGE_ERRORS,
        own_errors=refusals("PERMISSION_DENIED", "JOB_NOT_FOUND", "ILLEGAL_MOVE"),
    )


def _being_cancelled() -> Answer:
    return json_answer("It stops within seconds.", Outcome, outcome_example("Job is being cancelled", "processing"))


def retry(view: APIView) -> Operation:
    return Operation(
        id="retryJob",
        summary="Retry a job",
        description="Runs a failed or cancelled job again; what it has paid for is not paid again.",
        tag=ANY_JOB,
        answers={202: json_answer("It waits to run again.", RetryOutcome, **LOCATION)},
        errors=CHANGE_ERRORS + COUNTED,
        own_errors=refusals("PERMISSION_DENIED", "JOB_NOT_FOUND", "ILLEGAL_MOVE", "TOO_MANY_JOBS", "BUDGET_REACHED"),
    )


def own_jobs(view: APIView) -> Operation:
    return Operation(
        id="listOwnJobs",
        summary="One's own jobs",
        description="The jobs of whoever is signed in, newest first, in pages.",
        tag=ANY_JOB,
        answers={200: json_answer("A page of them.", JobsPage, **ETAG), 304: _unchanged()},
        errors=("AUTHENTICATION_REQUIRED", "INVALID_INPUT", "NOT_ACCEPTABLE"),
        parameters=(*LIST_PARAMETERS, IF_NONE_MATCH),
        security=USER,
    )


def account(view: APIView) -> Operation:
    return Operation(
        id="getAccount",
        summary="One's own account",
        description="Who is signed in, their plan, and what is left of it. Staff alone changes a plan.",
        tag=ACCOUNT,
        answers={200: json_answer("The account.", Account, {"account": ACCOUNT_EXAMPLE})},
        errors=("AUTHENTICATION_REQUIRED", "NOT_ACCEPTABLE"),
        security=USER,
    )


def events(view: APIView) -> Operation:
    stream = {
        "type": "string",
        "description": "Server-sent events, until the job has ended: `snapshot` (the job), for who does not come back "
        "with an id; `progress` for each change; `end` (the job). Comments keep a silent stream open.",
        "x-event-data": {"snapshot": JOB, "progress": ProgressEvent, "end": JOB},
    }
    return Operation(
        id="followJob",
        summary="Follow a job",
        description="What happens to a job, as it happens.",
        tag=ANY_JOB,
        answers={
            200: Answer("The stream.", {"text/event-stream": Content(stream, EVENT_EXAMPLE)}),
            204: Answer("The job had ended with the event that the client has: do not come back."),
        },
        errors=("INVALID_INPUT",),
        own_errors=refusals("JOB_NOT_FOUND", "TOO_MANY_STREAMS"),
        parameters=(TOKEN, *EVENT_PARAMETERS),
        security=GUEST_USER_OR_TOKEN,
    )


EVENT_EXAMPLE = {
    "progress": "event: progress\n"
    f'data: {{"jobId": "{JOB_ID}", "status": "processing", "progress": 40, "currentStep": "Drawing", '
    '"at": "2026-01-01T12:00:30.000Z"}\nid: 812\n\n'
}


def health(view: APIView) -> Operation:
    return Operation(
        id="getHealth",
        summary="Health",
        description="Whether the queue is well, for monitoring: in short for everybody, in full for staff and for "
        "whoever shows the secret. Without limits, and measured at most every few seconds.",
        tag="Health",
        answers={
            200: json_answer("Healthy, or a warning.", Health),
            500: json_answer("Nobody knows: something went wrong on our side.", {"anyOf": [Outage, ERROR]}),
            503: json_answer("Critical; or the database is away.", {"anyOf": [Health, Outage, ERROR]}),
        },
        errors=("NOT_ACCEPTABLE",),
        security=(*GUEST_OR_USER, {"webhookSecret": []}),
        is_limited=False,
    )
