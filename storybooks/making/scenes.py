"""Drawing every scene and the cover side by side, and what becomes of the book when some of them fail."""

from dataclasses import dataclass
from typing import Any

from jobs.errors import PermanentError, TransientError
from storybooks.making.desk import Desk
from storybooks.making.together import together
from storybooks.models import StoredFile
from storybooks.studio.base import Illustrator, Look, Page, Scene

Drawn = dict[str, str]
"""{"file": id}, or {"error": sentence, "code": code} for a picture that failed for good."""


@dataclass
class Drawing:
    """One book's pictures in the making; `span` is the progress (percent) before the first and after the last."""

    desk: Desk
    illustrator: Illustrator
    look: Look
    total: int
    span: tuple[int, int]
    done: int = 0

    async def everything(self, title: str, story: str, pages: list[Page]) -> tuple[Drawn, list[list[Drawn]]]:
        """The cover, and the scenes of every page. Raises PermanentError when most of the pictures failed."""
        scenes = [scene for page in pages for scene in page.scenes]
        cover, *drawn = await together(
            self._draw("cover", StoredFile.Kind.COVER, lambda: self.illustrator.draw_cover(title, story, self.look)),
            *(self._scene(number, scene) for number, scene in enumerate(scenes, 1)),
        )
        refuse_a_ruin(drawn)
        rest = iter(drawn)
        return cover, [[next(rest) for _ in page.scenes] for page in pages]

    async def _scene(self, number: int, scene: Scene) -> Drawn:
        drawn = await self._draw(
            f"scene-{number}", StoredFile.Kind.SCENE, lambda: self.illustrator.draw_scene(scene, self.look)
        )
        self.done += 1
        start, end = self.span
        percent = start + (end - start) * self.done // self.total
        await self.desk.ctx.progress(percent, f"Generated {self.done}/{self.total} scene illustrations")
        return drawn

    async def _draw(self, name: str, kind: str, drawing) -> Drawn:
        """A picture that fails for good does not end the book; a later attempt may ask for it again."""
        try:
            return await self.desk.draw(name, kind, drawing)
        except (PermanentError, TransientError) as error:
            if isinstance(error, TransientError) and not self.desk.ctx.last_try:
                raise
            return {"error": error.message, "code": error.code}


def refuse_a_ruin(drawn: list[dict[str, Any]]) -> None:
    """A book with more placeholders than pictures is no book."""
    failures = [one for one in drawn if "error" in one]
    if 2 * len(failures) > len(drawn):
        raise PermanentError("Most of the pictures could not be drawn.", code=failures[0]["code"])
