"""Photos that tell where they were taken, and by whom, or that are something else besides: only pixels are kept."""

import base64
import io
import struct

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms, PngImagePlugin

from storybooks.files import keep, read
from storybooks.models import StoredFile
from tests.fakes.faults import Reply
from tests.fakes.server import Call, FakeServer
from tests.storybooks.api.test_pictures_of_requests import FIELDS

pytestmark = pytest.mark.django_db

XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:li>SecretXmp</rdf:li></x:xmpmeta>'
BEHIND = b"PK\x03\x04SecretZip<script>SecretScript</script><?php SecretPhp ?>%PDF-1.7 SecretPdf"
NEEDED = {0xC0, 0xC2, 0xC4, 0xDA, 0xDB, 0xE0}
"""Frame, Huffman tables, scan, quantization tables, and the JFIF header: what a JPEG is made of, and nothing more."""


def exif() -> bytes:
    """Camera, artist, place, and a thumbnail behind it all."""
    tags = Image.Exif()
    tags[0x010F], tags[0x013B] = "SecretCamera", "SecretArtist"
    tags.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 36.0)})
    return tags.tobytes() + b"\xff\xd8\xffSecretThumbnail"


def profile() -> bytes:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return srgb.replace(b"s\0R\0G\0B\0 \0b\0u\0i", b"S\0e\0c\0r\0e\0t\0I\0c"[:13])


def picture() -> Image.Image:
    return Image.linear_gradient("L").resize((96, 80)).convert("RGB")


def jpeg() -> bytes:
    out = io.BytesIO()
    picture().save(out, "JPEG", exif=exif(), comment=b"SecretComment", xmp=XMP, icc_profile=profile())
    whole = out.getvalue()
    iptc, mpf = _segment(0xED, b"Photoshop 3.0\0SecretIptc"), _segment(0xE2, b"MPF\0SecretSecondPicture")
    return whole[:2] + iptc + mpf + whole[2:] + BEHIND


def png() -> bytes:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", "SecretText")
    texts.add_itxt("XML:com.adobe.xmp", XMP.decode())
    texts.add(b"seCr", b"SecretChunk")
    out = io.BytesIO()
    picture().save(out, "PNG", pnginfo=texts, exif=exif(), icc_profile=profile())
    return out.getvalue() + BEHIND


def webp() -> bytes:
    out = io.BytesIO()
    picture().save(out, "WEBP", exif=exif(), xmp=XMP, icc_profile=profile())
    return out.getvalue() + BEHIND


def polyglot() -> bytes:
    """A JPEG that is a page as well: its script hides in the first comment."""
    out = io.BytesIO()
    picture().save(out, "JPEG")
    script = b"*/=1;alert('SecretPolyglot');/*<html><body onload=alert(1)>"
    return out.getvalue()[:2] + _segment(0xFE, script) + out.getvalue()[2:] + BEHIND


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def markers(data: bytes) -> list[int]:
    """The markers of a JPEG's segments, up to its scan."""
    assert data[:2] == b"\xff\xd8"
    found, at = [], 2
    while not found or found[-1] != 0xDA:
        magic, marker, length = struct.unpack_from(">BBH", data, at)
        assert magic == 0xFF
        found.append(marker)
        at += 2 + length
    return found


DIRTY = {"jpeg": jpeg, "png": png, "webp": webp, "polyglot": polyglot}


@pytest.fixture(params=DIRTY)
def dirty(request) -> bytes:
    data = DIRTY[request.param]()
    assert b"Secret" in data
    return data


class Elsewhere(FakeServer):
    """A public place that shows one picture."""

    data = b""

    def answer(self, call: Call) -> Reply:
        return Reply(body=self.data, headers={"Content-Type": "image/jpeg"})


@pytest.fixture
def elsewhere(settings, dirty) -> str:
    """The picture's address in the network."""
    with Elsewhere() as server:
        server.data = dirty
        settings.TRUSTED_PICTURE_HOSTS = [server.url.removeprefix("http://")]
        yield f"{server.url}/holiday.jpg"


def assert_clean() -> None:
    """What was stored is a bare JPEG of the same picture, from its first byte to its last."""
    data = read(StoredFile.objects.get(kind="photo"))
    assert set(markers(data)) <= NEEDED
    assert data[6:11] == b"JFIF\0"
    assert data.endswith(b"\xff\xd9")
    assert b"Secret" not in data
    shown = Image.open(io.BytesIO(data))
    assert (shown.format, shown.size) == ("JPEG", (96, 80))
    assert not shown.getexif()
    assert not {"icc_profile", "xmp", "comment", "photoshop", "mp"} & shown.info.keys()
    assert shown.convert("L").getpixel((48, 5)) < 60 < 190 < shown.convert("L").getpixel((48, 75))


@pytest.mark.parametrize(("path", "field"), FIELDS.items())
def test_a_data_url_leaves_its_pixels_only(starting, alice, dirty, path, field):
    url = "data:image/jpeg;base64," + base64.b64encode(dirty).decode()
    assert starting(path, alice, **{field: url}).status_code == 202
    assert_clean()


@pytest.mark.parametrize(("path", "field"), FIELDS.items())
def test_a_fetched_picture_leaves_its_pixels_only(starting, alice, elsewhere, path, field):
    assert starting(path, alice, **{field: elsewhere}).status_code == 202
    assert_clean()


def test_an_uploaded_file_leaves_its_pixels_only(client_of, dirty):
    form = {"image": SimpleUploadedFile("SecretName.jpg", dirty, "image/jpeg")}
    answer = client_of().post("/api/upload-image", form)
    assert_clean()
    shown = client_of().get(answer.json()["secure_url"])
    assert b"Secret" not in shown.content
    assert "Secret" not in shown["Content-Disposition"]


def test_a_file_in_the_form_of_a_start_leaves_its_pixels_only(client_of, dirty):
    form = {"prompt": "A child.", "image": SimpleUploadedFile("me.jpg", dirty, "image/jpeg")}
    assert client_of().post("/api/jobs/cartoonize/start", form).status_code == 202
    assert_clean()


def test_the_copy_of_an_own_file_leaves_its_pixels_only(starting, alice, dirty):
    kept_as_it_was = keep("portrait", dirty, "image/jpeg", user_id=alice.pk)
    assert starting("image", alice, cartoon_image=f"http://testserver/media/{kept_as_it_was.id}").status_code == 202
    assert_clean()
