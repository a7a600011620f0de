"""The books and files of a person: given to them, and gone with them, also where others host them."""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from uuid import UUID

from django.db.models import Q

from storybooks import clean_up, files
from storybooks.models import CartoonCache, FileQuerySet, PaidChange, Share, StoredFile, Storybook
from users.models import User
from users.personal_data import ErasedFiles, KeptFile, PersonalData, Table, Told, of
from users.pool import release_connection

BATCH = 100
GONE = "erased"


def _theirs(user: User) -> Q:
    return Q(user=user.pk) | Q(job__user=user.pk) | Q(storybook__user=user.pk)


class BooksOfAPerson(PersonalData):
    tables = (
        Table("books", "your finished books, with their stories", Storybook, of("user")),
        Table(
            "shares",
            "the links that show your books to others",
            Share,
            of("storybook__user"),
            ours=("token_hash",),
        ),
        Table(
            "payments",
            "when your books were said to be paid",
            PaidChange,
            of("storybook__user"),
            ours=("actor", "webhook_id"),
        ),
        Table(
            "files",
            "what the pictures and books in files/ are",
            StoredFile,
            _theirs,
            ours=("store", "key", "discarded_at"),
        ),
        Table(
            "pictures-drawn-before",
            "pictures that are shown again when you ask for them again",
            CartoonCache,
            of("user"),
            ours=("key",),
        ),
    )

    def files(self, user: User) -> Iterator[KeptFile]:
        kept, last = _files_of(user).kept().order_by("id"), UUID(int=0)
        while batch := list(kept.filter(id__gt=last)[:BATCH]):
            for file in batch:
                release_connection()  # reading one may take long, and so may whoever takes the bytes
                yield KeptFile(f"{file.id}.{file.key.rpartition('.')[2]}", partial(files.read, file))
            last = batch[-1].id

    def erase_files(self, user: User, told: Told) -> ErasedFiles:
        theirs = _files_of(user)
        clean_up.discard(theirs)
        erased = clean_up.erase(theirs, told)
        return ErasedFiles(erased.done, erased.failed)

    def forget(self, user: User) -> Counter[str]:
        """Rows of files stay without a name for as long as their bytes may still be there, or still arrive."""
        remaining = _files_of(user)
        clean_up.discard(remaining)
        nameless = remaining.update(user=None, job=None, storybook=None)
        said = PaidChange.objects.filter(actor=str(user.pk)).update(actor=GONE)
        return Counter({"rows of files, nameless for an hour": nameless, "payments made nameless": said})


def _files_of(user: User) -> FileQuerySet:
    return StoredFile.objects.filter(_theirs(user))
