"""manage.py erase_user: when it is done, no table and no file knows of the person."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection
from django.utils import timezone

from jobs import outcomes
from jobs.claiming import claim_next
from jobs.engine import Submitter, submit
from jobs.errors import JobLost
from jobs.job_type import job_types
from jobs.models import Job, JobHistory
from jobs.states import Status
from storybooks.clean_up import clean_up
from storybooks.files import file_path, keep, read
from storybooks.media import media_store
from storybooks.models import StoredFile, Storybook
from tests.books.tables import all_rows
from tests.fakes.faults import status as faulty
from tests.jobs.helpers import expire_lease, job_in, make_job
from users import erasure
from users.erasure import erase, erase_requested
from users.models import User

pytestmark = pytest.mark.django_db
HOURS = timedelta(hours=2)


@pytest.fixture(autouse=True)
def short_patience(monkeypatch):
    monkeypatch.setattr(erasure, "PATIENCE", 0.5)
    monkeypatch.setattr(erasure, "LOOK_SECONDS", 0.01)


def erase_user(person, **options) -> None:
    call_command("erase_user", str(person), **{"yes": True, **options})


def aged() -> None:
    """As if every file had been made some hours ago."""
    StoredFile.objects.update(created_at=timezone.now() - HOURS)


def bytes_of(file: StoredFile) -> bytes | None:
    try:
        return media_store(file.store).read(file.key)
    except FileNotFoundError:
        return None


def test_no_table_and_no_file_knows_the_person_any_more(family):
    before = all_rows()
    assert all(trace in before for trace in family.traces)
    aged()
    erase_user(family.user.phone)
    after = all_rows()
    assert [trace for trace in family.traces if trace in after] == []
    assert [bytes_of(file) for file in family.files] == [None] * 4
    assert not StoredFile.objects.exists()


def test_nothing_of_others_goes(family, bob, carol, picture):
    job, theirs = make_job(bob), keep("scene", picture, "image/png", user_id=bob.pk)
    erase_user(family.user.pk)
    assert set(User.objects.all()) == {bob, carol}
    assert Job.objects.filter(id=job.id).exists()
    assert read(theirs) == picture
    assert JobHistory.objects.filter(job=job).exists()


def test_what_they_did_to_the_jobs_of_others_is_still_told_without_their_name(family):
    foreign = Job.objects.get(user=None)
    erase_user(family.user.pk)
    assert set(JobHistory.objects.filter(job=foreign).values_list("actor", flat=True)) == {"erased"}


def test_it_says_what_went(family, capsys):
    erase_user(family.user.pk)
    told = capsys.readouterr().out.split("Gone:")[1]
    words = {line.strip().partition(" ")[2]: int(line.split()[0]) for line in told.strip().splitlines()}
    assert words["jobs"] == words["books"] == words["account"] == words["sessions"] == 1
    assert words["print orders made nameless"] == 1
    assert (words["job-history"], words["job-steps"], words["files"]) == (3, 2, 4)
    assert words["entries of staff's log made nameless"] == 3
    assert words["one-time codes"] == 1


def test_nobody_gets_in_as_them_any_more(family, client_of):
    bearer = {"Authorization": f"Bearer {family.tokens.access}"}
    assert client_of().get("/api/jobs/user", headers=bearer).status_code == 200
    assert family.client.get("/api/jobs/user").status_code == 200
    erase_user(family.user.pk)
    assert client_of().get("/api/jobs/user", headers=bearer).status_code == 401
    assert family.client.get("/api/jobs/user").status_code == 401


def test_a_dry_run_counts_and_changes_nothing(family, capsys):
    before = all_rows()
    erase_user(family.user.pk, dry_run=True, yes=False)
    assert all_rows() == before
    assert "4 files" in capsys.readouterr().out
    assert all(bytes_of(file) for file in family.files)


def test_without_yes_and_a_terminal_nothing_is_erased(family):
    with pytest.raises(CommandError, match="Say --yes"):
        erase_user(family.user.pk, yes=False)
    assert User.objects.filter(pk=family.user.pk, is_active=True).exists()


def test_staff_are_not_erased_by_a_slip(carol):
    with pytest.raises(CommandError, match="member of staff"):
        erase_user(carol.email)
    assert User.objects.filter(pk=carol.pk, is_active=True).exists()


def test_nobody_by_this_name(db):
    with pytest.raises(CommandError, match="Nobody here"):
        erase_user("+491700000000")


def test_a_waiting_job_is_cancelled_and_goes(family):
    job = make_job(family.user, run_at=timezone.now() + timedelta(days=9))
    erase_user(family.user.pk)
    assert not Job.objects.filter(id=job.id).exists()


def test_a_running_job_is_waited_for(family, monkeypatch):
    make_job(family.user)
    claim = claim_next()

    def let_go(seconds):
        if outcomes.beat(claim):
            outcomes.cancelled(claim)

    monkeypatch.setattr(erasure.time, "sleep", let_go)
    erase_user(family.user.pk)
    assert not Job.objects.filter(id=claim.id).exists()
    with pytest.raises(JobLost):
        outcomes.beat(claim)


def test_a_job_that_does_not_end_keeps_its_rows_and_the_next_try_finds_the_person(family):
    job = make_job(family.user)
    claim = claim_next()
    with pytest.raises(CommandError, match="run this again"):
        erase_user(family.user.phone)
    job.refresh_from_db()
    assert job.cancel_requested
    assert bytes_of(family.files[0])
    outcomes.cancelled(claim)
    erase_user(family.user.phone)
    assert not User.objects.filter(pk=family.user.pk).exists()


def test_a_job_of_a_worker_that_died_is_not_waited_for_where_no_cluster_runs(family):
    job = make_job(family.user)
    claim_next()
    expire_lease(job)
    erase_user(family.user.pk)
    assert not User.objects.filter(pk=family.user.pk).exists()


def test_a_picture_that_a_dying_worker_writes_late_goes_too(family, picture):
    """It had registered the file before it was told to stop, and goes on writing when all rows are gone."""
    late = keep("scene", picture, "image/png", user_id=family.user.pk, job_id=family.job.pk)
    erase_user(family.user.pk)
    media_store().save(late.key, picture, "image/png")
    assert list(StoredFile.objects.filter(id=late.id).values_list("user", "job", "storybook")) == [(None, None, None)]
    clean_up()
    assert bytes_of(late) is None
    media_store().save(late.key, picture, "image/png")
    aged()
    clean_up()
    assert bytes_of(late) is None
    assert not StoredFile.objects.exists()


def test_a_worker_that_comes_back_from_the_dead_stores_nothing(family, picture):
    user_id, job_id = family.user.pk, family.job.pk
    erase_user(user_id)
    keep("scene", picture, "image/png", user_id=user_id, job_id=job_id)
    with pytest.raises(IntegrityError):  # the statement itself would fail, were it not for the test's transaction
        connection.check_constraints()


def test_hosted_pictures_go_where_they_are(family, hosted, picture):
    keep("portrait", picture, "image/png", user_id=family.user.pk)
    assert len(hosted.assets) == 1
    erase_user(family.user.pk)
    assert not hosted.assets


def test_a_host_that_does_not_answer_is_told_of_and_asked_again_by_the_clean_up(
    family, hosted, picture, client_of, carol
):
    stuck = keep("portrait", picture, "image/png", user_id=family.user.pk)
    hosted.script(*[faulty(500)] * 3)
    with pytest.raises(CommandError, match="1 files could not be erased"):
        erase_user(family.user.pk)
    after = all_rows()
    assert not [trace for trace in (str(family.user.pk), "Zuleikawillow", family.user.phone) if trace in after]
    assert len(hosted.assets) == 1
    assert client_of(carol).get(file_path(stuck.id)).status_code == 404
    aged()
    clean_up()
    assert not hosted.assets
    assert not StoredFile.objects.exists()


def test_a_run_that_was_cut_off_is_finished_by_the_next(family, monkeypatch):
    aged()
    with monkeypatch.context() as broken:
        broken.setattr(erasure, "_forget", lambda user: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            erase_user(family.user.phone)
    assert [bytes_of(file) for file in family.files] == [None] * 4
    erase_user(family.user.phone)
    assert [trace for trace in family.traces if trace in all_rows()] == []


def test_a_run_that_was_cut_off_is_finished_by_the_schedule_if_nobody_runs_it_again(family, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(erasure, "_forget", lambda user: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            erase_user(family.user.phone)
    erase_requested()
    assert not User.objects.filter(pk=family.user.pk).exists()


def test_one_that_cannot_be_erased_now_keeps_nobody_else_waiting(family, bob):
    make_job(family.user)
    claim_next()
    erasure.request(family.user)
    erasure.request(bob)
    erase_requested()
    assert list(User.objects.filter(is_staff=False)) == [family.user]


def test_what_a_request_stored_while_they_were_being_erased_goes_too(family, monkeypatch):
    """It was let in before the account was closed."""
    forget, submitted = erasure._forget, []

    def late(user):
        if not submitted:
            submitted.append(submit(job_types()["noop"], {"story": "late"}, Submitter(family.user)))
        return forget(user)

    monkeypatch.setattr(erasure, "_forget", late)
    erase(family.user)
    assert not Job.objects.filter(user__isnull=False).exists()
    assert not User.objects.filter(pk=family.user.pk).exists()


def test_erased_twice_is_erased_once(family):
    again = User.objects.get(pk=family.user.pk)
    erase(family.user)
    assert erase(again).rows["account"] == 0


def test_somebody_new_with_the_same_phone_begins_with_nothing(family, client_of):
    phone = family.user.phone
    erase_user(phone)
    fresh = User.objects.create_user(phone=phone)
    assert client_of(fresh).get("/api/jobs/user").json()["jobs"] == []


def test_a_job_of_theirs_in_every_state_goes(bob):
    for state in (Status.COMPLETED, Status.FAILED, Status.CANCELLED, Status.PENDING):
        job_in(state, bob)
    erase_user(bob.phone)
    assert not Job.objects.exists()
    assert not Storybook.objects.exists()
