"""What nobody needs any more goes, bytes and all, and nothing else does."""

from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image

from jobs import outcomes
from jobs.claiming import claim_next
from jobs.engine import cancel, retry
from jobs.errors import PermanentError
from jobs.models import Job
from jobs.retry import RetryPolicy
from jobs.states import Status
from jobs.tasks import run_next
from storybooks.clean_up import clean_up
from storybooks.files import file_path, keep, read
from storybooks.media import media_store
from storybooks.models import CartoonCache, StoredFile, Storybook
from tests.fakes.faults import status as faulty
from tests.fakes.pictures import encoded
from tests.jobs.helpers import job_in, make_job

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
CHILD = encoded(Image.new("RGB", (64, 64), "green"), "JPEG")


@pytest.fixture(autouse=True)
def three_days(settings):
    settings.PHOTO_RETENTION_DAYS = 3


def photo_of(job: Job, kind: str = "photo", data: bytes = CHILD) -> StoredFile:
    return keep(kind, data, "image/jpeg", user_id=job.user_id, job_id=job.id)


def ended(job: Job, ago: timedelta) -> Job:
    Job.objects.filter(id=job.id).update(completed_at=timezone.now() - ago)
    return job


def aged(*files: StoredFile, days: int = 40) -> None:
    StoredFile.objects.filter(id__in=[file.id for file in files]).update(created_at=timezone.now() - days * DAY)


def book_of(user, *files: StoredFile, job: Job | None = None) -> Storybook:
    book = Storybook.objects.create(user=user, job=job, title="T", story="S", audience="children", pages=[])
    StoredFile.objects.filter(id__in=[file.id for file in files]).update(storybook=book)
    return book


def is_gone(file: StoredFile) -> bool:
    try:
        read(file)
    except FileNotFoundError:
        return not StoredFile.objects.filter(id=file.id).exists()
    return False


@pytest.mark.parametrize("status", [Status.COMPLETED, Status.FAILED, Status.CANCELLED])
def test_a_photo_goes_three_days_after_its_job_has_ended_however_it_ended(alice, status):
    late, fresh = ended(job_in(status, alice), 3.1 * DAY), ended(job_in(status, alice), 2.9 * DAY)
    old, new = photo_of(late), photo_of(fresh)
    aged(old, new)
    clean_up()
    assert is_gone(old)
    assert read(new) == CHILD


def test_a_photo_of_a_job_that_has_not_ended_stays_however_old_it_is(alice):
    waiting = photo_of(make_job(alice, run_at=timezone.now() + 30 * DAY))
    running = photo_of(make_job(alice))
    assert claim_next().id == running.job_id
    aged(waiting, running)
    clean_up()
    assert not is_gone(waiting)
    assert not is_gone(running)


def test_the_photo_of_a_job_that_never_ran_goes_too(alice):
    job = make_job(alice)
    cancel(job.id, actor="test")
    photo = photo_of(ended(job, 4 * DAY))
    aged(photo)
    clean_up()
    assert is_gone(photo)


def test_a_guest_s_photo_goes_as_a_user_s_does():
    photo = photo_of(ended(job_in(Status.COMPLETED), 4 * DAY))
    aged(photo)
    clean_up()
    assert is_gone(photo)


def test_a_finished_book_keeps_its_pictures_and_loses_the_photo(alice):
    job = ended(job_in(Status.COMPLETED, alice), 4 * DAY)
    photo, portrait, scene, pdf = (photo_of(job, kind) for kind in ("photo", "portrait", "scene", "book"))
    book_of(alice, portrait, scene, pdf, job=job)
    aged(photo, portrait, scene, pdf)
    clean_up()
    assert is_gone(photo)
    assert set(StoredFile.objects.all()) == {portrait, scene, pdf}


def test_pictures_that_were_drawn_stay_as_long_as_their_job_does(alice):
    scene = photo_of(ended(job_in(Status.FAILED, alice), 4 * DAY), "scene")
    aged(scene)
    clean_up()
    assert not is_gone(scene)


def test_a_photo_is_gone_for_everybody_from_the_moment_its_time_is_over(alice, carol, client_of, hosted):
    photo = photo_of(ended(job_in(Status.COMPLETED, alice), 4 * DAY))
    aged(photo)
    hosted.script(*[faulty(500)] * 3)
    clean_up()
    assert hosted.assets
    assert [client_of(user).get(file_path(photo.id)).status_code for user in (None, alice, carol)] == [404] * 3


def test_a_hosted_photo_goes_where_it_is_whatever_store_is_in_use_by_then(alice, hosted, settings):
    photo = photo_of(ended(job_in(Status.COMPLETED, alice), 4 * DAY))
    aged(photo)
    assert len(hosted.assets) == 1
    settings.MEDIA_STORE = "local"
    clean_up()
    assert not hosted.assets
    assert not StoredFile.objects.exists()


