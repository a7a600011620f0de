"""What each family of picture models understands: only parameters listed here are sent."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings


@dataclass(frozen=True)
class Capabilities:
    """`edits`: draws from reference pictures. `quality`: takes one. `fixed`, `edit_only`: what else it needs."""

    edits: bool = True
    quality: bool = True
    fixed: dict[str, Any] = field(default_factory=dict)
    edit_only: dict[str, Any] = field(default_factory=dict)

    def parameters(self) -> dict[str, Any]:
        quality = {"quality": settings.OPENAI_IMAGE_QUALITY} if self.quality else {}
        return {
            "model": settings.OPENAI_IMAGE_MODEL,
            "size": settings.OPENAI_IMAGE_SIZE,
            "n": 1,
            **quality,
            **self.fixed,
        }


# By the beginning of the model's name, the first that fits. Later gpt-image models keep the likeness by themselves and
# reject input_fidelity; the last row serves models of compatible servers.
FAMILIES = {
    "gpt-image-1.5": Capabilities(edit_only={"input_fidelity": "high"}),
    "gpt-image": Capabilities(),
    "chatgpt-image": Capabilities(),
    "dall-e": Capabilities(edits=False, quality=False, fixed={"response_format": "b64_json"}),
    "": Capabilities(quality=False, fixed={"response_format": "b64_json"}),
}


def of_model(model: str) -> Capabilities:
    return next(family for prefix, family in FAMILIES.items() if model.startswith(prefix))
