"""Files are kept with their owner, and nobody else reads them."""

import io

import pytest
from PIL import Image

from storybooks.files import file_path, keep
from storybooks.media import media_store
from storybooks.models import StoredFile
from tests.fakes.pictures import encoded
from tests.jobs.helpers import make_job

pytestmark = pytest.mark.django_db


def test_a_photo_whose_owner_is_gone_is_shown_to_nobody(alice, carol, client_of):
    photo = keep("photo", b"a child", "image/jpeg", user_id=alice.pk, job_id=make_job(alice).id)
    alice.delete()
    url = f"/media/{photo.id}"
    assert [client_of(user).get(url).status_code for user in (None, carol)] == [404, 404]


def test_a_file_that_cannot_be_stored_is_shown_to_nobody(alice, carol, client_of, monkeypatch):
    def full(*args):
        raise OSError("disk full")

    monkeypatch.setattr(type(media_store()), "save", full)
    with pytest.raises(OSError, match="disk full"):
        keep("photo", b"x", "image/png", user_id=alice.pk)
    half = StoredFile.objects.get()
    for user in (None, alice, carol):
        assert client_of(user).get(file_path(half.id)).status_code == 404


# --- Smaller pictures


@pytest.fixture
def drawn(alice) -> StoredFile:
    return keep("scene", encoded(Image.new("RGB", (1024, 1024), "teal"), "JPEG"), "image/jpeg", user_id=alice.pk)


def test_a_picture_comes_smaller_to_who_may_see_it(drawn, alice, bob, client_of):
    small = client_of(alice).get(f"/media/{drawn.id}?size=320")
    assert (small["Content-Type"], small["Cache-Control"]) == ("image/webp", "private, max-age=3600")
    assert small["Content-Disposition"] == 'inline; filename="scene.webp"'
    assert Image.open(io.BytesIO(small.content)).size == (320, 320)
    assert client_of(bob).get(f"/media/{drawn.id}?size=320").status_code == 404
    assert client_of().get(f"{file_path(drawn.id)}&size=640").content[:4] == b"RIFF"


def test_each_size_is_known_by_its_own_tag(drawn, alice, client_of):
    client = client_of(alice)
    whole, small = (client.get(f"/media/{drawn.id}{query}")["ETag"] for query in ("", "?size=320"))
    assert whole != small
    again = client.get(f"/media/{drawn.id}?size=320", headers={"If-None-Match": small})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"/media/{drawn.id}?size=640", headers={"If-None-Match": small}).status_code == 200


@pytest.mark.parametrize("size", ["321", "1", "-320", "x", "99999999999999999999"])
def test_other_sizes_are_refused_before_anything_is_drawn(size, drawn, alice, client_of):
    answer = client_of(alice).get(f"/media/{drawn.id}?size={size}")
    assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_INPUT")


def test_what_is_no_picture_comes_as_it_is_and_a_small_one_grows_not(alice, client_of):
    tiny = encoded(Image.new("RGB", (96, 96), "teal"))
    for data, mime in ((b"%PDF", "application/pdf"), (b"no picture", "image/png")):
        file = keep("book", data, mime, user_id=alice.pk)
        assert client_of(alice).get(f"/media/{file.id}?size=320").content == data
    file = keep("scene", tiny, "image/png", user_id=alice.pk)
    answer = client_of(alice).get(f"/media/{file.id}?size=320")
    assert Image.open(io.BytesIO(answer.content)).size == (96, 96)
