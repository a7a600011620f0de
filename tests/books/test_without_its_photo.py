"""The photo of a book is erased some days after its job has ended: what then still works, and what cannot."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jobs.engine import retry
from jobs.models import Job
from storybooks.clean_up import clean_up
from storybooks.models import StoredFile
from tests.books.drawn import asked, brought_pages, of
from tests.fakes import faults

REFUSED = faults.status(400, "moderation_blocked")


@pytest.fixture
def after_some_days(settings):
    """A function: let the job have ended long enough ago, and clean up."""
    settings.PHOTO_RETENTION_DAYS = 1

    def clean(job: Job) -> None:
        Job.objects.filter(id=job.id).update(completed_at=timezone.now() - timedelta(days=2))
        StoredFile.objects.update(created_at=timezone.now() - timedelta(days=2))
        clean_up()
        assert not StoredFile.objects.filter(id=job.input_data["picture"]).exists()

    return clean


def test_every_address_of_a_finished_book_still_opens(
    cluster, openai, start_book, ended, after_some_days, client_of, alice
):
    job = ended(start_book(pages=brought_pages(2)), "completed")
    after_some_days(job)
    result = client_of(alice).get(f"/api/jobs/{job.id}").json()["result"]
    scenes = [scene["generatedImage"] for page in result["pages"] for scene in page["scenes"]]
    for url in (result["cover_url"], result["portrait_url"], result["pdf_url"], *scenes):
        assert client_of(alice).get(url).status_code == 200


def test_a_drawing_that_is_the_portrait_of_a_book_stays_with_it(
    cluster, openai, start_book, ended, settings, client_of, alice
):
    settings.PHOTO_RETENTION_DAYS = 1
    job = ended(start_book(isReusedImage=True, pages=brought_pages(2)), "completed")
    Job.objects.update(completed_at=timezone.now() - timedelta(days=2))
    clean_up()
    url = client_of(alice).get(f"/api/jobs/{job.id}").json()["result"]["portrait_url"]
    assert client_of(alice).get(url).status_code == 200


def test_a_book_whose_hero_is_drawn_already_is_finished_without_the_photo(
    cluster, openai, start_book, ended, after_some_days
):
    openai.when(of("scene-1", "scene-2"), REFUSED, times=2)
    job = ended(start_book(pages=brought_pages(3)), "failed")
    after_some_days(job)
    retry(job.id, actor="test")
    assert ended(job, "completed").result_data["has_errors"] is False
    assert asked(openai)["portrait"] == 1


def test_a_book_that_had_not_come_so_far_asks_for_another_photo(cluster, openai, start_book, ended, after_some_days):
    openai.when(of("portrait"), REFUSED)
    job = ended(start_book(pages=brought_pages(3)), "failed")
    after_some_days(job)
    retry(job.id, actor="test")
    assert ended(job, "failed").error_code == "PICTURE_ERASED"
    assert "start again with a picture" in job.error_message
