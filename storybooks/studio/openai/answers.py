"""Reads a model's text answer: refused, cut off, fenced, preceded by thoughts, or the JSON that was asked for."""

import re
import unicodedata
from typing import Any, TypeVar

import pydantic

from .errors import refused

LONGEST_ANSWER = 200_000  # characters
_UNSEEN = {"Cc", "Cs", "Cn"}


class Unusable(Exception):
    """An answer that does not do; the sentence is for the model, which gets one chance to repair it."""


class Shape(pydantic.BaseModel):
    """What an answer looks like on the wire: plain fields, all required. Lengths and ranges are checked afterwards,
    because strict servers reject them in a schema."""

    model_config = pydantic.ConfigDict(extra="forbid")


AnyShape = TypeVar("AnyShape", bound=Shape)


def response_format(shape: type[Shape]) -> dict[str, Any]:
    """The request's demand for JSON of this shape, in the dialect every compatible server has."""
    schema = {"name": shape.__name__, "schema": shape.model_json_schema(), "strict": True}
    return {"type": "json_schema", "json_schema": schema}


def text_of(answer: Any) -> str:
    """The text of a chat completion. Raises PermanentError when refused, Unusable when cut off or empty."""
    choice = answer.choices[0]
    message, reason = getattr(choice, "message", None), getattr(choice, "finish_reason", None)
    if getattr(message, "refusal", None) or reason == "content_filter":
        raise refused()
    text = getattr(message, "content", None)
    if reason == "length":
        raise Unusable("The answer was cut off because it was too long. Use fewer words.")
    if not isinstance(text, str) or not text.strip():
        raise Unusable("The answer was empty.")
    return text


def parsed(text: str, shape: type[AnyShape]) -> AnyShape:
    """The JSON in a text, whatever a chatty model wrapped around it. Raises Unusable."""
    if len(text) > LONGEST_ANSWER:
        raise Unusable("The answer was far too long.")
    try:
        return shape.model_validate_json(_bare(text))
    except pydantic.ValidationError as error:
        problems = [f"{_place(problem)}: {problem['msg']}" for problem in error.errors(include_input=False)[:5]]
    raise Unusable("The answer did not fit the schema. " + "; ".join(problems))


def readable(text: str) -> str:
    """The text without control characters, which no database keeps and no page shows; only its lines stay parted."""
    return "".join(letter for letter in text if letter == "\n" or unicodedata.category(letter) not in _UNSEEN).strip()


def _bare(text: str) -> str:
    text = re.sub(r"^\s*<think>.*?</think>", "", text, count=1, flags=re.DOTALL).strip()
    fenced = re.fullmatch(r"```\w*\s*\n(.*?)\n?```", text, flags=re.DOTALL)
    return fenced[1] if fenced else text


def _place(problem: Any) -> str:
    return ".".join(str(part) for part in problem["loc"]) or "answer"
