"""A family's finished books: whose they are, which jobs change them, and their end."""

from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from jobs import engine
from jobs.errors import JobError
from jobs.models import Job
from jobs.statements import execute
from jobs.states import ACTIVE
from storybooks.clean_up import discard, erase_promptly
from storybooks.models import CartoonCache, FileQuerySet, StoredFile, Storybook
from users.acting import ask_for, grant, service
from users.read_tokens import grants

CHANGES_LOCK_SPACE = 7_306  # first key of the advisory locks per book
BOOK_TOKEN = "storybook"  # noqa: S105 - the kind of thing that a read token opens


class StorybookNotFound(JobError):
    code = "STORYBOOK_NOT_FOUND"
    http_status = 404

    def __init__(self, message: str = "Storybook not found"):
        super().__init__(message)


class SceneNotFound(JobError):
    code = "SCENE_NOT_FOUND"
    http_status = 404

    def __init__(self):
        super().__init__("This book has no such scene.")


class NotItsOwner(JobError):
    code = "PERMISSION_DENIED"
    http_status = 403

    def __init__(self):
        super().__init__("Only its owner can do this with a book.")


def readable_book(book_id: UUID, user, token: str = "") -> Storybook:
    """The book, for its owner and staff; a guest's for whoever knows its id; any for whoever has a read token for it.

    Raises StorybookNotFound.
    """
    ask_for(book_id)
    books = Storybook.objects.visible_to(user)
    if grants(token, BOOK_TOKEN, book_id):
        grant(book_id)
        books = Storybook.objects.all()
    book = books.filter(id=book_id).first()
    if book is None:
        raise StorybookNotFound
    return book


def own_book(book_id: UUID, user) -> Storybook:
    """The book, for its owner alone. Raises StorybookNotFound, and NotItsOwner for who may read it but no more."""
    book = readable_book(book_id, user)
    if book.user_id is None or book.user_id != user.pk:
        raise NotItsOwner
    return book


def erasable_book(book_id: UUID, user) -> Storybook:
    """The book, for its owner, and for staff whom a family asks. Raises as `own_book` does."""
    return readable_book(book_id, user) if user.has_perm("storybooks.delete_storybook") else own_book(book_id, user)


def files_shown(book: Storybook) -> FileQuerySet:
    """The book's own pictures and PDF, for whoever may read the book."""
    ids = book.file_ids()
    for file_id in ids:
        grant(file_id)
    return StoredFile.objects.kept().filter(id__in=ids)


def scene_of(book: Storybook, page: int, scene: int) -> tuple[int, int]:
    """Where in `book.pages` the scene is: `page` is a page's own number, `scene` counts from 1 in it.

    Raises SceneNotFound.
    """
    numbers = [each["pageNumber"] for each in book.pages]
    if page not in numbers or not 1 <= scene <= len(book.pages[numbers.index(page)]["scenes"]):
        raise SceneNotFound
    return numbers.index(page), scene - 1


def changes_of(book: Storybook) -> QuerySet[Job]:
    """The jobs that change the book, or did: those whose input names it."""
    return Job.objects.filter(user_id=book.user_id, input_data__storybook=str(book.id))


def unfinished_changes(book: Storybook) -> QuerySet[Job]:
    return changes_of(book).filter(status__in=ACTIVE).order_by("created_at", "id")


def lock_changes(book_id: UUID) -> None:
    """While a book is being erased no job that changes it is started, and the other way round.

    So who erases it knows all its jobs before holding the first, and locks as their workers do: jobs, then book. Ends
    with the transaction.
    """
    values = {"space": CHANGES_LOCK_SPACE, "book": str(book_id)}
    execute("SELECT pg_advisory_xact_lock(%(space)s, hashtext(%(book)s))", values)


@service()
def erase_book(book: Storybook) -> None:
    """Erase the book with its shares, its jobs and whatever these know of it, its pictures and its PDF.

    With the transaction all of it is out of sight. The bytes follow at once; what the media store does not forget then
    is left to the regular clean-up. A book that is gone already is no error. Who still needs the book, such as an order
    of it, refuses by raising from Django's signal `pre_delete`; then all stays as it was.
    """
    with transaction.atomic():
        lock_changes(book.id)
        job_ids = _hold(Job.objects.filter(Q(storybook=book) | Q(id__in=changes_of(book))))
        if not _hold(Storybook.objects.filter(id=book.id)):
            return
        files = StoredFile.objects.filter(Q(storybook=book) | Q(job__in=job_ids))
        file_ids = list(files.values_list("id", flat=True))
        discard(files)
        CartoonCache.objects.filter(picture__in=file_ids).delete()
        engine.erase(job_ids)
        Storybook.objects.filter(id=book.id).delete()
        transaction.on_commit(partial(erase_promptly, file_ids), robust=True)


def _hold(rows: QuerySet[Any]) -> list[UUID]:
    """Held against changes, not against who only points at the rows: a worker's commit looks whether they are there."""
    held = rows.order_by("id").select_for_update(of=("self",), no_key=True)
    return list(held.values_list("id", flat=True))
