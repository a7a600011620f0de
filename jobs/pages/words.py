"""What pages say of jobs: why one was refused or failed, by its stable code."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException, Throttled

from jobs.errors import JobError
from jobs.states import Status

STATUSES = {
    Status.PENDING: _("Waiting"),
    Status.PROCESSING: _("In the making"),
    Status.COMPLETED: _("Ready"),
    Status.FAILED: _("Failed"),
    Status.CANCELLED: _("Cancelled"),
}
REFUSALS = {
    "TOO_MANY_JOBS": _("So many of your books are being made already. Please wait until one is ready, or stop one."),
    "QUOTA_EXCEEDED": _("You have made the books that your plan has for this month. It begins anew with the next one."),
    "BUDGET_REACHED": _("No more books can be begun today. Please come back tomorrow."),
    "RATE_LIMIT_EXCEEDED": _("You have begun several books in a short time. Please wait a little."),
    "ILLEGAL_MOVE": _("That is no longer possible. This is how it stands now."),
}
FAILURES = {
    "CONTENT_REFUSED": _("Something in the story or the photo does not fit its readers, so we did not draw it."),
    "INVALID_INPUT": _("We could not work with this photo or this story."),
    "JOB_TIMEOUT": _("It took longer than it may. What is done is kept: try again and it goes on from there."),
    "WORKER_LOST": _("The work broke off. What is done is kept: try again and it goes on from there."),
    "EXTERNAL_SERVICE_ERROR": _("The service that writes and draws did not answer. Please try again in a while."),
    "RATE_LIMITED": _("The service that writes and draws is very busy. Please try again in a while."),
    "MEDIA_STORE_ERROR": _("The pictures could not be stored. Please try again in a while."),
    "PICTURE_UNREADABLE": _("One of the pictures could not be read."),
    "PICTURE_ERASED": _("The photo has been erased meanwhile. Please begin anew with a photo."),
}
OTHERWISE = _("Something went wrong on our side. Please try again.")


def refusal(error: JobError | APIException) -> Any:
    """The sentence for why a start or a change was refused."""
    code = "RATE_LIMIT_EXCEEDED" if isinstance(error, Throttled) else getattr(error, "code", "")
    return REFUSALS.get(code, OTHERWISE)


def failure(code: str) -> Any:
    return FAILURES.get(code, OTHERWISE)
