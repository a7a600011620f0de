"""What every studio can do: write, illustrate, moderate. One interface each; `openai` and `offline` implement them.

All methods are coroutines; a studio keeps its own blocking work (pixels) off the event loop. They raise
`jobs.errors.PermanentError` (refused content, bad picture, missing key) or `TransientError` (everything that may pass),
never a provider's own exception, and record what they spend with `jobs.spending.record`.
"""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class Hero:
    """The main character's look. `palette` maps hair, skin, top and bottom to "#rrggbb" where they are known."""

    description: str
    palette: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Scene:
    """One picture of the story: `description` is the text under it, `image_prompt` the setting, action and light."""

    description: str
    emotion: str
    image_prompt: str


@dataclass(frozen=True)
class Page:
    number: int
    scenes: tuple[Scene, ...]


@dataclass(frozen=True)
class Story:
    """A story to make a book of: the title has at most 100 characters, the text 50 to 10,000."""

    title: str
    text: str


@dataclass(frozen=True)
class Picture:
    """A finished, decodable picture: `mime` is image/png, image/jpeg or image/webp; sizes in pixels."""

    data: bytes
    mime: str
    width: int
    height: int


@dataclass(frozen=True)
class Look:
    """What every picture of one book has in common; `portrait` is the drawn hero, the reference for the others.

    Whoever draws a picture anew names the `take`: a studio that leaves nothing to chance draws another one for it.
    """

    hero: Hero
    audience: str
    style: str
    portrait: bytes | None = None
    take: str = ""


class Writer(Protocol):
    async def describe_hero(self, photo: bytes, audience: str) -> Hero:
        """The plainly visible look of the person (or pet, or toy) in the photo."""

    async def write_story(self, genre: str, hero: Hero, audience: str) -> Story:
        """A new story of a `catalog.Genre` about this hero, about as long as `catalog.AUDIENCES` asks for."""

    async def plan_pages(self, title: str, story: str, audience: str) -> list[Page]:
        """Pages and scenes that tell the whole story in its own order, as many as `catalog.AUDIENCES` asks for.

        The title may be "". Descriptions and image prompts have at most 2,000 characters, emotions at most 40, for
        stories of up to 10,000 characters.
        """


class Illustrator(Protocol):
    async def draw_portrait(self, photo: bytes | None, look: Look) -> Picture:
        """The hero of the photo as a drawing in the book's style; without a photo, as the description says."""

    async def draw_scene(self, scene: Scene, look: Look) -> Picture:
        """One scene of the story with the hero in it."""

    async def draw_cover(self, title: str, story: str, look: Look) -> Picture:
        """The cover's picture, without any lettering."""


class Moderator(Protocol):
    async def check(self, audience: str, *, text: str = "", photo: bytes | None = None) -> None:
        """Return if the content is fit for the audience, else raise PermanentError(code="CONTENT_REFUSED")."""


@dataclass(frozen=True)
class Studio:
    writer: Writer
    illustrator: Illustrator
    moderator: Moderator
