"""Pictures of a sample book, and of each style, drawn by the offline studio itself: what comes out is what is shown.

Drawn once into settings.SAMPLES_ROOT, by `manage.py draw_samples` or when a browser first asks for one. The version in
their addresses is made of what they are drawn with, so that browsers may keep them for good.
"""

import asyncio
import fcntl
import hashlib
import io
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from PIL import Image

from storybooks.catalog import Audience, Genre, Style
from storybooks.studio.base import Hero, Illustrator, Look, Scene, Writer

HERE = Path(__file__).resolve().parents[1]
PHOTO, STORY = HERE / "samples" / "child.jpg", HERE / "samples" / "story.txt"
TITLE = "The Lantern"
AUDIENCE = Audience.CHILDREN
WIDTHS = (320, 640, 960)
"""Pixels: for thumbnails, for phones, and for sharp screens."""
QUALITY = 76
SCENES = tuple(range(1, 11))
NAMES = (
    "photo",
    "portrait",
    "cover",
    *(f"scene-{number}" for number in SCENES),
    *(f"style-{style}" for style in Style.values),
    *(f"genre-{genre}" for genre in Genre.values),
)
STYLED_SCENE = 3
"""The scene that shows what each style makes of it."""


def address(name: str, width: int) -> str:
    return reverse("sample", kwargs={"version": version(), "name": name, "width": width})


def size(name: str) -> tuple[int, int]:
    """Width and height of the largest one, in pixels."""
    return (WIDTHS[-1], WIDTHS[-1] * 5 // 4) if name == "photo" else (WIDTHS[-1], WIDTHS[-1])


@cache
def version() -> str:
    """A hash of what shapes the pictures: the studio's code, the photo, the story and this file."""
    sources = [*sorted((HERE / "studio" / "offline").rglob("*.py")), PHOTO, STORY, Path(__file__)]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:12]


def sample(name: str, width: int) -> bytes:
    """A WebP of this width; drawn now if nobody has asked for it before. Raises KeyError for what is no sample."""
    if name not in NAMES or width not in WIDTHS:
        raise KeyError(name)
    path = _path(name, width)
    if not path.exists():
        _make(name)
    return path.read_bytes()


def _make(name: str) -> None:
    """All widths of one picture. Whoever comes meanwhile waits for it rather than draw it again."""
    with _alone(name):
        if not _path(name, WIDTHS[-1]).exists():  # the largest is written last
            picture = Image.open(io.BytesIO(_drawn(name))).convert("RGB")
            for width in WIDTHS:
                _store(_path(name, width), _scaled(picture, width))


@contextmanager
def _alone(name: str) -> Iterator[None]:
    folder = settings.SAMPLES_ROOT / version()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _path(name: str, width: int) -> Path:
    return settings.SAMPLES_ROOT / version() / f"{name}-{width}.webp"


def _scaled(picture: Image.Image, width: int) -> bytes:
    stream = io.BytesIO()
    height = round(picture.height * width / picture.width)
    picture.resize((width, height), Image.Resampling.LANCZOS).save(stream, "WEBP", quality=QUALITY, method=6)
    return stream.getvalue()


def _store(path: Path, data: bytes) -> None:
    """Complete or not at all."""
    unfinished = path.with_suffix(f".{os.getpid()}")
    unfinished.write_bytes(data)
    unfinished.rename(path)


def _drawn(name: str) -> bytes:
    return PHOTO.read_bytes() if name == "photo" else asyncio.run(_draw(name))


async def _draw(name: str) -> bytes:
    from storybooks.studio.offline import offline_studio  # a web worker that has all samples never draws

    studio = offline_studio()
    hero = await studio.writer.describe_hero(PHOTO.read_bytes(), AUDIENCE)
    kind, _, which = name.partition("-")
    drawing = {"portrait": _portrait, "cover": _cover, "scene": _scene, "style": _styled, "genre": _genre}[kind]
    picture = await drawing(studio.writer, studio.illustrator, hero, which)
    return picture.data


async def _portrait(writer: Writer, illustrator: Illustrator, hero: Hero, which: str):
    return await illustrator.draw_portrait(PHOTO.read_bytes(), _look(hero))


async def _cover(writer: Writer, illustrator: Illustrator, hero: Hero, which: str):
    return await illustrator.draw_cover(TITLE, _story(), _look(hero))


async def _scene(writer: Writer, illustrator: Illustrator, hero: Hero, which: str):
    scenes = await _scenes(writer)
    return await illustrator.draw_scene(scenes[int(which) - 1], _look(hero))


async def _styled(writer: Writer, illustrator: Illustrator, hero: Hero, which: str):
    scenes = await _scenes(writer)
    return await illustrator.draw_scene(scenes[STYLED_SCENE - 1], _look(hero, which))


async def _genre(writer: Writer, illustrator: Illustrator, hero: Hero, which: str):
    story = await writer.write_story(which, hero, AUDIENCE)
    return await illustrator.draw_cover(story.title, story.text, _look(hero))


async def _scenes(writer: Writer) -> list[Scene]:
    pages = await writer.plan_pages(TITLE, _story(), AUDIENCE)
    return [scene for page in pages for scene in page.scenes]


def _look(hero: Hero, style: str = Style.STORYBOOK) -> Look:
    return Look(hero, AUDIENCE, style)


def _story() -> str:
    return re.sub(r"\n+", "\n\n", STORY.read_text(encoding="utf-8").strip())
