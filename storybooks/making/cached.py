"""A single picture that its owner may have asked for before: then it is shown again, and nothing is paid."""

import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from jobs.database import in_database
from storybooks.making.desk import Desk, FileRef
from storybooks.making.preparing import check
from storybooks.models import CartoonCache
from storybooks.studio import open_studio
from storybooks.studio.base import Illustrator, Look, Picture, Scene

Artist = Callable[[Illustrator], Awaitable[Picture]]


@dataclass(frozen=True)
class Request:
    """Everything that shapes the picture, whoever asks. `source` is the picture that the drawing starts from."""

    kind: str
    file_kind: str
    look: Look
    source: FileRef | None = None
    scene: Scene | None = None

    def key(self, user_id: UUID, source: bytes | None) -> str:
        studio = [settings.STUDIO]
        if settings.STUDIO == "openai":
            studio += [settings.OPENAI_IMAGE_MODEL, settings.OPENAI_IMAGE_QUALITY, settings.OPENAI_IMAGE_SIZE]
        origin = hashlib.sha256(source).hexdigest() if source else ""
        shape = [str(user_id), self.kind, studio, origin, self.look.hero.description, self.look.audience]
        return hashlib.sha256(json.dumps([*shape, self.look.style, self.words()]).encode()).hexdigest()

    def words(self) -> list[str]:
        return [self.scene.image_prompt, self.scene.emotion] if self.scene else []


async def drawn_once(desk: Desk, request: Request, percent: int, step: str, draw: Artist) -> tuple[FileRef, bool]:
    """The picture, and whether it was there already. Guests have no cache: nobody knows whether two are the same."""
    user_id = desk.ctx.user_id
    source = await desk.bytes_of(request.source) if request.source else None
    key = request.key(user_id, source) if user_id else ""
    known = await desk.ctx.step("cache", lambda: _known(desk, key)) if key else None
    if known:
        await desk.ctx.progress(95, "Retrieved from cache")
        return known, True
    await desk.ctx.progress(percent, step)
    async with open_studio() as studio:
        texts = [request.look.hero.description, *request.words()]
        await check(desk, studio, request.look.audience, texts, request.source)
        picture = await desk.draw("picture", request.file_kind, lambda: draw(studio.illustrator))
    if key:
        await desk.ctx.write(_remember, key, user_id, picture)
    return picture, False


async def _known(desk: Desk, key: str) -> FileRef | None:
    """The picture under the key, unless its bytes are gone."""
    picture = await in_database(_find, key)
    try:
        if picture:
            await desk.bytes_of(picture)
    except FileNotFoundError:
        return None
    return picture


def _find(key: str) -> FileRef | None:
    """A picture that is used again stays in the cache: marked first, so that no clean-up takes it in between."""
    entry = CartoonCache.objects.filter(key=key)
    if not entry.update(used_at=timezone.now()):
        return None
    return {"file": str(entry.get().picture_id)}


def _remember(key: str, user_id: UUID, picture: FileRef) -> None:
    """In the place of an entry that turned out to be of no use, where there is one."""
    entry = {"user_id": user_id, "picture_id": picture["file"], "used_at": timezone.now()}
    CartoonCache.objects.update_or_create(key=key, defaults=entry)
