"""A family leaves while their book is being made, with pictures in two stores."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from jobs.models import Job
from storybooks.clean_up import clean_up
from storybooks.files import read
from storybooks.models import StoredFile
from tests.books.conftest import FAMILY_WORDS
from tests.books.drawn import Held, asked
from tests.books.tables import all_rows
from tests.chaos.clusters import eventually
from users.models import User


@pytest.fixture
def hosting_cluster(start_cluster, cloudinary, settings):
    """A cluster that keeps what it draws at Cloudinary, while requests' photos are kept here."""
    account = {
        "CLOUDINARY_CLOUD_NAME": cloudinary.cloud,
        "CLOUDINARY_API_KEY": cloudinary.key,
        "CLOUDINARY_API_SECRET": cloudinary.secret,
        "CLOUDINARY_UPLOAD_PREFIX": cloudinary.url,
    }
    for name, value in account.items():
        setattr(settings, name, value)
    return start_cluster(MEDIA_STORE="cloudinary", **account)


def test_nothing_of_a_family_is_left_though_a_book_of_theirs_was_being_made(
    hosting_cluster, openai, cloudinary, start_book, cartoon, alice, bob
):
    cartoon(alice)
    cartoon(bob)
    held = Held(openai, 3)
    job = start_book()
    assert eventually(lambda: openai.parallel == 4 and len(cloudinary.assets) == 5), asked(openai)
    phone, photo = alice.phone, StoredFile.objects.get(kind="photo")
    assert FAMILY_WORDS.search(all_rows())
    call_command("erase_user", phone, yes=True)
    held.release()
    StoredFile.objects.update(created_at=timezone.now() - timedelta(hours=2))
    clean_up()
    after = all_rows()
    assert not Job.objects.filter(id=job.id).exists()
    assert [word for word in (phone, str(alice.pk), str(job.pk), "lantern", "Mina") if word in after] == []
    assert len(cloudinary.assets) == 1  # Bob's
    assert {file.user for file in StoredFile.objects.all()} == {bob}
    with pytest.raises(FileNotFoundError):
        read(photo)
    assert set(User.objects.all()) == {bob}
