"""Submitting: one transaction, one wake-up, and no more jobs than a user may have."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import psycopg
import pytest
from django.db import connection

from jobs.engine import submit
from jobs.job_type import job_types
from jobs.limits import Submitter, TooManyJobs
from jobs.models import Job
from jobs.moves import WAKE_CHANNEL
from tests.job_types import Noop
from tests.jobs.helpers import make_job


@pytest.mark.django_db
def test_a_submitted_job_is_stored_with_its_history(alice):
    job = make_job(alice)
    entry = job.history.get()
    assert (entry.from_status, entry.to_status, entry.actor) == ("", "pending", str(alice.pk))
    assert (job.user, job.max_retries, job.priority) == (alice, Noop.max_retries, Noop.priority)


@pytest.mark.django_db(transaction=True)
def test_submitting_wakes_whoever_listens():
    params = connection.get_connection_params()
    known = ("dbname", "user", "password", "host", "port", "requirepeer")
    with psycopg.connect(**{key: params[key] for key in known if params.get(key)}, autocommit=True) as listener:
        listener.execute(f"LISTEN {WAKE_CHANNEL}")
        make_job()
        assert len(list(listener.notifies(timeout=5, stop_after=1))) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("who", ["user", "guest"])
def test_starts_at_the_same_moment_cannot_pass_the_limit_of_their_submitter(alice, settings, who):
    settings.MAX_JOBS_PER_USER = 3
    submitter = Submitter(alice) if who == "user" else Submitter(guest=uuid4())
    start = Barrier(8)

    def attempt(_) -> bool:
        start.wait()
        try:
            submit(job_types()["noop"], {}, submitter)
        except TooManyJobs:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        accepted = sum(pool.map(attempt, range(8)))
    assert accepted == Job.objects.filter(user=submitter.user, guest=submitter.guest).count() == 3


@pytest.mark.django_db
def test_guests_together_have_a_limit_of_their_own(alice, settings):
    settings.MAX_GUEST_JOBS = 2
    make_job()
    make_job()
    with pytest.raises(TooManyJobs, match="guests"):
        make_job()
    assert make_job(alice)


@pytest.mark.django_db
def test_what_accepting_stored_is_withdrawn_when_the_job_cannot_be_stored(monkeypatch):
    withdrawn = []
    monkeypatch.setattr(Noop, "accept", lambda self, data, user: {"stored": 1})
    monkeypatch.setattr(Noop, "withdraw", lambda self, data: withdrawn.append(data))
    monkeypatch.setattr(Noop, "adopt", lambda self, job: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        submit(job_types()["noop"], {})
    assert withdrawn == [{"stored": 1}]
    assert not Job.objects.exists()
