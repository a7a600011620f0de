"""Foreign pictures made harmless: checked before they are decoded, then redrawn without metadata."""

import io
import struct
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass

from django.conf import settings
from PIL import Image, ImageCms, ImageOps

MAX_PIXELS = 40_000_000
MIN_SIDE = 64
MAX_SIDE = 2048
_QUALITY, _SMALL_QUALITY = 90, 80
_DAMAGE = (OSError, SyntaxError, ValueError, EOFError, struct.error, Image.DecompressionBombError)

# A picture of 40 megapixels takes some 300 MB while it is decoded. However many requests bring one at the same moment,
# a process works on two; in threads of their own, because each thread's allocator keeps what it once had.
_decoders = ThreadPoolExecutor(2, thread_name_prefix="photo")


@dataclass(frozen=True)
class Photo:
    """A clean upright RGB picture in sRGB; sizes in pixels, no side above `MAX_SIDE` or below `MIN_SIDE`."""

    data: bytes
    mime: str
    width: int
    height: int


class PhotoRefused(ValueError):
    """A picture we do not take, with a stable `code` and one sentence for whoever sent it."""

    def __init__(self, code: str, message: str):
        super().__init__(message)
        self.code = code
        self.message = message


def clean_photo(data: bytes) -> Photo:
    """The uploaded JPEG, PNG or WebP (its first frame) as a clean JPEG.

    Transparency becomes white and metadata, place and camera included, is dropped; whatever else a file carries
    behind its picture is dropped with it, since only pixels survive. Raises PhotoRefused with the code
    PHOTO_TOO_LARGE, PHOTO_TOO_SMALL, PHOTO_TYPE_UNSUPPORTED or PHOTO_UNREADABLE.
    """
    refuse_too_many_bytes(data)
    picture = _decoders.submit(open_picture, data, MAX_SIDE).result()
    if min(picture.size) < MIN_SIDE:
        raise PhotoRefused("PHOTO_TOO_SMALL", f"The image is too small. Each side needs at least {MIN_SIDE} pixels")
    return Photo(to_jpeg(picture, _QUALITY), "image/jpeg", *picture.size)


def smaller(data: bytes, longest: int) -> bytes:
    """The picture as a WebP with no side above `longest` pixels. Raises PhotoRefused as `clean_photo` does."""
    stream = io.BytesIO()
    _decoders.submit(open_picture, data, longest).result().save(stream, "WEBP", quality=_SMALL_QUALITY)
    return stream.getvalue()


def refuse_too_many_bytes(data: bytes) -> None:
    """Raise PhotoRefused(PHOTO_TOO_LARGE) when there are more bytes than settings.MAX_PHOTO_BYTES."""
    if len(data) > settings.MAX_PHOTO_BYTES:
        megabytes = settings.MAX_PHOTO_BYTES // (1024 * 1024)
        raise PhotoRefused("PHOTO_TOO_LARGE", f"Image file too large. Maximum size is {megabytes}MB")


def open_picture(data: bytes, longest: int) -> Image.Image:
    """The picture decoded: upright, RGB on white in sRGB, scaled down to `longest` pixels a side, without metadata.

    Raises PhotoRefused with the code PHOTO_TYPE_UNSUPPORTED, PHOTO_UNREADABLE or PHOTO_TOO_LARGE (too many pixels).
    """
    kind = _kind(data)
    try:
        with Image.open(io.BytesIO(data), formats=[kind]) as picture:
            _refuse_too_many_pixels(*picture.size)
            return _redraw(picture, longest)
    except PhotoRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        _refuse_too_many_pixels(MAX_PIXELS, MAX_PIXELS)
    except _DAMAGE:
        pass
    raise PhotoRefused("PHOTO_UNREADABLE", "The image is damaged and cannot be read")


def to_jpeg(picture: Image.Image, quality: int) -> bytes:
    """The picture as JPEG bytes, the same bytes for the same pixels."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def _kind(data: bytes) -> str:
    if not data:
        raise PhotoRefused("PHOTO_UNREADABLE", "The image is empty")
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    raise PhotoRefused("PHOTO_TYPE_UNSUPPORTED", "Invalid file type. Supported formats: JPEG, PNG, WebP")


def _refuse_too_many_pixels(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise PhotoRefused("PHOTO_TOO_LARGE", "The image has too many pixels. Maximum is 40 megapixels")


def _redraw(picture: Image.Image, longest: int) -> Image.Image:
    picture.draft(None, (longest, longest))  # lets the JPEG decoder skip detail that would be thrown away
    picture.load()
    profile = picture.info.get("icc_profile")
    picture = _shrunk(picture, longest)  # first of all: what follows copies the picture several times over
    with suppress(*_DAMAGE):  # a broken orientation tag is no reason to lose the picture
        picture = ImageOps.exif_transpose(picture)
    picture = _in_srgb(_without_transparency(picture), profile)
    fresh = Image.new("RGB", picture.size)
    fresh.paste(picture)
    return fresh


def _shrunk(picture: Image.Image, longest: int) -> Image.Image:
    if picture.mode.startswith("I;16"):
        picture = picture.point(lambda value: value / 256).convert("L")
    elif picture.mode in ("1", "P", "PA"):  # these cannot be averaged
        picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    picture.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return picture


def _without_transparency(picture: Image.Image) -> Image.Image:
    if not picture.has_transparency_data:
        return picture if picture.mode in ("RGB", "L", "CMYK") else picture.convert("RGB")
    layer = picture.convert("RGBA")
    white = Image.new("RGBA", layer.size, "white")
    return Image.alpha_composite(white, layer).convert("RGB")


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    if profile:
        with suppress(*_DAMAGE, ImageCms.PyCMSError):  # an unusable profile: take the numbers as they are
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            return ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    return picture.convert("RGB")
