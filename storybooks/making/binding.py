"""From pictures to a book: the typeset PDF, the row in the library, and the result that clients get."""

import asyncio
import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from jobs.context import RunContext
from storybooks.book.content import BookContent, Plate
from storybooks.book.typeset import typeset
from storybooks.clean_up import discard
from storybooks.making.desk import Desk, FileRef
from storybooks.making.preparing import as_page
from storybooks.models import StoredFile, Storybook
from storybooks.studio.base import Hero, Page

WARNING = "Some images failed to generate"


@dataclass(frozen=True)
class Parts:
    """Everything a book is bound from; `pictures` holds what was drawn for each scene of each page.

    Of `data`, a request's input, only title, story, audience and style are looked at.
    """

    data: dict[str, Any]
    hero: Hero
    pages: list[Page]
    portrait: FileRef
    cover: dict[str, str]
    pictures: list[list[dict[str, str]]]

    @property
    def has_errors(self) -> bool:
        return any("error" in drawn for drawn in (self.cover, *(one for page in self.pictures for one in page)))

    @property
    def fingerprint(self) -> str:
        """Differs when anything that the PDF shows does, as when a failed picture could be drawn after all."""
        words = [self.data["title"], *(scene.description for page in self.pages for scene in page.scenes)]
        bound = json.dumps([words, self.portrait, self.cover, self.pictures], sort_keys=True)
        return hashlib.sha256(bound.encode()).hexdigest()[:16]

    @property
    def files(self) -> list[str]:
        """The ids of all that it shows, each once."""
        every = (self.portrait, self.cover, *(drawn for page in self.pictures for drawn in page))
        return list(dict.fromkeys(self.shown(drawn)["file"] for drawn in every))

    def shown(self, drawn: dict[str, str]) -> FileRef:
        """The picture itself, or the hero's portrait in the place of one that failed."""
        return self.portrait if "error" in drawn else drawn


async def typeset_book(desk: Desk, parts: Parts, made_on: date) -> FileRef:
    data = {file: await desk.bytes_of({"file": file}) for file in parts.files}
    pdf = await asyncio.to_thread(typeset, content_of(parts, data, made_on))
    return await desk.keep(StoredFile.Kind.BOOK, pdf, "application/pdf")


def content_of(parts: Parts, data: dict[str, bytes], made_on: date) -> BookContent:
    """What the typesetter needs; `data` holds the bytes of `parts.files`."""

    def picture(drawn: dict[str, str]) -> bytes:
        return data[parts.shown(drawn)["file"]]

    pages = (zip(page.scenes, row, strict=True) for page, row in zip(parts.pages, parts.pictures, strict=True))
    return BookContent(
        title=parts.data["title"],
        audience=parts.data["audience"],
        cover=picture(parts.cover),
        portrait=picture(parts.portrait),
        hero=parts.hero.description,
        pages=tuple(tuple(Plate(scene.description, picture(drawn)) for scene, drawn in page) for page in pages),
        made_on=made_on.isoformat(),
    )


def parts_of(book: Storybook) -> Parts:
    """What a finished book is bound from, with its latest title that was checked."""
    return Parts(
        data={"title": book.printed_title, "story": book.story, "audience": book.audience, "style": book.style},
        hero=Hero(book.character_description, book.palette),
        pages=[as_page(page) for page in book.pages],
        portrait={"file": str(book.portrait_id)},
        cover={"file": str(book.cover_id)} if book.cover_id else {"error": WARNING},
        pictures=[[_drawn(scene) for scene in page["scenes"]] for page in book.pages],
    )


def _drawn(scene: dict[str, Any]) -> dict[str, str]:
    return {"error": scene["error"]} if "error" in scene else scene["generatedImage"]


def save_book(ctx: RunContext, parts: Parts, pdf: FileRef) -> dict[str, Any]:
    """Store the book and tie its files to it, in the transaction that the caller opened; the job's result."""
    held = Storybook.objects.select_for_update()
    book = held.filter(job_id=ctx.job_id).first() or Storybook(job_id=ctx.job_id, user_id=ctx.user_id)
    for name in ("title", "story", "audience", "style"):
        setattr(book, name, parts.data[name])
    book.character_description, book.palette = parts.hero.description, parts.hero.palette
    bind(book, parts, pdf)
    return result_json(book, parts, pdf)


def bind(book: Storybook, parts: Parts, pdf: FileRef) -> list[UUID]:
    """Store what the parts make of the book, in the caller's transaction; the files it no longer shows are discarded.

    Their ids, for the clean-up.
    """
    before = book.file_ids()
    book.pages, book.has_errors, book.printed_title = pages_json(parts), parts.has_errors, parts.data["title"]
    book.portrait_id, book.cover_id, book.pdf_id = UUID(parts.portrait["file"]), _id(parts.cover), UUID(pdf["file"])
    book.save()
    StoredFile.objects.filter(id__in=book.file_ids()).update(storybook=book)
    StoredFile.objects.filter(id=book.portrait_id).update(kind=StoredFile.Kind.PORTRAIT)  # if it came as a photo
    replaced = before - book.file_ids()
    discard(StoredFile.objects.filter(id__in=replaced))
    return list(replaced)


def _id(drawn: dict[str, str]) -> UUID | None:
    return None if "error" in drawn else UUID(drawn["file"])


def pages_json(parts: Parts) -> list[dict[str, Any]]:
    return [
        {
            "pageNumber": page.number,
            "scenes": [_scene(scene, one, parts) for scene, one in zip(page.scenes, drawn, strict=True)],
        }
        for page, drawn in zip(parts.pages, parts.pictures, strict=True)
    ]


def _scene(scene, drawn: dict[str, str], parts: Parts) -> dict[str, Any]:
    body = {
        "description": scene.description,
        "emotion": scene.emotion,
        "imagePrompt": scene.image_prompt,
        "generatedImage": parts.shown(drawn),
    }
    return body | ({"error": drawn["error"]} if "error" in drawn else {})


def result_json(book: Storybook, parts: Parts, pdf: FileRef) -> dict[str, Any]:
    result = {
        "storybook_id": str(book.id),
        "title": book.title,
        "character_description": book.character_description,
        "pages": book.pages,
        "has_errors": book.has_errors,
        "cover_url": parts.shown(parts.cover),
        "portrait_url": parts.portrait,
        "pdf_url": pdf,
    }
    return result | ({"warning": WARNING} if book.has_errors else {})
