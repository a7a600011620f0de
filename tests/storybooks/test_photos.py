"""What becomes of an uploaded picture, good or hostile."""

import io
import random
import struct
import subprocess
import sys
import zlib
from contextlib import suppress

import pytest
from PIL import Image, ImageCms

from storybooks.photos import MAX_SIDE, PhotoRefused, clean_photo


def encoded(picture: Image.Image, kind: str = "JPEG", **options) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def plain(size=(200, 100), colour=(200, 30, 30)) -> Image.Image:
    return Image.new("RGB", size, colour)


def reopened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(clean_photo(data).data))


def refusal(data: bytes) -> PhotoRefused:
    with pytest.raises(PhotoRefused) as caught:
        clean_photo(data)
    return caught.value


def png_claiming(width: int, height: int) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_each_of_the_three_formats_becomes_a_jpeg_of_the_same_size_and_colour(kind):
    photo = clean_photo(encoded(plain(), kind))
    picture = Image.open(io.BytesIO(photo.data))
    assert (photo.mime, photo.width, photo.height) == ("image/jpeg", 200, 100)
    assert (picture.format, picture.size, picture.mode) == ("JPEG", (200, 100), "RGB")
    assert all(abs(a - b) < 12 for a, b in zip(picture.getpixel((50, 50)), (200, 30, 30), strict=True))


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_an_animation_the_first_frame_is_kept(kind):
    data = encoded(plain(), kind, save_all=True, append_images=[plain(colour=(0, 0, 255))], duration=100)
    assert reopened(data).getpixel((50, 50))[0] > 150


def test_a_photo_taken_sideways_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    assert clean_photo(encoded(plain((200, 100)), exif=exif)).height == 200


def test_place_camera_and_comments_are_gone():
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    data = encoded(plain(), exif=exif, comment=b"SecretComment", icc_profile=_srgb())
    assert b"SecretCamera" in data
    assert b"SecretComment" in data
    clean = clean_photo(data).data
    assert b"Secret" not in clean
    picture = Image.open(io.BytesIO(clean))
    assert not picture.getexif()
    assert "icc_profile" not in picture.info


def test_what_hides_behind_the_picture_is_not_kept():
    assert b"<script>" not in clean_photo(encoded(plain()) + b"PK\x03\x04<script>alert(1)</script>%PDF-1.4").data


def test_transparency_becomes_white():
    clear = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    assert min(reopened(encoded(clear, "PNG")).getpixel((50, 50))) > 250


@pytest.mark.parametrize("mode", ["L", "P", "1", "LA", "I;16", "CMYK"])
def test_every_colour_mode_ends_as_rgb(mode):
    picture = Image.new("I;16", (100, 100), 30000) if mode == "I;16" else plain((100, 100)).convert(mode)
    assert reopened(encoded(picture, "JPEG" if mode == "CMYK" else "PNG")).mode == "RGB"


def test_sixteen_bit_grey_keeps_its_brightness():
    grey = reopened(encoded(Image.new("I;16", (100, 100), 32768), "PNG")).getpixel((50, 50))
    assert abs(grey[0] - 128) < 4


def test_a_big_photo_is_scaled_down():
    photo = clean_photo(encoded(plain((4000, 3000))))
    assert (photo.width, photo.height) == (MAX_SIDE, 1536)


def test_the_same_photo_gives_the_same_bytes():
    data = encoded(plain(), "PNG")
    assert clean_photo(data) == clean_photo(data)


def test_too_many_bytes_are_refused(settings):
    settings.MAX_PHOTO_BYTES = 1024 * 1024
    refused = refusal(b"\xff\xd8\xff" + b"\0" * 1024 * 1024)
    assert (refused.code, refused.message) == ("PHOTO_TOO_LARGE", "Image file too large. Maximum size is 1MB")


@pytest.mark.parametrize("size", [(8000, 6000), (30000, 30000), (2**30, 2**30)])
def test_a_small_file_that_claims_many_pixels_is_refused_before_it_is_decoded(size):
    assert refusal(png_claiming(*size)).code == "PHOTO_TOO_LARGE"


@pytest.mark.parametrize("size", [(63, 500), (1, 1), (10_000, 100)])
def test_a_picture_with_a_side_too_short_is_refused(size):
    assert refusal(encoded(plain(size), "PNG")).code == "PHOTO_TOO_SMALL"


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'></svg>",
        b"<html><img src=x onerror=alert(1)>",
        b"%PDF-1.7 \xff\xd8\xff",
        b"GIF89a" + b"\0" * 50,
        b"BM" + b"\0" * 50,
        b"RIFF\0\0\0\0WAVE",
        b"just text",
        b" \xff\xd8\xff",
    ],
)
def test_anything_but_the_three_formats_is_refused_whatever_it_is_called(data):
    refused = refusal(data)
    assert refused.code == "PHOTO_TYPE_UNSUPPORTED"
    assert refused.message == "Invalid file type. Supported formats: JPEG, PNG, WebP"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_truncated_picture_is_refused(kind):
    noise = Image.frombytes("RGB", (200, 200), random.Random(1).randbytes(120_000))
    data = encoded(noise, kind)
    for part in (12, 40, len(data) // 2):
        assert refusal(data[:part]).code == "PHOTO_UNREADABLE"


def test_nothing_at_all_is_refused():
    assert refusal(b"").code == "PHOTO_UNREADABLE"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_random_damage_never_causes_anything_but_a_refusal(kind):
    chance = random.Random(7)
    whole = encoded(Image.frombytes("RGB", (80, 80), chance.randbytes(19_200)), kind)
    for _ in range(60):
        damaged = bytearray(whole)
        for _ in range(8):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        with suppress(PhotoRefused):  # any other exception fails the test
            assert clean_photo(bytes(damaged)).mime == "image/jpeg"


def _srgb() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def test_many_enormous_pictures_at_once_take_no_more_memory_than_two_do(tmp_path):
    """In a process of its own, whose memory is not yet stretched by other tests."""
    script = """
import io, os, resource
from concurrent.futures import ThreadPoolExecutor
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
from PIL import Image
from storybooks.photos import clean_photo
bomb = io.BytesIO()
Image.new("RGBA", (6300, 6300)).save(bomb, "PNG")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with ThreadPoolExecutor(8) as pool:
    list(pool.map(clean_photo, [bomb.getvalue()] * 8))
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=True)
    assert int(answer.stdout) < 800  # MB; one decoded picture is 160
