"""What the stand-in of the provider was asked for: each call by the name of the step it belongs to."""

import io
import re
from collections import Counter
from collections.abc import Callable

from PIL import Image

from jobs.models import Job, JobStep
from tests.fakes import faults
from tests.fakes.openai import FakeOpenAI, plan_for
from tests.fakes.server import Call

_SCENE = re.compile(r"meadow with (\d+) tall trees")
PICTURES = ("portrait", "cover", *(f"scene-{number}" for number in range(1, 11)))
"""The pictures of a children's book, by the names of their steps."""
GREEN_GROUND = (127, 181, 138)
"""That of the family's photo."""
CHATS = {"HeroLook": "hero", "WrittenStory": "story", "BookPlan": "plan"}


def countable_plan(call: Call) -> dict:
    """A plan whose scenes can be told apart: each has its own number of trees."""
    plan = plan_for(call)
    scenes = [scene for page in plan["pages"] for scene in page["scenes"]]
    for number, scene in enumerate(scenes, 1):
        scene["image_prompt"] = f"A sunny meadow with {number} tall trees, morning light."
    return plan


def brought_pages(scenes: int, per_page: int = 2) -> list[dict]:
    """Pages as a request brings them, with pictures that can be told apart."""
    all_scenes = [
        {
            "description": f"Mina counts to {number}.",
            "emotion": "proud",
            "imagePrompt": f"A windy meadow with {number} tall trees, evening light.",
        }
        for number in range(1, scenes + 1)
    ]
    cuts = range(0, scenes, per_page)
    return [{"pageNumber": n, "scenes": all_scenes[cut : cut + per_page]} for n, cut in enumerate(cuts, 1)]


def prompt_of(call: Call) -> str:
    """The prompt of a call for a picture."""
    return call.form["prompt"][0] if call.form else call.json["prompt"]


def name_of(call: Call) -> str:
    """The step a call belongs to: portrait, cover, scene-1, ..., hero, story, plan or check."""
    if call.path.startswith("/v1/moderations"):
        return "check"
    if call.path.startswith("/v1/chat"):
        return CHATS[call.json["response_format"]["json_schema"]["name"]]
    prompt = prompt_of(call)
    if "This is the cover picture" in prompt:
        return "cover"
    scene = _SCENE.search(prompt)
    return f"scene-{scene[1]}" if scene else "portrait"


def pictures(openai: FakeOpenAI) -> list[Call]:
    return openai.calls_to("/v1/images")


def corner(call: Call) -> tuple[int, int, int]:
    """The ground of the picture that was sent along to be drawn after."""
    (reference,) = call.files
    return Image.open(io.BytesIO(reference.data)).convert("RGB").getpixel((8, 8))


def similar(colour: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(one - two) < 12 for one, two in zip(colour, other, strict=True))


def asked(openai: FakeOpenAI) -> Counter[str]:
    """How often each picture was asked for."""
    return Counter(name_of(call) for call in pictures(openai))


def of(*names: str) -> Callable[[Call], bool]:
    """A condition for `FakeOpenAI.when`: calls of these steps."""
    return lambda call: name_of(call) in names


def paid(openai: FakeOpenAI) -> list[str]:
    """The steps of all calls that cost something, in order."""
    return [name_of(call) for call in openai.calls if name_of(call) != "check"]


def charged(job: Job) -> list[str]:
    """The kinds of everything that is noted as bought for the job, in order."""
    steps = JobStep.objects.filter(job=job).order_by("id")
    return [charge["kind"] for step in steps for charge in step.charges]


class Held:
    """After the first `let` pictures of a book, calls for others get no answer until `release`.

    Those that wait by then never get one.
    """

    def __init__(self, openai: FakeOpenAI, let: int):
        self._holding = True
        self._let = let
        self.passed: set[str] = set()
        openai.when(self._holds, faults.hang(), times=1000)

    def release(self) -> None:
        self._holding = False

    def _holds(self, call: Call) -> bool:
        if not (self._holding and call.path.startswith("/v1/images")):
            return False
        if len(self.passed) < self._let:
            self.passed.add(name_of(call))
        return name_of(call) not in self.passed
