"""Links that show a book to whoever has them, until they expire or the owner ends them.

The link's token is 256 random bits. Only its hash is stored, so nobody who reads the table can open a book with it.
"""

import hashlib
import re
import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from jobs.errors import JobError
from storybooks.library import StorybookNotFound
from storybooks.models import Share, Storybook
from users.acting import grant, service

MOST = 20
"""Links of one book at a time."""
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


class TooManyShares(JobError):
    code = "TOO_MANY_SHARES"
    http_status = 409


@transaction.atomic
def share(book: Storybook, expires_at: datetime | None) -> tuple[Share, str]:
    """A new link to the book: its row, and its token, which nobody can tell again.

    Raises TooManyShares, and StorybookNotFound for a book that has just been erased. The book's row is held until the
    commit: of two requests for its last link, one gets it.
    """
    if not Storybook.objects.select_for_update().filter(id=book.id).exists():
        raise StorybookNotFound
    book.shares.exclude(_open()).delete()
    if book.shares.count() >= MOST:
        raise TooManyShares(f"This book has {MOST} links already. Please end one of them first.")
    token = secrets.token_urlsafe(32)
    return book.shares.create(token_hash=_hash(token), expires_at=expires_at), token


def open_shares(book: Storybook) -> QuerySet[Share]:
    return book.shares.filter(_open()).order_by("-created_at", "-id")


def end_share(book: Storybook, share_id: UUID) -> bool:
    """The link shows nothing from now on. False when the book has no such link."""
    deleted, _ = book.shares.filter(id=share_id).delete()
    return bool(deleted)


def shared_book(token: str) -> Storybook | None:
    """The book behind a link; None for one that is unknown, expired or ended."""
    if not _TOKEN.fullmatch(token):
        return None
    with service():  # no link is its reader's own
        opened = Share.objects.filter(_open(), token_hash=_hash(token)).first()
    if opened is None:
        return None
    grant(opened.storybook_id)
    return Storybook.objects.filter(id=opened.storybook_id).first()


def _open() -> Q:
    return Q(expires_at__isnull=True) | Q(expires_at__gt=timezone.now())


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
