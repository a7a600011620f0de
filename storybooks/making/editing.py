"""Changing a finished book: the PDF is bound anew, and all that the change replaces goes in one transaction."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from jobs.database import in_database
from jobs.errors import PermanentError
from storybooks.clean_up import forgotten, strike_off, to_erase
from storybooks.making.binding import Parts, bind, parts_of, result_json, typeset_book
from storybooks.making.desk import Desk, FileRef
from storybooks.models import Storybook

Place = tuple[int, int]
"""Where a scene is: its page and its place there, both counted from 0."""
Edit = Callable[[Storybook, Parts], Parts]
"""From the book as it is, and what it is bound from, to what it shall be bound from."""


class Outdated(Exception):
    """Another job has changed the book since it was read."""


def find_book(book_id: str) -> Storybook:
    book = Storybook.objects.filter(id=book_id).first()
    if book is None:
        raise PermanentError("This book is no longer there.")
    return book


async def bind_anew(desk: Desk, book_id: str, edit: Edit) -> dict[str, Any]:
    """Change the book, once, however often the job is attempted; its result.

    Of two jobs that change one book at once, the slower starts again from what the faster has left, with what it drew.
    """

    async def work() -> dict[str, Any]:
        while True:
            book = await in_database(find_book, book_id)
            try:
                return await _bound(desk, book, edit)
            except (Outdated, PermanentError, FileNotFoundError):  # a picture may have been replaced meanwhile
                if (await in_database(find_book, book_id)).pdf_id == book.pdf_id:
                    raise

    done = await desk.ctx.step("bound", work)
    await _erase(done["discarded"])
    return done["result"]


async def _erase(file_ids: list[str]) -> None:
    files = await in_database(to_erase, file_ids)
    gone = await asyncio.to_thread(forgotten, files)
    await in_database(strike_off, gone)


def with_words(parts: Parts, at: Place, words: dict[str, str]) -> Parts:
    """The same book with other words in one scene: description, emotion, image_prompt, as far as given."""
    page, scene = at
    scenes = list(parts.pages[page].scenes)
    scenes[scene] = replace(scenes[scene], **words)
    pages = [*parts.pages]
    pages[page] = replace(pages[page], scenes=tuple(scenes))
    return replace(parts, pages=pages)


def with_picture(parts: Parts, at: Place, drawn: FileRef) -> Parts:
    """The same book with another picture in one scene."""
    page, scene = at
    pictures = [[*row] for row in parts.pictures]
    pictures[page][scene] = drawn
    return replace(parts, pictures=pictures)


async def _bound(desk: Desk, book: Storybook, edit: Edit) -> dict[str, Any]:
    parts = edit(book, parts_of(book))

    async def pdf() -> FileRef:
        return await typeset_book(desk, parts, book.created_at.date())

    bound = await desk.ctx.step(f"pdf-{parts.fingerprint}", pdf)
    return await desk.ctx.write(_store, book, parts, bound, step="bound", final=True)


def _store(was: Storybook, parts: Parts, pdf: FileRef) -> dict[str, Any]:
    book = Storybook.objects.select_for_update().filter(id=was.id).first()
    if book is None or book.pdf_id != was.pdf_id:
        raise Outdated
    discarded = bind(book, parts, pdf)
    return {"result": result_json(book, parts, pdf), "discarded": [str(each) for each in discarded]}
