"""A full database for trying things out, and its end."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from jobs import measures
from jobs.models import Job, JobHistory, JobStep
from jobs.states import Status
from tests.jobs.helpers import job_in
from users.models import User

pytestmark = pytest.mark.django_db(transaction=True)


def seed_jobs(*arguments: str) -> str:
    out = io.StringIO()
    call_command("seed_jobs", *arguments, stdout=out)
    return out.getvalue()


def test_as_many_ended_jobs_are_stored_as_were_asked_for_with_their_people_steps_and_history():
    assert "1000 jobs of 30 people stored, 500 a day." in seed_jobs("1,000", "--people", "30", "--a-day", "500")
    assert (Job.objects.count(), User.objects.count(), JobHistory.objects.count()) == (1000, 30, 3000)
    assert JobStep.objects.count() == Job.objects.filter(status="completed").count() == 930
    assert not Job.objects.active().exists()
    assert 480 <= measures.ended(timezone.now()).number <= 500


def test_a_database_with_jobs_is_left_alone_unless_it_is_meant():
    job_in(Status.COMPLETED)
    with pytest.raises(CommandError, match="has jobs"):
        seed_jobs("10")
    seed_jobs("10", "--people", "3", "--beside-others")
    assert Job.objects.count() == 11
    with pytest.raises(CommandError, match="already"):
        seed_jobs("10", "--people", "3", "--beside-others")


def test_what_was_seeded_goes_and_nothing_else(alice):
    job = job_in(Status.COMPLETED, alice)
    seed_jobs("10", "--people", "3", "--beside-others")
    assert "10 seeded jobs deleted" in seed_jobs("--remove")
    assert (Job.objects.get(), User.objects.get()) == (job, alice)


@pytest.mark.parametrize("wrong", ["0", "many", "-3"])
def test_a_number_that_is_none_is_refused(wrong):
    with pytest.raises(CommandError, match=r"no number|expected|unrecognized|required"):
        seed_jobs(wrong)
