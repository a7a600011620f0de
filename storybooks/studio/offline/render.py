"""From SVG text to a finished picture: rasterised by resvg, then given the paper, dots or glow of its style."""

import io
import subprocess
import sys

import numpy as np
from PIL import Image

from storybooks.catalog import Style
from storybooks.studio.offline import grain, rasterise
from storybooks.studio.offline.draw.pen import SIZE

PROGRAM = [sys.executable, "-I", rasterise.__file__, str(SIZE)]
"""resvg holds the interpreter's lock for as long as it draws. On a busy machine those are seconds in which nothing else
of the process goes on, a job's heartbeat for one: so it has a process of its own."""


def rasterised(svg: str) -> np.ndarray:
    """Our own SVG, never anyone else's, as floats of 1024 x 1024 x 3."""
    png = subprocess.run(PROGRAM, input=svg.encode(), capture_output=True, check=True).stdout
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), np.float32)


def finished(picture: np.ndarray, style: str, seed: int) -> Image.Image:
    """The picture with what makes its style: a wavering line on rough paper, a dot screen, light that spills."""
    rng = np.random.default_rng(seed)
    if style == Style.STORYBOOK:
        picture = grain.watercolour(grain.wavering(picture, rng), rng)
        picture = grain.ragged_edge(picture, rng, 0.014)
    elif style == Style.SEMI_REALISTIC:
        picture = grain.watercolour(_contrast(grain.glow(picture, 0.1, 26)), rng, 0.3)
    elif style == Style.COMIC_BOOK:
        picture = grain.halftone(picture, (24, 18, 40), 8, 0.32)
    elif style == Style.ANIME:
        picture = grain.glow(picture, 0.16, 22)
    return grain.to_image(picture)


def _contrast(picture: np.ndarray) -> np.ndarray:
    """Deeper shadows, untouched lights: the depth of an oil painting."""
    light = picture.clip(0, 255) / 255
    return 255 * (light - 0.09 * np.sin(2 * np.pi * light) - 0.02)
