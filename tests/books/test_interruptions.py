"""A book is interrupted in its middle: it goes on elsewhere, and no finished picture is bought twice."""

import os
import signal
import time
from dataclasses import dataclass
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.conf import settings as project
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from jobs.engine import cancel
from jobs.models import Job, JobHistory, JobStep
from jobs.states import Status
from storybooks.models import StoredFile, Storybook
from tests.books.drawn import PICTURES, Held, asked, name_of, paid, pictures
from tests.chaos.clusters import eventually
from tests.fakes.openai import story_for
from tests.storyjobs.embedded import postmaster_of

LET = 6
"""So many pictures of a book are stored before it is interrupted; four more are on their way."""


@dataclass
class HalfBook:
    """A job in its middle: which pictures it has, and which it waits for."""

    job: Job
    held: Held
    stored: set[str]
    under_way: set[str]


@pytest.fixture
def half_a_book(openai, start_book):
    """A function: start a book that has its first pictures, and waits for the provider with the next four."""

    def start() -> HalfBook:
        held = Held(openai, LET)
        job = start_book()
        assert eventually(lambda: len(_stored(job)) == LET and openai.parallel == 4), (_stored(job), asked(openai))
        return HalfBook(job, held, _stored(job), set(asked(openai)) - _stored(job))

    return start


def _stored(job: Job) -> set[str]:
    return set(JobStep.objects.filter(job=job, done=True, name__in=PICTURES).values_list("name", flat=True))


def _assert_nothing_bought_twice(openai, half: HalfBook) -> None:
    """Only pictures that were on their way at the interruption have been asked for again."""
    once, twice = set(PICTURES) - half.under_way, half.under_way
    assert len(twice) == 4
    assert asked(openai) == dict.fromkeys(once, 1) | dict.fromkeys(twice, 2)
    assert len([call for call in openai.calls if name_of(call) in ("hero", "plan")]) == 2


def test_the_book_of_a_killed_worker_is_finished_by_another_within_fifteen_seconds(
    start_cluster, openai, half_a_book, ended
):
    cluster = start_cluster()
    half = half_a_book()
    job = half.job
    job.refresh_from_db()
    victim = int(job.worker.rpartition(":")[2])
    (worker,) = [part for part in cluster.parts("worker") if part.pid == victim]
    worker.kill()
    half.held.release()
    ended(job, "completed", 15)
    assert (job.attempt, job.retry_count) == (2, 1)
    assert job.result_data["has_errors"] is False
    _assert_nothing_bought_twice(openai, half)
    claims = JobHistory.objects.filter(job=job, reason="claimed").order_by("at").values_list("actor", flat=True)
    assert len(set(claims)) == 2
    assert _files_of_a_whole_book(job)


def test_a_new_cluster_goes_on_with_the_book_of_a_killed_one(start_cluster, openai, half_a_book, ended):
    first = start_cluster()
    half = half_a_book()
    job = half.job
    first.signal_group(signal.SIGKILL)
    assert eventually(lambda: not first.processes())
    half.held.release()
    start_cluster()
    ended(job, "completed", 20)
    assert (job.attempt, job.retry_count) == (2, 1)
    _assert_nothing_bought_twice(openai, half)


def test_a_cluster_that_is_told_to_stop_hands_the_book_back_and_the_next_one_finishes_it(
    start_cluster, openai, half_a_book, ended
):
    first = start_cluster()
    half = half_a_book()
    job = half.job
    assert first.stop(within=5) == 0
    job.refresh_from_db()
    assert (job.status, job.retry_count) == (Status.PENDING, 0)
    assert openai.parallel == 0
    half.held.release()
    start_cluster()
    ended(job, "completed")
    assert (job.attempt, job.retry_count) == (2, 0)
    _assert_nothing_bought_twice(openai, half)


def test_a_cancelled_book_buys_nothing_more_and_hangs_up(start_cluster, openai, half_a_book, ended):
    start_cluster()
    half = half_a_book()
    job = half.job
    cancelled_at = time.monotonic()
    cancel(job.id, actor="alice")
    ended(job, "cancelled", 5)
    half.held.release()
    waiting = [call for call in pictures(openai) if name_of(call) in half.under_way]
    assert eventually(lambda: all(call.gone.is_set() for call in waiting), 3)
    assert eventually(lambda: openai.parallel == 0, 1)
    assert max(call.at for call in openai.calls) < cancelled_at + 3
    assert len(waiting) == 4
    assert job.result_data is None


def test_a_book_that_takes_too_long_fails_and_lets_go_of_the_provider(start_cluster, openai, half_a_book, ended):
    start_cluster(BOOK_SECONDS=3)
    job = half_a_book().job
    ended(job, "failed", 10)
    assert job.error_code == "JOB_TIMEOUT"
    assert job.error_message == "This took longer than it may. Please try again."
    assert job.completed_at - job.started_at < timedelta(seconds=6)
    assert eventually(lambda: openai.parallel == 0, 2)


@pytest.fixture
def own_server(transactional_db, tmp_path):
    """The database of the test moves to an embedded server that nobody else uses; returns the server's folder."""
    connection.close()
    folder = tmp_path / "postgres"
    with override_settings(POSTGRES_DIR=folder), patch.dict(connection.settings_dict, NAME="storyjobs"):
        call_command("migrate", verbosity=0)
        yield folder
        connection.close()
        os.kill(postmaster_of(folder), signal.SIGQUIT)


@pytest.mark.skipif(
    project.DATABASES["default"]["ENGINE"] != "storyjobs.embedded_postgres",
    reason="needs a server that a test may restart",
)
def test_a_restart_of_the_database_in_mid_book_costs_nothing(own_server, start_cluster, openai, start_book, ended):
    start_cluster(POSTGRES_DIR=own_server)
    openai.delay = 0.3
    job = start_book()
    assert eventually(lambda: len(pictures(openai)) >= 5)
    connection.close()
    os.kill(postmaster_of(own_server), signal.SIGINT)
    ended(job, "completed")
    assert (job.attempt, job.retry_count) == (1, 0)
    assert asked(openai) == dict.fromkeys(PICTURES, 1)
    assert job.result_data["has_errors"] is False


def _files_of_a_whole_book(job: Job) -> bool:
    files = StoredFile.objects.filter(storybook__job=job)
    return files.count() == len(PICTURES) + 1 and job.completed_at < timezone.now()


def test_a_killed_worker_s_successor_tells_the_same_story_without_paying_for_it_again(
    start_cluster, openai, start_story, ended
):
    cluster = start_cluster()
    stories = iter(["The First Title", "Another Title"])
    openai.story = lambda call: story_for(call) | {"title": next(stories)}
    held = Held(openai, 3)
    job = start_story()
    assert eventually(lambda: len(_stored(job)) == 3 and openai.parallel == 4)
    job.refresh_from_db()
    (worker,) = [part for part in cluster.parts("worker") if part.pid == int(job.worker.rpartition(":")[2])]
    worker.kill()
    held.release()
    ended(job, "completed", 15)
    assert (job.attempt, paid(openai).count("story"), paid(openai).count("plan")) == (2, 1, 1)
    assert job.result_data["title"] == Storybook.objects.get().title == "The First Title"
    assert all(asked(openai)[name] == 1 for name in held.passed)
