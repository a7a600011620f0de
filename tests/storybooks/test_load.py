"""The parts of load_test and queue_test: which servers they refuse, who their visitors are, what they count."""

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from jobs.claiming import claim_next
from jobs.models import Job, JobHistory, JobStep
from storybooks.load import queue
from storybooks.load.figures import Figures, Limits
from storybooks.load.running import Ended, run
from storybooks.load.visitors import DOMAIN, visitors
from tests.jobs.helpers import make_job
from users.models import User

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--url", "http://example.com"], "example.com is another machine"),
        (["--url", "http://127.0.0.1.example.com"], "is another machine"),
        (["--url", "ftp://localhost"], "is no address of a server"),
        (["--url", "http://127.0.0.1:9"], "No server answers at"),
    ],
)
def test_other_servers_are_left_alone(arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("load_test", *arguments)
    assert not User.objects.exists()


def test_a_studio_that_costs_money_is_left_alone(settings, alice):
    settings.STUDIO = "openai"
    with pytest.raises(CommandError, match="each picture costs money"):
        call_command("load_test")
    job, now = make_job(alice), timezone.now()
    step = JobStep(job=job, name="hero", attempt=1, done=True, cost_usd=Decimal("0.02"))
    step.started_at = step.finished_at = now
    step.save()
    assert asyncio.run(run(asyncio.sleep(60), None, [alice.pk], str, is_shown=False)) is Ended.PAID


def test_without_a_cluster_no_queue_drains():
    with pytest.raises(CommandError, match="No cluster is alive"):
        call_command("queue_test")


def test_families_of_a_run_that_was_killed_are_erased_with_the_next():
    left = User.objects.create_user(email=f"x@{DOMAIN}")
    User.objects.filter(pk=left.pk).update(created_at=timezone.now() - timedelta(days=2))
    with visitors(1) as there:
        left.refresh_from_db()
        assert not left.is_active
        assert left.erasure_requested_at
        assert there[0].user.current_plan == "unlimited"


def test_a_job_that_was_overtaken_is_found(alice):
    """The later and less urgent one was claimed first, long after both were there."""
    first, second = make_job(alice, priority=5), make_job(alice)
    for job in (second, first):
        Job.objects.exclude(id=job.id).filter(status="pending").update(run_at=timezone.now() + timedelta(hours=1))
        Job.objects.filter(id=job.id).update(run_at=timezone.now())
        claim_next()
    Job.objects.update(created_at=timezone.now() - timedelta(minutes=1))
    jobs, history = list(Job.objects.all()), list(JobHistory.objects.order_by("id"))
    assert queue._overtaken(jobs, history) == [str(first.id)]
    Job.objects.filter(id=first.id).update(created_at=timezone.now())
    assert queue._overtaken(list(Job.objects.all()), history) == []


def test_figures_are_percentiles_of_what_was_answered():
    figures = Figures()
    for milliseconds in range(1, 102):
        figures.answered("poll", milliseconds / 1000)
    figures.went_wrong("poll", "INTERNAL_ERROR (HTTP 500)")
    figures.limited("poll")
    (poll,) = figures.operations()
    assert (poll.count, poll.errors, poll.limited) == (101, 1, 1)
    assert [poll.p50, poll.p95, poll.p99] == pytest.approx([51, 96, 100])
    assert figures.broken(Limits(timedelta(milliseconds=96.5), 1)) == []
    assert figures.broken(Limits(timedelta(milliseconds=95), 0.9)) == [
        "poll: p95 is 96 ms, more than 95 ms",
        "1.0 % of all requests failed, more than 0.9 %",
    ]
    assert Figures().broken(Limits(timedelta(1), 1)) == ["No request was answered."]
