"""A book as JSON: in the list, whole, and as strangers see it who were given a link."""

from typing import Any
from uuid import UUID

from django.urls import reverse

from jobs.api.links import polling_path
from jobs.api.representation import Absolute, timestamp
from storybooks.files import with_urls
from storybooks.library import BOOK_TOKEN, unfinished_changes
from storybooks.making.binding import WARNING
from storybooks.models import Storybook
from users.read_tokens import sign


def summary(book: Storybook, absolute: Absolute) -> dict[str, Any]:
    """The book as a list shows it; asks the database for nothing."""
    body = {
        "id": str(book.id),
        "title": book.title,
        "audience": book.audience,
        "style": book.style,
        "page_count": len(book.pages),
        "cover_url": _ref(book.cover_id or book.portrait_id),
        "has_errors": book.has_errors,
        "is_paid": book.is_paid,
        "created_at": timestamp(book.created_at),
        "updated_at": timestamp(book.updated_at),
    }
    return with_urls(body, absolute)


def represent(book: Storybook, absolute: Absolute) -> dict[str, Any]:
    """The whole book, with the jobs that are changing it."""
    body = {
        "story": book.story,
        "character_description": book.character_description,
        "pages": book.pages,
        "portrait_url": _ref(book.portrait_id),
        "pdf_url": _ref(book.pdf_id),
        "pdf_is_current": book.pdf_is_current,
        "changes": [_change(job, absolute) for job in unfinished_changes(book)],
    }
    if book.has_errors:
        body["warning"] = WARNING
    token = sign(BOOK_TOKEN, book.id)
    for name in ("download", "pictures"):
        body[f"{name}_url"] = absolute(f"{reverse(f'storybook-{name}', args=[book.id])}?token={token}")
    return summary(book, absolute) | with_urls(body, absolute)


def shown_to_strangers(book: Storybook) -> dict[str, Any]:
    """What a shared book tells, files by reference: no prompt, nothing of its owner, and the title that was checked."""
    return {
        "title": book.printed_title,
        "audience": book.audience,
        "style": book.style,
        "pages": [
            {
                "pageNumber": page["pageNumber"],
                "scenes": [
                    {"description": scene["description"], "generatedImage": scene["generatedImage"]}
                    for scene in page["scenes"]
                ],
            }
            for page in book.pages
        ],
        "cover_url": _ref(book.cover_id or book.portrait_id),
        "pdf_url": _ref(book.pdf_id),
    }


def _change(job, absolute: Absolute) -> dict[str, Any]:
    return {
        "jobId": str(job.id),
        "jobType": job.type,
        "status": job.status,
        "pollingUrl": absolute(polling_path(job)),
    }


def _ref(file_id: UUID | None) -> dict[str, str] | None:
    return {"file": str(file_id)} if file_id else None
