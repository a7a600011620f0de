"""The two files of a print request: made by the cluster, never in a web process; gone with the request or its book.

The row is the truth here too: an open request without files is due. A new one wakes a worker, and a schedule makes each
minute what is left. Taking one moves its next try ahead: no two workers make the same, and one that dies is followed.
"""

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django_q.tasks import async_task

from jobs.drain import draining
from jobs.errors import JobError
from prints.models import PrintRequest
from prints.states import OPEN, Status
from storybooks.clean_up import discard, discard_now
from storybooks.files import keep
from storybooks.making.shelf import content_of
from storybooks.models import StoredFile, Storybook
from users.acting import service

log = logging.getLogger("prints")

NEXT_TRY = timedelta(minutes=10)
PDF = "application/pdf"


def make_soon() -> None:
    """Wake a worker when the caller's transaction commits; the message carries nothing and may be lost."""
    with service():  # the clusters' messages are no family's to write
        async_task("prints.files.make_due", save=False)


def make_due() -> None:
    """Make the files of every open request that has none and is due. Blocking: some seconds for each."""
    while not draining() and (request := _take()):
        try:
            _make(request)
        except Exception as error:  # the files of the next request do not wait for these
            problem = error.message if isinstance(error, JobError) else "Something went wrong on our side."
            PrintRequest.objects.filter(id=request.id).update(files_problem=problem[:200])
            log.error("print.files_not_made request=%s error=%s", request.id, type(error).__name__)
        else:
            log.info("print.files_made request=%s", request.id)


@service()
@transaction.atomic
def make_anew(book: Storybook) -> None:
    """The book has changed: pending requests for it get other files. What is approved meanwhile keeps its own."""
    made = PrintRequest.objects.filter(storybook=book, status=Status.PENDING, interior__isnull=False)
    for request in made.select_for_update(of=("self",)):
        let_go(request)
        PrintRequest.objects.filter(id=request.id).update(files_due_at=timezone.now(), title=book.printed_title)
        make_soon()


def let_go(request: PrintRequest) -> None:
    """From now on nobody reads its files; the regular clean-up erases them."""
    discard(StoredFile.objects.filter(id__in=[request.interior_id, request.cover_id]))
    PrintRequest.objects.filter(id=request.id).update(interior=None, cover=None)
    request.interior = request.cover = None


@transaction.atomic
def _take() -> PrintRequest | None:
    now = timezone.now()
    due = PrintRequest.objects.filter(status__in=OPEN, interior=None, files_due_at__lte=now).order_by("files_due_at")
    request = due.select_for_update(skip_locked=True).first()
    if request:
        PrintRequest.objects.filter(id=request.id).update(files_due_at=now + NEXT_TRY)
    return request


def _make(request: PrintRequest) -> None:
    from prints.edition.binding import print_files  # its libraries would be a tenth of every other process' start

    book = request.storybook
    made = print_files(content_of(book))
    kinds = {StoredFile.Kind.INTERIOR: made.interior, StoredFile.Kind.CASEWRAP: made.cover}
    interior, cover = (keep(kind, data, PDF, user_id=request.user_id) for kind, data in kinds.items())
    if not _attach(request, book, interior, cover):
        discard_now(interior)
        discard_now(cover)


@transaction.atomic
def _attach(request: PrintRequest, made_from: Storybook, interior: StoredFile, cover: StoredFile) -> bool:
    """False when they came too late: the request is open no more, somebody else has made them, or the book has changed.

    Whoever changes the book holds its row: they see the files that are attached before, and we see what they did.
    """
    book = Storybook.objects.select_for_update(of=("self",)).filter(id=made_from.id).first()
    waiting = PrintRequest.objects.filter(id=request.id, status__in=OPEN, interior=None)
    if book is None or book.pdf_id != made_from.pdf_id:
        waiting.update(files_due_at=timezone.now())
        return False
    if not waiting.update(interior=interior, cover=cover, files_problem="", title=book.printed_title):
        return False
    StoredFile.objects.filter(id__in=[interior.id, cover.id]).update(storybook=book)
    return True
