"""Opening a stranger's photo safely: any format Pillow knows, any mode, any size that fits in memory."""

import io

from PIL import Image, ImageOps

from jobs.errors import PermanentError

MAX_PIXELS = 80_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "MPO")


def open_photo(data: bytes, largest: int) -> Image.Image:
    """The photo upright, in RGB on white, no side longer than `largest` pixels.

    Raises PermanentError (INVALID_INPUT) when the bytes are no picture or the picture is enormous.
    """
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as photo:
            if photo.width * photo.height > MAX_PIXELS:
                raise PermanentError("The photo has too many pixels.", code="INVALID_INPUT")
            photo.draft("RGB", (largest, largest))
            return _flat(ImageOps.exif_transpose(photo), largest)
    except PermanentError:
        raise
    except Exception as error:  # Pillow's decoders raise almost anything on broken files
        raise PermanentError("The photo could not be read as a picture.", code="INVALID_INPUT") from error


def _flat(photo: Image.Image, largest: int) -> Image.Image:
    if photo.mode in {"I;16", "I", "F"}:
        photo = ImageOps.autocontrast(photo.point(lambda value: value / 256).convert("L"))
    photo.thumbnail((largest, largest), Image.Resampling.LANCZOS)
    if photo.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in photo.info:
        layer = photo.convert("RGBA")
        photo = Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer)
    return photo.convert("RGB")
