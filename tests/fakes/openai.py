"""A stand-in for OpenAI's API: chat completions with JSON answers, picture edits and generation, moderation."""

import base64
import io
import itertools
import json
import re
from collections.abc import Callable
from typing import Any

from PIL import Image, ImageDraw

from .faults import Reply, status
from .server import Call, FakeServer

CATEGORIES = [
    "harassment",
    "harassment/threatening",
    "hate",
    "hate/threatening",
    "illicit",
    "illicit/violent",
    "self-harm",
    "self-harm/instructions",
    "self-harm/intent",
    "sexual",
    "sexual/minors",
    "violence",
    "violence/graphic",
]
TEXT_USAGE = {"prompt_tokens": 1000, "completion_tokens": 200, "total_tokens": 1200}
PICTURE_USAGE = {
    "input_tokens": 260,
    "input_tokens_details": {"text_tokens": 60, "image_tokens": 200},
    "output_tokens": 439,
    "total_tokens": 699,
}
HERO = {
    "description": "A cheerful child with short brown hair, a striped yellow shirt and blue trousers.",
    "hair": "#5a3a22",
    "skin": "#d9a577",
    "top": "#f2c230",
    "bottom": "#2f5fa8",
}


class FakeOpenAI(FakeServer):
    """Answers fit the schema that is asked for. To change them: `hero`, `story` and `plan` (from the call to a dict or
    a text), `picture` (from the call to bytes), `scores` (from the moderated texts to scores by category); `edits` and
    `moderates` False for servers without these calls; `links` True for servers that answer pictures as URLs; `models`,
    which are listed, or None for servers that tell nobody."""

    def __init__(self, key: str = "sk-test", port: int = 0, delay: float = 0):
        self.key = key
        self.hero: Callable[[Call], Any] = lambda call: HERO
        self.story: Callable[[Call], Any] = story_for
        self.plan: Callable[[Call], Any] = plan_for
        self.picture: Callable[[Call], bytes] = lambda call: unique_picture()
        self.scores: Callable[[str], dict[str, float]] = lambda text: {}
        self.edits = self.moderates = True
        self.links = False
        self.models: list[str] | None = ["gpt-6-luna", "gpt-image-2.5-flare", "omni-moderation-latest"]
        self.refusal: str | None = None
        self.finish_reason = "stop"
        self.linked: dict[str, bytes] = {}
        super().__init__(port, delay)

    @property
    def base_url(self) -> str:
        return self.url + "/v1"

    def answer(self, call: Call) -> Reply:
        if call.path in self.linked:
            return Reply(body=self.linked[call.path], headers={"Content-Type": "image/png"})
        if call.headers.get("Authorization") != f"Bearer {self.key}":
            return status(401, "invalid_api_key", message=f"Incorrect API key: {call.headers.get('Authorization')}")
        routes = {
            "/v1/chat/completions": self._chat,
            "/v1/images/generations": self._generate,
            "/v1/images/edits": self._edit if self.edits else _unknown,
            "/v1/moderations": self._moderate if self.moderates else _unknown,
            "/v1/models": self._list if self.models is not None else _unknown,
        }
        return routes.get(call.path, _unknown)(call)

    def _list(self, call: Call) -> Reply:
        models = [{"id": name, "object": "model", "created": 1, "owned_by": "us"} for name in self.models]
        return Reply(body={"object": "list", "data": models})

    def _chat(self, call: Call) -> Reply:
        answers = {"HeroLook": self.hero, "WrittenStory": self.story, "BookPlan": self.plan}
        content = answers[call.json["response_format"]["json_schema"]["name"]](call)
        text = content if isinstance(content, str) else json.dumps(content)
        message = {"role": "assistant", "content": None if self.refusal else text, "refusal": self.refusal}
        choice = {"index": 0, "finish_reason": self.finish_reason, "message": message}
        return Reply(
            body={
                "id": "chatcmpl-1",
                "object": "chat.completion",
                "created": 1,
                "model": call.json["model"],
                "choices": [choice],
                "usage": TEXT_USAGE,
            }
        )

    def _generate(self, call: Call) -> Reply:
        return self._pictures(call) if call.json.get("prompt") else status(400, param="prompt")

    def _edit(self, call: Call) -> Reply:
        references = [upload for upload in call.files if upload.field in ("image", "image[]")]
        for upload in references:
            if upload.mime not in ("image/png", "image/jpeg", "image/webp"):
                return status(400, "unsupported_file_mimetype", param="image")
            if not _is_picture(upload.data):
                return status(400, "invalid_image_file", param="image")
        return self._pictures(call) if references else status(400, "missing_required_parameter", param="image")

    def _pictures(self, call: Call) -> Reply:
        data = self.picture(call)
        item = self._link(data) if self.links else {"b64_json": base64.b64encode(data).decode()}
        return Reply(body={"created": 1, "data": [item], "usage": PICTURE_USAGE})

    def _link(self, data: bytes) -> dict[str, str]:
        path = f"/pictures/{len(self.linked)}.png"
        self.linked[path] = data
        return {"url": self.url + path}

    def _moderate(self, call: Call) -> Reply:
        texts = [part.get("text", "") for part in call.json["input"]]
        scores = dict.fromkeys(CATEGORIES, 0.001) | self.scores(" ".join(texts))
        result = {
            "flagged": any(score > 0.9 for score in scores.values()),
            "categories": {name: score > 0.9 for name, score in scores.items()},
            "category_scores": scores,
            "category_applied_input_types": {name: ["text"] for name in scores},
        }
        return Reply(body={"id": "modr-1", "model": call.json["model"], "results": [result]})


