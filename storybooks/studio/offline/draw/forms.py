"""Shapes nature repeats: blobs, ridges, waves, stars."""

import math
from itertools import pairwise
from random import Random

from storybooks.studio.offline.draw.pen import SIZE, path


def blob(dice: Random, x: float, y: float, rx: float, ry: float, corners: int = 10, wild: float = 0.12) -> str:
    """A soft closed shape, not quite an ellipse."""
    points = []
    for i in range(corners):
        angle, reach = 2 * math.pi * i / corners, 1 + dice.uniform(-wild, wild)
        points.append((x + rx * reach * math.cos(angle), y + ry * reach * math.sin(angle)))
    return smooth(points)


def smooth(points: list[tuple[float, float]]) -> str:
    """A closed curve through the middles of the lines between the points."""
    first, last = points[0], points[-1]
    parts: list[str | float] = ["M", (first[0] + last[0]) / 2, (first[1] + last[1]) / 2]
    for i, (x, y) in enumerate(points):
        next_x, next_y = points[(i + 1) % len(points)]
        parts += ["Q", x, y, (x + next_x) / 2, (y + next_y) / 2]
    return path(*parts, "Z")


def ridge(dice: Random, y: float, height: float, step: float = 170, sharp: bool = False) -> str:
    """A skyline from the left to the right edge, closed at the picture's foot."""
    points, x = [], -step - dice.uniform(0, step)
    while x < SIZE + 2 * step:
        points.append((x, y + dice.uniform(-height, height)))
        x += step * dice.uniform(0.75, 1.25)
    parts: list[str | float] = ["M", points[0][0], SIZE + 60, "L", *points[0]]
    for (left, left_y), (right, right_y) in pairwise(points):
        middle = (left + right) / 2
        parts += ["L", right, right_y] if sharp else ["C", middle, left_y, middle, right_y, right, right_y]
    return path(*parts, "L", points[-1][0], SIZE + 60, "Z")


def waves(y: float, height: float, length: float, shift: float) -> str:
    """A wavy surface across the picture, closed at its foot."""
    parts: list[str | float] = ["M", -length + shift, SIZE + 60, "L", -length + shift, y]
    x = -length + shift
    while x < SIZE + length:
        parts += ["Q", x + length / 4, y - height, x + length / 2, y, "Q", x + length * 0.75, y + height, x + length, y]
        x += length
    return path(*parts, "L", x, SIZE + 60, "Z")


def star(x: float, y: float, r: float, inner: float = 0.45, points: int = 5) -> str:
    parts: list[str | float] = []
    for i in range(points * 2):
        reach = r if i % 2 == 0 else r * inner
        angle = math.pi * i / points - math.pi / 2
        parts += ["L" if parts else "M", x + reach * math.cos(angle), y + reach * math.sin(angle)]
    return path(*parts, "Z")
