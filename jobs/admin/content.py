"""What a job was given and what it made, as staff may read it: JSON laid out, pictures shown, secrets hidden."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from jobs.job_type import job_types
from jobs.models import Job

MOST_LETTERS = 4000
MOST_ITEMS = 200
SECRETS = frozenset(
    {"key", "token", "secret", "password", "authorization", "credential", "credentials", "signature", "cookie"}
)
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_DATA_URL = re.compile(r"data:([\w/+.-]*)[;,]")
HIDDEN = mark_safe('<em class="quiet">hidden</em>')


@dataclass(frozen=True)
class Shown:
    """A file that a job's data names: where it is served, and whether it is a picture."""

    url: str
    is_picture: bool


class Content:
    """Of one job; `input` and `result` are HTML."""

    def __init__(self, job: Job):
        job_type = job_types().get(job.type)
        ids = {id for data in (job.input_data, job.result_data) for id in _ids(data)}
        self._files = {id: Shown(*file) for id, file in (job_type.files(ids) if job_type else {}).items()}
        self.input = self._laid_out(job.input_data)
        self.result = self._laid_out(job.result_data) if job.result_data is not None else None
        self.pictures = [file.url for file in self._files.values() if file.is_picture]

    def _laid_out(self, value: Any) -> SafeString:
        if isinstance(value, dict) and value.keys() == {"file"}:
            return self._laid_out(value["file"])
        if isinstance(value, dict):
            rows = [(name, HIDDEN if _is_secret(name) else self._laid_out(item)) for name, item in value.items()]
            lines = format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>", rows[:MOST_ITEMS])
            return (
                format_html('<dl class="json">{}</dl>', lines) if rows else mark_safe('<span class="quiet">{ }</span>')
            )
        if isinstance(value, list):
            items = format_html_join("", "<li>{}</li>", ((self._laid_out(item),) for item in value[:MOST_ITEMS]))
            more = len(value) - MOST_ITEMS
            rest = format_html('<li class="quiet">… and {} more</li>', more) if more > 0 else ""
            return (
                format_html('<ol class="json">{}{}</ol>', items, rest)
                if value
                else mark_safe('<span class="quiet">[ ]</span>')
            )
        if isinstance(value, str):
            return self._text(value)
        return format_html('<span class="literal">{}</span>', json.dumps(value))

    def _text(self, text: str) -> SafeString:
        if file := self._files.get(_id(text)):
            return _file(file)
        if data := _DATA_URL.match(text):
            return format_html('<span class="quiet">{} inside, {} letters</span>', data[1] or "data", f"{len(text):,}")
        if text.startswith(("http://", "https://")) and " " not in text:
            return format_html("<code>{}</code>", address(text))
        cut = format_html(' <em class="quiet">… {} letters</em>', f"{len(text):,}") if len(text) > MOST_LETTERS else ""
        return (
            format_html("<bdi>{}</bdi>{}", text[:MOST_LETTERS], cut)
            if text
            else mark_safe('<span class="quiet">""</span>')
        )


def address(url: str) -> str:
    """Without what may let somebody in: name and password, the query, the fragment."""
    try:
        parts = urlsplit(url)
    except ValueError:  # families write what they like
        return f"{url.partition(':')[0]}://…"
    place = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{place}{parts.path}{'?…' if parts.query else ''}"


def host(url: str) -> str:
    """The host alone: the rest of an address may hold a secret of its owner's. Empty where there is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _file(file: Shown) -> SafeString:
    if file.is_picture:
        picture = '<a class="thumbnail" href="{}" target="_blank"><img src="{}" alt="" loading="lazy"></a>'
        return format_html(picture, file.url, file.url)
    return format_html('<a href="{}" target="_blank">Open the file</a>', file.url)


def _is_secret(name: str) -> bool:
    return any(word.casefold() in SECRETS for word in _WORDS.findall(name))


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if len(text) == 36 else None
    except ValueError:
        return None


def _ids(value: Any) -> Iterator[UUID]:
    """Everything in it that may be a file's id."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _ids(item)
    elif isinstance(value, str) and (id := _id(value)):
        yield id
