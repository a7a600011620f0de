"""From pictures to a book: the typeset PDF, the row in the library, and the result that clients get."""

import asyncio
import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from jobs.context import RunContext
from storybooks.book.content import BookContent, Plate
from storybooks.book.typeset import typeset
from storybooks.making.desk import Desk, FileRef
from storybooks.models import StoredFile, Storybook
from storybooks.studio.base import Hero, Page

WARNING = "Some images failed to generate"


@dataclass(frozen=True)
class Parts:
    """Everything a book is bound from; `pictures` holds what was drawn for each scene of each page."""

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
        """Differs between attempts that bind different pictures, as when a failed one could be drawn after all."""
        bound = json.dumps([self.portrait, self.cover, self.pictures], sort_keys=True)
        return hashlib.sha256(bound.encode()).hexdigest()[:16]

    def shown(self, drawn: dict[str, str]) -> FileRef:
        """The picture itself, or the hero's portrait in the place of one that failed."""
        return self.portrait if "error" in drawn else drawn


async def typeset_book(desk: Desk, parts: Parts, made_on: date) -> FileRef:
    pages = [
        tuple(
            [
                Plate(scene.description, await desk.bytes_of(parts.shown(drawn)))
                for scene, drawn in zip(*both, strict=True)
            ]
        )
        for both in ((page.scenes, drawn) for page, drawn in zip(parts.pages, parts.pictures, strict=True))
    ]
    content = BookContent(
        title=parts.data["title"],
        audience=parts.data["audience"],
        cover=await desk.bytes_of(parts.shown(parts.cover)),
        portrait=await desk.bytes_of(parts.portrait),
        hero=parts.hero.description,
        pages=tuple(pages),
        made_on=made_on.isoformat(),
    )
    pdf = await asyncio.to_thread(typeset, content)
    return await desk.keep(StoredFile.Kind.BOOK, pdf, "application/pdf")


def save_book(ctx: RunContext, parts: Parts, pdf: FileRef) -> dict[str, Any]:
    """Store the book and tie its files to it, in the transaction that the caller opened; the job's result."""
    data = parts.data
    book, _ = Storybook.objects.update_or_create(
        job_id=ctx.job_id,
        defaults={
            "user_id": ctx.user_id,
            "title": data["title"],
            "story": data["story"],
            "audience": data["audience"],
            "style": data["style"],
            "character_description": parts.hero.description,
            "pages": pages_json(parts),
            "has_errors": parts.has_errors,
        },
    )
    used = [parts.portrait, pdf, *([] if "error" in parts.cover else [parts.cover])]
    used += [drawn for page in parts.pictures for drawn in page if "error" not in drawn]
    StoredFile.objects.filter(id__in=[ref["file"] for ref in used]).update(storybook=book)
    StoredFile.objects.filter(id=parts.portrait["file"]).update(kind=StoredFile.Kind.PORTRAIT)  # if it came as a photo
    return result_json(book, parts, pdf)


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
