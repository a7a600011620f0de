"""manage.py process_jobs, in this process: which jobs it runs, what it does beside them, and what it tells."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_q.models import Failure, OrmQ, Schedule
from django_q.tasks import async_task

from jobs import drain, fleet
from jobs.database import in_database
from jobs.engine import cancel, run_now
from jobs.errors import PermanentError, TransientError
from jobs.models import CallbackDelivery, Job
from jobs.states import Status
from tests.conftest import UNKNOWN_ID
from tests.job_types import Noop
from tests.jobs.callbacks.receiver import receiving
from tests.jobs.helpers import claimed, expire_lease, job_in, make_job

pytestmark = pytest.mark.django_db(transaction=True)
IN_AN_HOUR = timedelta(hours=1)


def process_jobs(*arguments: str) -> str:
    """What it tells; its exit code is 0, or this raises."""
    out = StringIO()
    call_command("process_jobs", *arguments, stdout=out)
    return out.getvalue()


def refused(*arguments: str) -> tuple[str, int]:
    with pytest.raises(CommandError) as refusal:
        process_jobs(*arguments)
    return str(refusal.value), refusal.value.returncode


def statuses(*jobs: Job) -> list[str]:
    known = dict(Job.objects.values_list("id", "status"))
    return [known[job.id] for job in jobs]


@pytest.fixture
def behave(monkeypatch):
    """Give the job type its work for this test."""

    def set_work(work):
        monkeypatch.setattr(Noop, "run", lambda self, ctx, data: work(ctx))

    return set_work


async def fail(ctx):
    raise PermanentError("This picture cannot be used.", code="INVALID_IMAGE")


async def stumble(ctx):
    raise TransientError("Busy.", retry_after=60)


def test_it_runs_what_is_due_and_ends():
    due, later = make_job(), make_job(run_at=timezone.now() + IN_AN_HOUR)
    told = process_jobs()
    assert f"noop {due.id} started" in told
    assert f"noop {due.id} completed after" in told
    assert "Jobs run: 1 completed. Still due: 0; running elsewhere: 0." in told
    assert statuses(due, later) == ["completed", "pending"]


def test_with_nothing_to_do_it_says_so():
    assert process_jobs() == "Jobs run: none. Still due: 0; running elsewhere: 0.\n"


def test_the_best_are_run_first_and_no_more_than_wanted():
    jobs = [make_job(priority=priority) for priority in (1, 3, 2)]
    assert "Jobs run: 2 completed. Still due: 1;" in process_jobs("--max-jobs=2")
    assert statuses(*jobs) == ["pending", "completed", "completed"]


def test_ten_are_run_when_nobody_says_how_many():
    for _ in range(11):
        make_job()
    assert "Jobs run: 10 completed. Still due: 1;" in process_jobs()


def test_only_jobs_of_the_types_that_are_named_are_run():
    other, job = make_job(type="scenes"), make_job()
    process_jobs("--type=noop", "--type=cartoonize")
    assert statuses(other, job) == ["pending", "completed"]


def test_one_job_is_run_alone_whatever_it_waits_for(settings):
    settings.ENABLE_AUTO_PROCESSING = False
    other, job = make_job(), make_job(run_at=timezone.now() + IN_AN_HOUR)
    assert "Jobs run: 1 completed." in process_jobs("--job", str(job.id))
    assert statuses(other, job) == ["pending", "completed"]
    assert job.history.filter(actor="process_jobs", reason="run_now").exists()


def test_a_job_that_does_not_wait_is_not_run():
    job = job_in(Status.COMPLETED)
    assert refused("--job", str(job.id)) == ("Cannot run a completed job now", 2)


def test_a_job_that_is_not_there_is_said_to_be_unknown():
    assert refused("--job", UNKNOWN_ID) == ("Job not found", 2)


def test_beyond_the_limit_one_job_is_not_run_and_stays_as_it_was(settings):
    settings.MAX_CONCURRENT_JOBS = 1
    claimed()
    job = make_job(run_at=timezone.now() + IN_AN_HOUR)
    before = Job.objects.filter(id=job.id).values().get()
    sentence, code = refused("--job", str(job.id))
    assert ("As many jobs run already" in sentence, code) == (True, 1)
    assert Job.objects.filter(id=job.id).values().get() == before


@pytest.mark.parametrize(
    "arguments",
    [("--max-jobs=0",), ("--max-jobs=many",), ("--job=5",), ("--type=nope",), ("--type=noop", f"--job={UNKNOWN_ID}")],
)
def test_wrong_usage_is_refused(arguments):
    with pytest.raises(CommandError):
        process_jobs(*arguments)


def test_a_failed_job_makes_the_exit_code_1_and_the_next_one_is_run_all_the_same(behave):
    behave(fail)
    jobs = [make_job(), make_job()]
    out = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("process_jobs", stdout=out)
    assert end.value.code == 1
    assert "(INVALID_IMAGE: This picture cannot be used.)" in out.getvalue()
    assert "Jobs run: 2 failed." in out.getvalue()
    assert statuses(*jobs) == ["failed", "failed"]


def test_a_job_that_is_to_be_tried_again_is_put_back_and_not_waited_for(behave):
    behave(stumble)
    job = make_job()
    told = process_jobs()
    job.refresh_from_db()
    assert f"(EXTERNAL_SERVICE_ERROR: Busy., due again at {job.run_at:%Y-%m-%d %H:%M:%S} UTC)" in told
    assert "Jobs run: 1 put back. Still due: 0;" in told


def test_jobs_that_others_end_meanwhile_are_counted_as_what_became_of_them(behave):
    async def end_it(ctx):
        if ctx.job_id == jobs[0].id:
            await in_database(cancel, ctx.job_id, actor="alice")
        else:
            await in_database(Job.objects.filter(id=ctx.job_id).delete)
        await ctx.progress(50, "On its way")
        return {}

    behave(end_it)
    jobs = [make_job(), make_job()]
    assert "Jobs run: 1 cancelled, 1 lost." in process_jobs()


def test_the_job_of_a_dead_worker_is_taken_back_and_run():
    job, _ = claimed()
    expire_lease(job)
    assert f"noop {job.id} started, attempt 2" in process_jobs()
    assert statuses(job) == ["completed"]


def test_messages_to_clients_are_delivered_before_it_ends(settings):
    with receiving() as receiver:
        settings.TRUSTED_CALLBACK_HOSTS = [receiver.place]
        jobs = [make_job(callback_url=receiver.url) for _ in range(7)]
        process_jobs()
    assert CallbackDelivery.objects.filter(state="delivered").count() == len(jobs) == len(set(receiver.ids()))


def test_what_the_schedules_have_due_is_done_once():
    now = timezone.now()
    due = Schedule.objects.create(func="tests.jobs.test_process_jobs.noted", args="'due'", schedule_type="H")
    Schedule.objects.create(func="tests.jobs.test_process_jobs.noted", args="'later'", next_run=now + IN_AN_HOUR)
    DONE.clear()
    process_jobs()
    process_jobs()
    assert DONE == ["due"]
    due.refresh_from_db()
    assert due.next_run > now


DONE: list[str] = []


def noted(what: str) -> None:
    DONE.append(what)


def test_a_chore_that_fails_is_kept_for_the_admin_and_holds_up_no_other():
    async_task("math.sqrt", -1)
    async_task("tests.jobs.test_process_jobs.noted", "after")
    DONE.clear()
    process_jobs()
    assert DONE == ["after"]
    assert (Failure.objects.get().func, OrmQ.objects.count()) == ("math.sqrt", 0)


def test_for_one_job_no_chore_is_done():
    async_task("tests.jobs.test_process_jobs.noted", "no")
    process_jobs("--job", str(make_job().id))
    assert OrmQ.objects.count() == 1


def test_while_automatic_processing_is_off_it_runs_what_was_told_to_run_and_says_what_to_do_for_the_rest(settings):
    settings.ENABLE_AUTO_PROCESSING = False
    other, job = make_job(), make_job()
    run_now(job.id, actor="carol")
    told = process_jobs()
    assert "Automatic processing is off" in told
    assert "--force" in told
    assert statuses(other, job) == ["pending", "completed"]
    assert "Automatic processing is off" not in process_jobs("--force")
    assert statuses(other) == ["completed"]


def test_it_is_known_as_somebody_who_works_while_it_does(behave):
    async def look(ctx):
        seen.extend(await in_database(fleet.alive))
        return {}

    behave(look)
    seen = []
    make_job()
    process_jobs()
    assert [member.workers for member in seen] == [1]
    assert fleet.alive() == []


def test_told_to_stop_it_takes_no_job_and_does_no_chore(monkeypatch):
    monkeypatch.setattr(drain, "DRAINING", type("Flag", (), {"value": 1}))
    job = make_job()
    async_task("tests.jobs.test_process_jobs.noted", "no")
    assert process_jobs().startswith("Stopped. Jobs run: none.")
    assert statuses(job) == ["pending"]
    assert OrmQ.objects.count() == 1
