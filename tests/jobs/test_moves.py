"""The one door, and the constraints behind it."""

import itertools

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from jobs.models import Job, JobHistory
from jobs.moves import move
from jobs.states import MOVES, Status
from tests.jobs.helpers import job_in, make_job

pytestmark = pytest.mark.django_db

ILLEGAL = [(source, to) for source, to in itertools.product(Status, Status) if to not in MOVES[source]]


@pytest.mark.parametrize(("source", "to"), ILLEGAL)
def test_an_illegal_move_changes_nothing(source, to):
    job = job_in(source)
    before = Job.objects.filter(id=job.id).values().get()
    entries = job.history.count()
    assert move(to, "id = %(id)s FOR UPDATE", {"id": job.id}, actor="test", reason="test") == []
    assert Job.objects.filter(id=job.id).values().get() == before
    assert job.history.count() == entries


@pytest.mark.parametrize("status", Status)
def test_the_way_to_a_status_is_told_by_the_history(status):
    job = job_in(status)
    steps = list(job.history.order_by("id").values_list("from_status", "to_status"))
    assert steps[0] == ("", "pending")
    assert steps[-1][1] == status
    assert all(earlier[1] == later[0] for earlier, later in itertools.pairwise(steps))


def test_a_move_whose_transaction_fails_leaves_neither_status_nor_history():
    job = make_job()

    @transaction.atomic
    def move_and_stumble():
        move(Status.CANCELLED, "id = %(id)s FOR UPDATE", {"id": job.id}, actor="test", reason="test")
        raise InterruptedError

    with pytest.raises(InterruptedError):
        move_and_stumble()
    job.refresh_from_db()
    assert job.status == Status.PENDING
    assert JobHistory.objects.filter(job=job).count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "lost"},
        {"progress": 101},
        {"type": ""},
        {"retry_count": 4},
        {"status": "processing"},
        {"status": "completed", "completed_at": timezone.now()},
        {"status": "failed", "completed_at": timezone.now()},
        {"status": "cancelled"},
        {"completed_at": timezone.now()},
        {"lease_expires_at": timezone.now()},
        {"worker": "somebody"},
        {"cancel_requested": True},
        {"result_data": {}},
    ],
    ids=lambda wrong: ",".join(wrong),
)
def test_a_waiting_job_cannot_be_stored_in_a_state_that_no_move_produces(wrong):
    job = make_job()
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(id=job.id).update(**wrong)
