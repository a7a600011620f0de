"""The written story, checked: a title, a text, and about as many words as its audience reads."""

import re

from ..base import Story
from .answers import Shape, Unusable, readable

LONGEST_TITLE = 100  # characters
SHORTEST_TEXT, LONGEST_TEXT = 50, 10_000  # characters
TOLERANCE = 0.2
"""A model that counts to 250 or 470 instead of 300 to 400 has told its story: asking again costs more than it mends."""


class WrittenStory(Shape):
    title: str
    text: str


def story_of(written: WrittenStory, words: tuple[int, int], *, any_length: bool) -> Story:
    """The story in its own paragraphs. Raises Unusable, with what is wrong.

    With `any_length` the number of words does not matter any more, only what a book can hold.
    """
    title, text = _line(written.title), _paragraphs(written.text)
    if not re.search(r"\w", title) or len(title) > LONGEST_TITLE:
        raise Unusable(f"The title must have 1 to {LONGEST_TITLE} characters.")
    if not SHORTEST_TEXT <= len(text) <= LONGEST_TEXT:
        raise Unusable(f"The text must have {SHORTEST_TEXT} to {LONGEST_TEXT} characters.")
    count, (least, most) = len(text.split()), words
    if not any_length and not least * (1 - TOLERANCE) <= count <= most * (1 + TOLERANCE):
        raise Unusable(f"The story has {count} words; it must have {least} to {most}.")
    return Story(title, text)


def _line(text: str) -> str:
    return readable(" ".join(text.split())).strip('"“”*# ')


def _paragraphs(text: str) -> str:
    lines = (readable(" ".join(line.split())) for line in text.splitlines())
    return "\n\n".join(line for line in lines if line)
