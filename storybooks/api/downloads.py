"""GET /api/storybooks/{id}/download and …/pictures: the book as a file to keep, and all its pictures in a ZIP."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from uuid import UUID
from zipfile import ZIP_STORED, ZipFile

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from rest_framework.request import Request

from storybooks.api.files import BytesView, FileNotFound
from storybooks.api.schema import downloads as operations
from storybooks.files import read
from storybooks.library import files_shown, readable_book
from storybooks.models import StoredFile, Storybook
from users.api.schema.describing import ApiSchema
from users.pool import release_connection
from users.zip_streams import Outbox, entry, sent

LONGEST_NAME = 60
"""Characters: fewer than the 255 bytes that file systems take."""
_NO_PART_OF_A_NAME = re.compile(r'[<>:"/\\|?*]')
_JOINERS = "\u200c\u200d"  # invisible, but part of some scripts' words
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)  # by Windows, for devices


class DownloadView(BytesView):
    def book(self, request: Request, storybook_id: UUID) -> Storybook:
        return readable_book(storybook_id, request.user, request.query_params.get("token", ""))


class BookDownloadView(DownloadView):
    schema = ApiSchema(get=operations.download)

    def get(self, request: Request, storybook_id: UUID) -> HttpResponse:
        book = self.book(request, storybook_id)
        pdf = files_shown(book).filter(id=book.pdf_id).first()
        if pdf is None:
            raise FileNotFound
        response = self.served(pdf)
        response["Content-Disposition"] = content_disposition_header(True, file_name(book.title, "pdf"))
        return response


class PicturesDownloadView(DownloadView):
    schema = ApiSchema(get=operations.pictures)
    http_method_names = ("get", "options")  # the stream of a HEAD would run unseen

    def get(self, request: Request, storybook_id: UUID) -> StreamingHttpResponse:
        book = self.book(request, storybook_id)
        pictures = named_pictures(book)
        release_connection()
        response = StreamingHttpResponse(sent(zipped(pictures)), content_type="application/zip")
        response["Content-Disposition"] = content_disposition_header(True, file_name(book.title, "zip"))
        return response


def file_name(title: str, ending: str) -> str:
    """A name for every file system, as much like the title as that allows."""
    kept = [letter for letter in title if letter in _JOINERS or unicodedata.category(letter)[0] != "C"]
    words = _NO_PART_OF_A_NAME.sub(" ", "".join(kept)).split()
    name = " ".join(words)[:LONGEST_NAME].strip(". ")
    if not name or _RESERVED.fullmatch(name):
        name = f"Storybook {name}".strip()
    return f"{name}.{ending}"


def named_pictures(book: Storybook) -> list[tuple[str, StoredFile]]:
    """The book's pictures in their order, each with a name; none in the place of those that could not be drawn."""
    scenes = {
        f"page {page['pageNumber']} scene {number}": scene["generatedImage"]["file"]
        for page in book.pages
        for number, scene in enumerate(page["scenes"], 1)
        if "error" not in scene
    }
    ids = {"cover": str(book.cover_id), **scenes, "portrait": str(book.portrait_id)}
    files = {str(file.id): file for file in files_shown(book)}
    found = [(name, files[file_id]) for name, file_id in ids.items() if file_id in files]
    return [(f"{place:02} {name}.{file.key.rpartition('.')[2]}", file) for place, (name, file) in enumerate(found, 1)]


def zipped(pictures: list[tuple[str, StoredFile]]) -> Iterator[bytes]:
    """The bytes of a ZIP of the pictures, one by one; not packed, since they cannot get smaller.

    One that is lost is left out. When the store fails, so does the download: no client takes half of it for whole.
    """
    outbox = Outbox()
    with ZipFile(outbox, "w") as archive:
        for name, file in pictures:
            with suppress(FileNotFoundError):
                archive.writestr(entry(name, ZIP_STORED), read(file))
                yield outbox.taken()
    yield outbox.taken()
