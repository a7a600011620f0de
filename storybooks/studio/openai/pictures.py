"""Pictures on their way to and from a provider: untrusted both times, so always decoded and written anew."""

import io

from PIL import Image, ImageOps

from jobs.errors import PermanentError

from ..base import Picture
from .errors import garbled

FORMATS = ("PNG", "JPEG", "WEBP")
MOST_PIXELS = 50_000_000
BROKEN = (OSError, ValueError, SyntaxError, Image.DecompressionBombError)


def reference(data: bytes, side: int) -> bytes:
    """A JPEG of the picture for the provider: upright, at most `side` pixels wide and high, without EXIF or GPS.

    Raises PermanentError(code="INVALID_INPUT") for what is no picture.
    """
    try:
        image = ImageOps.exif_transpose(_opened(data, draft=2 * side))
        image.thumbnail((side, side))
        return _written(_flat(image), "JPEG", quality=90)
    except BROKEN:
        failure = PermanentError("This picture could not be read. Please choose another one.", code="INVALID_INPUT")
    raise failure


def finished(data: bytes) -> Picture:
    """A provider's picture, checked by decoding all of it and stored as WebP. Raises TransientError."""
    try:
        image = _flat(_opened(data))
        return Picture(_written(image, "WEBP", quality=88), "image/webp", *image.size)
    except BROKEN:
        failure = garbled("decode_picture")
    raise failure


def _opened(data: bytes, draft: int | None = None) -> Image.Image:
    """The decoded picture; a JPEG is decoded no larger than `draft` needs, which spares memory."""
    image = Image.open(io.BytesIO(data), formats=FORMATS)
    if image.width * image.height > MOST_PIXELS:
        raise ValueError("too many pixels")
    if draft:
        image.draft("RGB", (draft, draft))
    image.load()
    return image


def _flat(image: Image.Image) -> Image.Image:
    """The picture without transparency, on white paper."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    image = image.convert("RGBA")
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image)
    return paper


def _written(image: Image.Image, format: str, quality: int) -> bytes:
    out = io.BytesIO()
    image.save(out, format, quality=quality)
    return out.getvalue()
