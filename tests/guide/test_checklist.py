"""The guide's manual checklist, item by item, by people over HTTP."""

import itertools
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.error import HTTPError

import pytest
from django.db import connection, transaction
from django.utils import timezone

from jobs.models import Job
from jobs.states import Status
from storybooks.models import Storybook
from tests.chaos.clusters import ROOT, eventually
from tests.jobs.helpers import job_in
from tests.storybooks.shelf import finished_book
from users.models import User

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def two_scenes(request_body) -> dict:
    """A small book: its pages are planned already."""
    scenes = [
        {"description": f"Mina finds a lantern, part {part}.", "emotion": "happy", "imagePrompt": "a girl, a lantern"}
        for part in (1, 2)
    ]
    return {**request_body, "pages": [{"pageNumber": 1, "scenes": scenes}]}


def test_create_storybook_with_background_job(visitor, alice, two_scenes):
    family = visitor(alice)
    started = family.post_json("/api/jobs/storybook/start", two_scenes)
    end = family.follow(started["pollingUrl"], 60)[-1]
    assert (end["status"], end["progress"]) == ("completed", 100)
    book = family.get_json(f"/api/storybooks/{end['result']['storybook_id']}")
    assert family.get(book["pdf_url"]).startswith(b"%PDF")


def test_generate_auto_story_with_polling(visitor, alice, photo_url):
    family = visitor(alice)
    wish = {"genre": "bedtime", "characterDescription": "A girl with a red top.", "cartoonImageUrl": photo_url}
    started = family.post_json("/api/jobs/auto-story/start", {**wish, "audience": "children"})
    told = family.follow(started["pollingUrl"], 120)
    assert [answer["progress"] for answer in told] == sorted(answer["progress"] for answer in told)
    assert len({answer["currentStep"] for answer in told}) > 3
    assert told[-1]["status"] == "completed"
    assert told[-1]["result"]["generated_story"]


def test_process_multiple_images_concurrently(visitor, alice):
    family = visitor(alice)
    words = {"character_description": "A girl with a red top.", "emotion": "happy", "audience": "children"}
    prompts = [f"She looks at {number} stars." for number in range(1, 5)]
    starts = [family.post_json("/api/jobs/image/start", {**words, "image_prompt": prompt}) for prompt in prompts]
    ends = [family.follow(start["pollingUrl"], 60)[-1] for start in starts]
    assert {end["status"] for end in ends} == {"completed"}
    assert len({end["result"]["url"] for end in ends}) == len(prompts)
    times = Job.objects.values_list("started_at", "completed_at").order_by("started_at")
    assert any(later < end for (_, end), (later, _) in itertools.pairwise(times)), "one after the other"


def test_test_job_cancellation(visitor, alice, request_body):
    family = visitor(alice)
    started = family.post_json("/api/jobs/storybook/start", request_body)
    assert eventually(lambda: family.get_json(started["pollingUrl"])["status"] == "processing", 60)
    family.post_json(f"/api/jobs/cancel/{started['jobId']}", {})
    end = family.follow(started["pollingUrl"])[-1]
    assert (end["status"], end["canCancel"]) == ("cancelled", False)
    assert not Storybook.objects.exists()


def test_verify_error_handling_and_retries(visitor, alice):
    family = visitor(alice)
    with pytest.raises(HTTPError) as refused:
        family.post_json("/api/jobs/storybook/start", {"title": "No story"})
    assert refused.value.code == 400
    passing = family.follow(family.post_json("/api/jobs/flaky/start", {})["pollingUrl"])[-1]
    assert (passing["status"], passing["retryCount"]) == ("completed", 2)

    with transaction.atomic():  # the cluster sees nothing of it before it has ended
        failed = job_in(Status.FAILED, alice)
    told = family.get_json(f"/api/jobs/{failed.id}")
    assert (told["status"], told["error"], told["canRetry"]) == ("failed", "No.", True)
    family.post_json(f"/api/jobs/{failed.id}/retry", {})
    assert family.follow(f"/api/jobs/{failed.id}")[-1]["status"] == "completed"


def test_test_system_under_high_load(visitor):
    families = [visitor(User.objects.create_user(phone=f"+9665123456{number:02}")) for number in range(10)]

    def live(family) -> list[str]:
        starts = [family.post_json("/api/jobs/noop/start", {"size": 10}) for _ in range(6)]
        return [family.follow(start["pollingUrl"], 40)[-1]["status"] for start in starts]

    with ThreadPoolExecutor(len(families)) as threads:
        lives = [threads.submit(live, family) for family in families]
        health = [visitor().get_json("/healthz")["status"] for _ in range(10)]
    assert {status for each in lives for status in each.result()} == {"completed"}
    assert health == ["alive"] * 10
    assert Job.objects.filter(retry_count=0, attempt=1).count() == 60


def test_verify_cleanup_of_old_jobs(visitor, alice):
    family = visitor(alice)
    with transaction.atomic():  # the cluster sees nothing of it before it has ended
        old, recent = (job_in(Status.COMPLETED, alice) for _ in range(2))
    finished_book(alice, job=old)
    long_ago = timezone.now() - timedelta(days=8)
    Job.objects.filter(id=old.id).update(completed_at=long_ago, started_at=long_ago, created_at=long_ago)
    environment = {"TEST_DATABASE": connection.settings_dict["NAME"], "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "manage.py", "cleanup_jobs", "--older-than", "7d"]
    subprocess.run(command, cwd=ROOT, env=os.environ | environment, check=True, capture_output=True)
    assert [job["jobId"] for job in family.get_json("/api/jobs/user")["jobs"]] == [str(recent.id)]
    assert len(family.get_json("/api/storybooks")["storybooks"]) == 1


def test_test_health_check_endpoints(visitor):
    guest = visitor()
    assert guest.get_json("/healthz")["status"] == "alive"
    assert set(guest.get_json("/readyz")["checks"]) == {"database", "migrations", "broker", "cluster"}
    assert eventually(lambda: guest.get_json("/api/jobs/health")["status"] == "healthy", 6)
