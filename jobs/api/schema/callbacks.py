"""What the address in `callbackUrl` is sent when a job has ended."""

from typing import Any

from jobs.api.schema import types
from jobs.api.schema.examples import TIMES, job_examples
from jobs.job_type import JobType
from jobs.states import FINISHED
from users.api.schema.headers import NUMBER, parameter

DESCRIPTION = (
    "Sent when the job has ended, and again, for hours, until it is answered with a status of 2xx. Signed after the "
    "Standard Webhooks specification with the `callbackSecret` of the start's answer. Of a job that was retried by "
    "hand since, `data` holds no more than its id and how it had ended."
)
TEXT = {"type": "string"}
HEADERS = (
    parameter("webhook-id", "header", "The same each time this message is sent.", TEXT, required=True),
    parameter("webhook-timestamp", "header", "Seconds since 1970.", NUMBER, required=True),
    parameter("webhook-signature", "header", "`v1,` and the signature in base64.", TEXT, required=True),
)


def callbacks_of(job_type: JobType) -> dict[str, Any]:
    job = {"$ref": f"#/components/schemas/{types.component_name(job_type)}Job"}
    moment = {"type": "string", "format": "date-time", "description": "when the job ended"}
    ended = {"type": "string", "enum": list(FINISHED)}
    brief = {
        "type": "object",
        "properties": {"jobId": {"type": "string", "format": "uuid"}, "status": ended},
        "required": ["jobId", "status"],
    }
    message = {
        "type": "object",
        "properties": {
            "type": {"type": "string", "enum": [f"job.{status}" for status in FINISHED]},
            "timestamp": moment,
            "data": {"anyOf": [job, brief]},
        },
        "required": ["type", "timestamp", "data"],
    }
    example = {"type": "job.completed", "timestamp": TIMES["updatedAt"], "data": job_examples(job_type)["completed"]}
    content = {"schema": message, "examples": {"completed": {"value": example}}}
    operation = {
        "summary": "A job has ended",
        "description": DESCRIPTION,
        "parameters": list(HEADERS),
        "requestBody": {"required": True, "content": {"application/json": content}},
        "responses": {"2XX": {"description": "Received. The body is not read."}},
    }
    return {"jobEnded": {"{$request.body#/callbackUrl}": {"post": operation}}}