def story_for(call: Call) -> dict[str, Any]:
    """A story of as many words as the instructions ask for."""
    least, most = map(int, re.search(r"of (\d+) to (\d+) words", call.json["messages"][0]["content"]).groups())
    sentences = [
        "Mia walked into the forest at dawn and met a fox called Pip.",
        "They crossed the river together while the rain began to fall.",
        "In the mountains Mia was afraid of the dark cave, but she went on.",
        "At sunset they reached the beach and found the lost lantern in the sand.",
    ]
    words = 0
    told = []
    while words < (least + most) // 2:
        told.append(f"On day {len(told) // 4 + 1}, " + sentences[len(told) % 4])
        words += len(told[-1].split())
    paragraphs = [" ".join(told[start : start + 4]) for start in range(0, len(told), 4)]
    return {"title": "Mia and the Lost Lantern", "text": "\n\n".join(paragraphs)}


def plan_for(call: Call) -> dict[str, Any]:
    """A plan with as many scenes and pages as the instructions ask for, from the sentences of the story."""
    instructions, data = call.json["messages"][0]["content"], json.loads(call.json["messages"][1]["content"])
    scenes, pages = map(int, re.search(r"exactly (\d+) scenes on exactly (\d+) pages", instructions).groups())
    sentences = re.split(r"(?<=[.!?])\s+", data["story"].strip())
    told = [sentences[min(i * len(sentences) // scenes, len(sentences) - 1)] for i in range(scenes)]
    cuts = [round(scenes * page / pages) for page in range(pages + 1)]
    planned = [_scene(text) for text in told]
    return {"pages": [{"scenes": planned[start:end]} for start, end in itertools.pairwise(cuts)]}


def _scene(sentence: str) -> dict[str, str]:
    return {
        "quote": " ".join(sentence.split()[:6]),
        "description": sentence,
        "emotion": "happy",
        "image_prompt": "A sunny meadow with tall grass, morning light.",
    }


_numbers = itertools.count()


def unique_picture(side: int = 256) -> bytes:
    """A small PNG, different each time."""
    number = next(_numbers)
    image = Image.new("RGB", (side, side), ((number * 37) % 256, (number * 91) % 256, (number * 53) % 256))
    ImageDraw.Draw(image).text((20, 20), str(number), fill="white")
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=1)
    return out.getvalue()


def _is_picture(data: bytes) -> bool:
    try:
        Image.open(io.BytesIO(data)).load()
    except (OSError, ValueError, SyntaxError):
        return False
    return True


def _unknown(call: Call) -> Reply:
    return status(404, message=f"Invalid URL ({call.method} {call.path})")
