"""What the answers of a start have in common."""

from jobs.models import Job
from storybooks.models import StoredFile
from tests.refusals import said

WIRE = {"jobId", "status", "estimatedCompletion", "estimatedMinutes", "pollingUrl", "message"}
OURS = {"queuePosition", "eventsUrl"}


def accepted(response, *extra: str) -> dict:
    """The body of an accepted start, after checking its fields."""
    body = response.json()
    assert response.status_code == 202, body
    assert body.keys() == WIRE | OURS | set(extra)
    assert body["status"] == "pending"
    return body


def stored(response) -> dict:
    """What the accepted request became."""
    return Job.objects.get(id=response.json()["jobId"]).input_data


def refused(response, error: str | None = None, *, code: str = "INVALID_INPUT", status: int = 400) -> dict:
    """The body of a refusal, after checking its shape and that nothing was stored."""
    body = said(response)
    assert (response.status_code, body["code"]) == (status, code), body
    assert error in (None, body["error"]), body
    assert body["error"]
    assert body.keys() <= {"error", "code", "details"}
    assert "private" in response["Cache-Control"]
    assert not Job.objects.exists()
    assert not StoredFile.objects.kept().exists()
    return body
