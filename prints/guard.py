"""A book that waits to be printed is not erased."""

from django.db.models import QuerySet

from jobs.errors import JobError
from prints.models import PrintRequest
from storybooks.models import Storybook

OPEN = (PrintRequest.Status.PENDING, PrintRequest.Status.APPROVED)
SENTENCE = "This book has been ordered in print. Please wait until it is on its way."


class OpenPrintRequest(JobError):
    code = "OPEN_PRINT_REQUEST"
    http_status = 409


def refuse_while_printing(instance: Storybook, origin=None, **_signal) -> None:
    """Raises OpenPrintRequest, unless the book's owner is deleted with it."""
    is_own_wish = (origin.model if isinstance(origin, QuerySet) else type(origin)) is Storybook
    if is_own_wish and PrintRequest.objects.filter(storybook=instance, status__in=OPEN).exists():
        raise OpenPrintRequest(SENTENCE)
