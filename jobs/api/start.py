"""POST /api/jobs/{path}/start: accept a request, the same way for every type of job."""

from typing import Any

from django.http import QueryDict
from rest_framework.exceptions import NotAuthenticated
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from jobs import engine
from jobs.api.base import looked_up_again
from jobs.api.representation import represent, started
from jobs.api.schema import operations
from jobs.api.wishes import check_callback, preferred_wait, wishes_of
from jobs.events.waiting import wait_for_end
from jobs.job_type import JobType
from jobs.models import Job
from jobs.wishes import Wishes
from users.api.base import PrivateView, Superseded
from users.api.parsers import FormParser
from users.api.schema.describing import ApiSchema
from users.api.throttles import count_start
from users.client_address import client_address
from users.rate_limits import caller_key


class StartView(PrivateView):
    """Accept a request for this type of job: 202, and where to ask how it goes."""

    schema = ApiSchema(post=operations.start)
    job_type: JobType | None = None

    def get_parsers(self) -> list[BaseParser]:
        return [*super().get_parsers(), *([FormParser()] if self.job_type and self.job_type.accepts_files else [])]

    def post(self, request: Request) -> Response:
        refuse_guests(request, self.job_type)
        serializer = self.job_type.input_serializer(
            data=request.data, context={"is_form": isinstance(request.data, QueryDict)}
        )
        serializer.is_valid(raise_exception=True)
        job, is_new = submitted(request, self.job_type, serializer.validated_data, wishes_of(request, self.job_type))
        seconds = preferred_wait(request)
        if seconds is not None:
            wait_for_end(job.id, seconds)
            job = looked_up_again(job)
        return self._answer(request, job, is_new, seconds)

    def _answer(self, request: Request, job: Job, is_new: bool, waited: int | None) -> Response:
        body = started(job, self.job_type, request.build_absolute_uri)
        if job.is_finished:
            body |= represent(job, self.job_type, request.build_absolute_uri)
        headers = {"Location": body["pollingUrl"]}
        if not is_new:
            headers["Idempotent-Replayed"] = "true"
        if waited is not None:
            headers["Preference-Applied"] = f"wait={waited}"
        return Response(body, status=200 if job.is_finished else 202, headers=headers)


def refuse_guests(request: Request, job_type: JobType) -> None:
    """Raises NotAuthenticated where a type of job needs a sign-in."""
    if job_type.sign_in_message and not request.user.is_authenticated:
        raise NotAuthenticated(job_type.sign_in_message)


def submitted(request: Request, job_type: JobType, data: dict[str, Any], wishes: Wishes) -> tuple[Job, bool]:
    """The job of this request, for validated data, and whether it is new: one that its Idempotency-Key knows is not
    started again. For the API and the pages; raises what `engine.submit` does, and RateLimitExceeded.
    """
    known = engine.submitted_before(wishes.idempotency) if wishes.idempotency else None
    if known:
        return known, False

    def count() -> None:
        """What is refused because of other limits is no start; what asks for names or pictures is one."""
        count_start(request, job_type.name)
        check_callback(wishes.callback_url)

    try:
        return engine.submit(job_type, data, submitter_of(request), wishes, admitted=count), True
    except engine.AlreadySubmitted as already:
        return already.job, False


def submitter_of(request: Request) -> engine.Submitter:
    if request.user.is_authenticated:
        return engine.Submitter(user=request.user)
    return engine.Submitter(guest=caller_key("guest", client_address(request)))


class LegacyStartView(Superseded, StartView):
    """The older system's address of the same request: answered the same."""

    schema = ApiSchema(post=operations.legacy_start)

    @property
    def successor(self) -> str:
        return f"{self.job_type.name}-start"
