"""A photo turned into a drawing: paint patches by a Kuwahara filter, few colours, ink lines, paper; by style."""

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter

from storybooks.catalog import Style
from storybooks.studio.base import Picture
from storybooks.studio.offline import grain
from storybooks.studio.offline.photo import open_photo
from storybooks.studio.offline.seeds import seed_of

LARGEST, SMALLEST, WORKING = 1024, 512, 768


@dataclass(frozen=True)
class Hand:
    """How one style paints a photo. `patch` is the brush's radius, `ink` the line's colour."""

    patch: int
    colours: int
    flatness: float
    saturation: float
    line: float
    line_width: float
    ink: tuple[int, int, int]
    lift: float = 0.85


HANDS = {
    Style.STORYBOOK: Hand(3, 24, 0.55, 1.25, 0.85, 1.0, (74, 52, 58), 0.82),
    Style.SEMI_REALISTIC: Hand(2, 64, 0.15, 1.12, 0.3, 0.8, (60, 44, 44), 0.9),
    Style.COMIC_BOOK: Hand(3, 14, 0.9, 1.55, 1.0, 1.7, (18, 14, 22), 0.8),
    Style.FLAT_ILLUSTRATION: Hand(6, 11, 1.0, 1.3, 0.0, 1.0, (0, 0, 0), 0.78),
    Style.ANIME: Hand(4, 20, 0.8, 1.45, 0.85, 0.8, (58, 36, 52), 0.8),
}


def illustrate(photo: bytes, style: str) -> Picture:
    """The photo as a drawing, its shape kept, at most 1024 pixels long. Raises PermanentError on a broken photo."""
    source = _sized(open_photo(photo, LARGEST))
    hand = HANDS[Style(style)]
    rng = np.random.default_rng(seed_of(photo, style))
    picture = _finish(_ink(_paint(source, hand), source, hand), Style(style), rng)
    return encode(grain.to_image(picture))


def encode(image: Image.Image) -> Picture:
    """The image as a JPEG `Picture` fit for print."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=90, subsampling=0, optimize=True)
    return Picture(buffer.getvalue(), "image/jpeg", image.width, image.height)


def _sized(photo: Image.Image) -> Image.Image:
    longest = max(photo.size)
    if longest >= SMALLEST:
        return photo
    factor = SMALLEST / longest
    size = (max(1, round(photo.width * factor)), max(1, round(photo.height * factor)))
    return photo.resize(size, Image.Resampling.BICUBIC)


def _working(photo: Image.Image) -> Image.Image:
    factor = min(1, WORKING / max(photo.size))
    return photo.resize((max(1, round(photo.width * factor)), max(1, round(photo.height * factor))))


def _paint(photo: Image.Image, hand: Hand) -> np.ndarray:
    painted = kuwahara(np.asarray(_working(photo), np.float32), hand.patch)
    painted = 255 * (painted.clip(0, 255) / 255) ** hand.lift
    image = grain.to_image(painted)
    few = image.quantize(palette=image.resize((160, 160)).quantize(hand.colours, kmeans=2), dither=Image.Dither.NONE)
    flat = few.convert("RGB").filter(ImageFilter.MedianFilter(7 if hand.flatness > 0.8 else 5))
    mixed = ImageEnhance.Color(Image.blend(image, flat, hand.flatness)).enhance(hand.saturation)
    return np.asarray(mixed.resize(photo.size, Image.Resampling.BICUBIC), np.float32)


def kuwahara(picture: np.ndarray, radius: int) -> np.ndarray:
    """Each pixel takes the mean of the calmest of the four windows it is a corner of: paint patches, sharp edges."""
    height, width = picture.shape[:2]
    padded = np.pad(picture, ((radius, radius), (radius, radius), (0, 0)), mode="edge")
    light = padded @ np.array([0.299, 0.587, 0.114], np.float32)
    mean, light_mean = _window_means(padded, radius + 1), _window_means(light, radius + 1)
    unrest = _window_means(light * light, radius + 1) - light_mean**2
    result, calmest = mean[:height, :width].copy(), unrest[:height, :width].copy()
    for row, column in ((0, radius), (radius, 0), (radius, radius)):
        here = unrest[row : row + height, column : column + width]
        calmer = here < calmest
        calmest = np.where(calmer, here, calmest)
        result = np.where(calmer[..., None], mean[row : row + height, column : column + width], result)
    return result


def _window_means(values: np.ndarray, side: int) -> np.ndarray:
    sums = np.zeros((values.shape[0] + 1, values.shape[1] + 1, *values.shape[2:]), np.float64)
    np.cumsum(np.cumsum(values, 0, dtype=np.float64), 1, out=sums[1:, 1:])
    total = sums[side:, side:] - sums[:-side, side:] - sums[side:, :-side] + sums[:-side, :-side]
    return (total / side**2).astype(np.float32)


def _ink(painted: np.ndarray, photo: Image.Image, hand: Hand) -> np.ndarray:
    """Lines where the light changes, of the same weight in sun and shade."""
    if not hand.line:
        return painted
    light = _working(photo).filter(ImageFilter.MedianFilter(3)).convert("L")
    fine, coarse, around = (
        np.asarray(light.filter(ImageFilter.GaussianBlur(radius)), np.float32)
        for radius in (1.1 * hand.line_width, 2.6 * hand.line_width, 14)
    )
    edge = np.clip(((coarse - fine) / (around + 24) - 0.022) / 0.05, 0, 1)
    edge = edge * edge * (3 - 2 * edge) * 255
    line = np.asarray(grain.to_image(edge).resize(photo.size, Image.Resampling.BICUBIC), np.float32)[..., None] / 255
    line = np.clip(line * 1.25, 0, 1) * hand.line
    return painted * (1 - line) + np.array(hand.ink, np.float32) * line


def _finish(picture: np.ndarray, style: Style, rng: np.random.Generator) -> np.ndarray:
    if style == Style.STORYBOOK:
        return grain.ragged_edge(grain.watercolour(picture, rng), rng)
    if style == Style.COMIC_BOOK:
        return grain.halftone(picture, (24, 18, 30))
    if style == Style.ANIME:
        return grain.glow(picture, 0.12)
    if style == Style.SEMI_REALISTIC:
        return grain.watercolour(grain.glow(picture, 0.12), rng, 0.35)
    return picture
