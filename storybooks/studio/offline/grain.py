"""What hand and paper add to a picture: grain, pigment, dots, a wavering line, a ragged edge. All on float arrays."""

import numpy as np
from PIL import Image, ImageFilter


def smooth_noise(rng: np.random.Generator, height: int, width: int, cells: int) -> np.ndarray:
    """Soft clouds of values from -1 to 1, about `cells` of them along each side."""
    coarse = Image.fromarray(rng.integers(0, 256, (cells, cells), dtype=np.uint8))
    return np.asarray(coarse.resize((width, height), Image.Resampling.BICUBIC), np.float32) / 127.5 - 1


def paper(rng: np.random.Generator, height: int, width: int) -> np.ndarray:
    """The tooth of drawing paper, from about -1 to 1."""
    dots = Image.fromarray(rng.integers(0, 256, (height, width), dtype=np.uint8))
    return np.asarray(dots.filter(ImageFilter.GaussianBlur(1.0)), np.float32) / 127.5 - 1


def watercolour(picture: np.ndarray, rng: np.random.Generator, strength: float = 1.0) -> np.ndarray:
    """Pigment that pools and thins out, on rough paper; light stays light."""
    height, width = picture.shape[:2]
    pools = smooth_noise(rng, height, width, 9) * 0.06 + smooth_noise(rng, height, width, 34) * 0.035
    tooth = paper(rng, height, width) * 0.095
    return picture * (1 + ((pools + tooth) * strength)[..., None])


def wavering(picture: np.ndarray, rng: np.random.Generator, reach: float = 2.2) -> np.ndarray:
    """Every line displaced by up to `reach` pixels, as a hand would draw it."""
    height, width = picture.shape[:2]
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    rows = np.clip(np.rint(rows + smooth_noise(rng, height, width, 60) * reach), 0, height - 1).astype(np.intp)
    columns = np.clip(np.rint(columns + smooth_noise(rng, height, width, 60) * reach), 0, width - 1).astype(np.intp)
    return picture[rows, columns]


def halftone(picture: np.ndarray, ink: tuple[int, int, int], cell: int = 9, strength: float = 0.35) -> np.ndarray:
    """A slanted screen of ink dots that grow with the shade beneath them; full light and full black stay clean."""
    height, width = picture.shape[:2]
    light = picture @ np.array([0.299, 0.587, 0.114], np.float32) / 255
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    wave = np.cos((columns + rows) * np.pi / cell) * np.cos((columns - rows) * np.pi / cell)
    radius = np.clip((0.78 - light) * 1.7, 0, 0.9) * (light > 0.14)
    dots = np.clip((wave - (1 - radius)) * 6 + 0.5, 0, 1) * (radius > 0.02) * strength
    return picture * (1 - dots[..., None]) + np.array(ink, np.float32) * dots[..., None]


def ragged_edge(picture: np.ndarray, rng: np.random.Generator, reach: float = 0.035) -> np.ndarray:
    """The wash ends in bare paper before the sheet does; `reach` is the border's share of the longer side."""
    height, width = picture.shape[:2]
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    nearest = np.minimum(np.minimum(columns, width - 1 - columns), np.minimum(rows, height - 1 - rows))
    wild = (smooth_noise(rng, height, width, 64) + 1) / 2
    edge = min(height, width) / max(height, width)
    wash = np.clip((nearest / max(height, width) / edge - 0.008 - reach * wild) / 0.02, 0, 1)[..., None]
    sheet = np.array([252, 248, 239], np.float32) * (1 + paper(rng, height, width)[..., None] * 0.03)
    return picture * wash + sheet * (1 - wash)


def glow(picture: np.ndarray, share: float, radius: float = 18) -> np.ndarray:
    """Light spilling over its edges."""
    small = to_image(picture).resize((max(1, picture.shape[1] // 4), max(1, picture.shape[0] // 4)))
    blurred = small.filter(ImageFilter.GaussianBlur(radius / 4)).resize((picture.shape[1], picture.shape[0]))
    soft = np.asarray(blurred, np.float32)
    screen = 255 - (255 - picture) * (255 - soft) / 255
    return picture + (screen - picture) * share


def to_image(picture: np.ndarray) -> Image.Image:
    return Image.fromarray(picture.clip(0, 255).astype(np.uint8))
