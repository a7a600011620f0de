"""Files are kept with their owner, and nobody else reads them."""

import pytest

from storybooks.files import file_path, keep
from storybooks.media import media_store
from storybooks.models import StoredFile
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
