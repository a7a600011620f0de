"""Pictures as families send them."""

import io
import struct
import zlib

from PIL import Image

GPS, ORIENTATION = 0x8825, 0x0112


def jpeg_with_place(size: tuple[int, int] = (400, 200)) -> bytes:
    """A photo of a phone held sideways, which knows where it was taken."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS)[1] = "N"
    return encoded(Image.new("RGB", size, "teal"), "JPEG", exif=exif)


def png_claiming(width: int, height: int) -> bytes:
    """A few bytes that promise a picture of any size."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    return start + encoded(Image.new("1", (8, 8)))[33:]


def encoded(image: Image.Image, format: str = "PNG", **options) -> bytes:
    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()
