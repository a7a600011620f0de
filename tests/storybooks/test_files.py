"""Files are kept with their owner, and those that nobody needs any more are erased."""

from datetime import timedelta

import pytest
from django.utils import timezone

from storybooks.files import erase_orphans, keep, read
from storybooks.media import media_store
from storybooks.models import StoredFile, Storybook
from tests.jobs.helpers import make_job

pytestmark = pytest.mark.django_db


def test_orphans_are_erased_with_their_bytes_after_a_day(alice):
    orphan, fresh, of_job, of_book = (keep("scene", b"picture", "image/png", user_id=alice.pk) for _ in range(4))
    StoredFile.objects.exclude(id=fresh.id).update(created_at=timezone.now() - timedelta(days=2))
    StoredFile.objects.filter(id=of_job.id).update(job=make_job())
    book = Storybook.objects.create(user=alice, title="T", story="S", audience="children", pages=[])
    StoredFile.objects.filter(id=of_book.id).update(storybook=book)
    assert erase_orphans() == 1
    assert set(StoredFile.objects.all()) == {fresh, of_job, of_book}
    with pytest.raises(FileNotFoundError):
        read(orphan)
    assert read(fresh) == b"picture"


def test_a_deleted_job_leaves_the_files_of_its_book_and_orphans_the_rest(alice):
    job = make_job(alice)
    photo, scene = (keep(kind, b"x", "image/png", user_id=alice.pk, job_id=job.id) for kind in ("photo", "scene"))
    book = Storybook.objects.create(user=alice, job=job, title="T", story="S", audience="children", pages=[])
    StoredFile.objects.filter(id=scene.id).update(storybook=book)
    job.delete()
    StoredFile.objects.update(created_at=timezone.now() - timedelta(days=2))
    assert erase_orphans() == 1
    assert list(StoredFile.objects.all()) == [scene]
    assert not StoredFile.objects.filter(id=photo.id).exists()


def test_a_photo_whose_owner_is_gone_is_shown_to_nobody(alice, carol, client_of):
    photo = keep("photo", b"a child", "image/jpeg", user_id=alice.pk, job_id=make_job(alice).id)
    alice.delete()
    url = f"/media/{photo.id}"
    assert [client_of(user).get(url).status_code for user in (None, carol)] == [404, 404]


def test_one_file_that_cannot_be_erased_does_not_keep_the_others(alice):
    stuck, other = (keep("scene", b"x", "image/png", user_id=alice.pk) for _ in range(2))
    StoredFile.objects.update(created_at=timezone.now() - timedelta(days=2))
    StoredFile.objects.filter(id=stuck.id).update(store="cloudinary")
    assert erase_orphans() == 1
    assert list(StoredFile.objects.all()) == [stuck]
    assert not StoredFile.objects.filter(id=other.id).exists()


def test_the_end_of_a_user_is_the_end_of_their_bytes(alice):
    job = make_job(alice)
    photo = keep("photo", b"a child", "image/jpeg", user_id=alice.pk, job_id=job.id)
    book = Storybook.objects.create(user=alice, job=job, title="T", story="S", audience="children", pages=[])
    StoredFile.objects.filter(id=photo.id).update(storybook=book, created_at=timezone.now() - timedelta(days=2))
    alice.delete()
    assert erase_orphans() == 1
    with pytest.raises(FileNotFoundError):
        read(photo)


def test_a_file_that_cannot_be_stored_leaves_no_row(alice, monkeypatch):
    def full(*args):
        raise OSError("disk full")

    monkeypatch.setattr(type(media_store()), "save", full)
    with pytest.raises(OSError, match="disk full"):
        keep("photo", b"x", "image/png", user_id=alice.pk)
    assert not StoredFile.objects.exists()