def test_one_photo_that_cannot_be_erased_does_not_keep_the_others_and_is_tried_again(alice, settings, hosted):
    job = ended(job_in(Status.COMPLETED, alice), 4 * DAY)
    stuck = photo_of(job)
    settings.MEDIA_STORE = "local"
    others = [photo_of(job) for _ in range(3)]
    aged(stuck, *others)
    hosted.script(*[faulty(500)] * 3)
    clean_up()
    assert list(StoredFile.objects.all()) == [stuck]
    clean_up()
    assert not StoredFile.objects.exists()
    assert not hosted.assets


def test_a_store_that_fails_time_and_again_is_left_alone_until_the_next_clean_up(alice, hosted):
    photos = [photo_of(ended(job_in(Status.COMPLETED, alice), 4 * DAY)) for _ in range(6)]
    aged(*photos)
    hosted.script(*[faulty(500)] * 100)
    asked = len(hosted.calls)
    clean_up()
    assert len(hosted.calls) - asked == 3 * 3  # three photos, each three times
    assert StoredFile.objects.count() == 6


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_photo_has_gone_says_so_when_it_is_run_again(alice, client_of, request_body):
    client_of(alice).post("/api/jobs/storybook/start", request_body, content_type="application/json")
    outcomes.fail_or_retry(claim_next(), PermanentError("No."), RetryPolicy())
    job = ended(Job.objects.get(), 4 * DAY)
    aged(StoredFile.objects.get())
    clean_up()
    retry(job.id, actor="test")
    run_next()
    job.refresh_from_db()
    assert (job.status, job.error_code) == (Status.FAILED, "PICTURE_ERASED")
    assert "start again with a picture" in job.error_message


def test_orphans_are_erased_with_their_bytes_after_a_day(alice):
    orphan, fresh, of_job, of_book = (keep("scene", b"picture", "image/png", user_id=alice.pk) for _ in range(4))
    aged(orphan, of_job, of_book, days=2)
    StoredFile.objects.filter(id=of_job.id).update(job=make_job())
    book_of(alice, of_book)
    clean_up()
    assert set(StoredFile.objects.all()) == {fresh, of_job, of_book}
    assert is_gone(orphan)
    assert read(fresh) == b"picture"


def test_a_deleted_job_leaves_the_files_of_its_book_and_orphans_the_rest(alice):
    job = make_job(alice)
    photo, scene = (photo_of(job, kind) for kind in ("photo", "scene"))
    book_of(alice, scene, job=job)
    job.delete()
    aged(photo, scene, days=2)
    clean_up()
    assert list(StoredFile.objects.all()) == [scene]


def test_the_cache_of_pictures_keeps_its_own(alice):
    drawn = keep("portrait", b"x", "image/png", user_id=alice.pk)
    CartoonCache.objects.create(user=alice, key="k", picture=drawn)
    aged(drawn)
    clean_up()
    assert not is_gone(drawn)


def test_the_end_of_a_user_is_the_end_of_their_bytes(alice):
    job = make_job(alice)
    photo = photo_of(job)
    book_of(alice, photo, job=job)
    aged(photo, days=2)
    alice.delete()
    clean_up()
    assert is_gone(photo)


def test_bytes_that_arrive_after_their_file_was_erased_do_not_stay(alice, monkeypatch):
    """A store that goes on with an upload which we have given up."""

    def slow(self, key, data, mime):
        raise TimeoutError

    with monkeypatch.context() as patched:
        patched.setattr(type(media_store()), "save", slow)
        with pytest.raises(TimeoutError):
            keep("photo", b"x", "image/png", user_id=alice.pk)
    given_up = StoredFile.objects.get()
    media_store().save(given_up.key, b"x", "image/png")
    StoredFile.objects.update(created_at=timezone.now() - timedelta(hours=2))
    clean_up()
    assert is_gone(given_up)


def test_a_guest_s_book_goes_after_a_month_and_a_family_s_stays(alice, settings):
    settings.GUEST_BOOK_DAYS = 30
    pictures = [keep("scene", CHILD, "image/jpeg", user_id=owner and owner.pk) for owner in (None, None, alice)]
    old, fresh, hers = (book_of(owner, file) for owner, file in zip((None, None, alice), pictures, strict=True))
    aged(*pictures)
    Storybook.objects.exclude(id=fresh.id).update(created_at=timezone.now() - 31 * DAY)
    clean_up()
    assert set(Storybook.objects.all()) == {fresh, hers}
    assert [is_gone(file) for file in pictures] == [True, False, False]
    assert old.id not in Storybook.objects.values_list("id", flat=True)
