"""What a request may do to the tables, whatever its view forgets: asked of PostgreSQL without any filter."""

import uuid

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from jobs.models import Job, JobHistory, JobStep
from jobs.states import Status
from prints.models import PrintRequest
from storybooks.files import register
from storybooks.models import CartoonCache, StoredFile, Storybook
from tests.jobs.helpers import job_in, make_job
from users.acting import Acting, acting_as, ask_for, grant
from users.models import User
from users.ownership import OwnedQuerySet
from users.row_security.protection import protections

pytestmark = pytest.mark.django_db
CALLBACK = """
INSERT INTO callback_deliveries (id, job_id, url, job_status, state, tries, next_try_at, last_answer, created_at)
VALUES (gen_random_uuid(), %s, 'http://x', 'failed', 'pending', 0, now(), '', now())
"""
OUR_APPS = ("users", "jobs", "storybooks", "prints")


def request_of(user: User | None = None):
    """As in the request of a user who has been authenticated, or of a guest."""
    return acting_as(Acting(user_id=user.pk if user else None))


def run(sql: str, *params) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.rowcount


def refused(sql: str, *params) -> str:
    with pytest.raises(DatabaseError) as refusal:
        run(sql, *params)
    return str(refusal.value)


def book_of(user: User | None) -> Storybook:
    return Storybook.objects.create(user=user, title="The Lantern", story="…", audience="children", pages=[])


@pytest.fixture
def things(alice, bob):
    """A row of each kind for Alice, Bob and a guest; the guest has neither cache nor prints."""
    for owner in (alice, bob, None):
        owner_id = owner.pk if owner else None
        file = register("portrait", "image/jpeg", 1, user_id=owner_id, job_id=make_job(owner).id)
        book = book_of(owner)
        if owner:
            CartoonCache.objects.create(user=owner, key=str(owner_id), picture=file)
            PrintRequest.objects.create(user=owner, storybook=book)


@pytest.mark.usefixtures("things")
@pytest.mark.parametrize("model", [Job, Storybook, StoredFile, CartoonCache, PrintRequest])
def test_without_a_filter_a_user_sees_their_own_rows_and_a_guest_none(alice, model):
    assert model.objects.count() >= 2
    with request_of(alice):
        assert {row.user_id for row in model.objects.all()} == {alice.pk}
    with request_of():
        assert not model.objects.exists()


@pytest.mark.usefixtures("bob")
def test_of_the_users_one_sees_oneself(alice):
    with request_of(alice):
        assert list(User.objects.all()) == [alice]
    with request_of():
        assert not User.objects.exists()


@pytest.mark.usefixtures("things")
@pytest.mark.parametrize("model", [Job, Storybook, StoredFile])
def test_a_guests_row_is_there_for_whoever_names_its_id_and_nobody_elses_is(alice, bob, model):
    for caller in (None, bob):
        with request_of(caller):
            ask_for(uuid.uuid4())
            assert model.objects.filter(user=None).count() == 0
    guests, alices = model.objects.get(user=None), model.objects.get(user=alice)
    for caller in (None, bob):
        with request_of(caller):
            ask_for(guests.id)
            ask_for(alices.id)
            assert guests in model.objects.all()
            assert alices not in model.objects.all()


@pytest.mark.usefixtures("things")
@pytest.mark.parametrize("model", [Job, Storybook, StoredFile])
def test_what_a_token_grants_can_be_read_and_not_changed(alice, model):
    alices = model.objects.get(user=alice)
    with request_of():
        grant(alices.id)
        assert list(model.objects.all()) == [alices]
        assert run(f"UPDATE {model._meta.db_table} SET {_some_column(model)} = {_some_column(model)}") == 0


def _some_column(model) -> str:
    return {Job: "status", Storybook: "title", StoredFile: "job_id"}[model]


def test_a_file_whose_owner_is_gone_is_nobodys(bob):
    left_behind = register("photo", "image/jpeg", 1, user_id=None)
    with request_of(bob):
        ask_for(left_behind.id)
        assert not StoredFile.objects.exists()


def test_what_belongs_to_a_job_is_whose_the_job_is(alice, bob):
    job = job_in(Status.FAILED, alice)
    with request_of(alice):
        assert set(JobHistory.objects.values_list("job_id", flat=True)) == {job.id}
    with request_of(bob):
        assert not JobHistory.objects.exists()


@pytest.mark.parametrize(
    "table",
    ["phone_otp", "sign_ins", "job_steps", "django_session", "auth_permission", "quota_uses", "daily_spending"],
)
def test_what_no_request_needs_no_request_reads(alice, table):
    with request_of(alice):
        assert "permission denied" in refused(f"SELECT * FROM {table}")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE users SET is_staff = true",
        "UPDATE users SET is_superuser = true",
        "UPDATE users SET is_active = true",
        "UPDATE users SET plan = 'unlimited'",
        "UPDATE users SET plan_expires_at = NULL",
        "UPDATE quota_uses SET given_back = true",
        "DELETE FROM quota_uses",
        "DELETE FROM daily_spending",
        "UPDATE users SET phone = '+966500000000'",
        "UPDATE storybook_entries SET is_paid = true",
        "UPDATE storybook_entries SET user_id = NULL",
        "UPDATE background_jobs SET user_id = NULL",
        "UPDATE background_jobs SET result_data = '{}'",
        "UPDATE background_jobs SET priority = 100",
        "UPDATE stored_files SET user_id = NULL",
        "UPDATE print_requests SET unit_price = 0",
        "UPDATE print_requests SET user_id = NULL",
        "DELETE FROM print_requests",
        "UPDATE callback_deliveries SET url = ''",
        "DELETE FROM users",
        "DELETE FROM background_jobs",
        "DELETE FROM job_history",
        "TRUNCATE background_jobs",
        "DROP POLICY web_select ON background_jobs",
        "ALTER TABLE background_jobs DISABLE ROW LEVEL SECURITY",
        "ALTER ROLE storyjobs_web BYPASSRLS",
    ],
)
def test_no_request_makes_itself_more_than_it_is(alice, change):
    with request_of(alice):
        answer = refused(change)
    assert any(words in answer for words in ("permission denied", "must be owner", "must be superuser"))


def test_a_user_changes_their_name_and_nobody_elses(alice, bob):
    with request_of(alice):
        assert run("UPDATE users SET full_name = 'Alice'") == 1
    bob.refresh_from_db()
    assert bob.full_name == ""


def test_nothing_is_stored_for_somebody_else(alice, bob):
    job, book = make_job(bob), book_of(bob)
    with request_of(alice):
        for kind in (Job(type="noop", user=bob, input_data={}), Job(type="noop", user=None, input_data={})):
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                kind.save(force_insert=True)
        for row in (
            StoredFile(user_id=bob.pk, key="x", kind="photo", size=1),
            StoredFile(user_id=alice.pk, key="x", kind="photo", size=1, job_id=job.id),
            StoredFile(user_id=alice.pk, key="x", kind="photo", size=1, storybook_id=book.id),
            JobHistory(job_id=job.id, to_status="failed", attempt=1),
            PrintRequest(user=bob, storybook_id=book.id),
            PrintRequest(user=alice, storybook_id=book.id),
        ):
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                row.save(force_insert=True)
        assert "row-level security" in refused(CALLBACK, job.id)


def test_a_file_is_tied_to_a_job_of_its_owners_and_to_no_other(alice, bob):
    his, guests, hers = make_job(bob), make_job(), make_job(alice)
    with request_of(alice):
        file = register("photo", "image/jpeg", 1, user_id=alice.pk)
        ask_for(guests.id)
        grant(his.id)
        for job in (his, guests):
            assert "row-level security" in refused("UPDATE stored_files SET job_id = %s WHERE id = %s", job.id, file.id)
        assert StoredFile.objects.filter(id=file.id).update(job=hers) == 1


def test_a_wish_for_a_printed_book_begins_as_a_wish(alice):
    book = book_of(alice)
    with request_of(alice):
        PrintRequest.objects.create(user=alice, storybook=book)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            PrintRequest.objects.create(user=alice, storybook=book, status="approved")


def test_whoever_changes_all_jobs_changes_only_their_own(alice, bob):
    jobs = [make_job(alice), make_job(bob)]
    with request_of(alice):
        assert Job.objects.update(current_step="mine") == 1
    assert [Job.objects.get(id=job.id).current_step for job in jobs] == ["mine", jobs[1].current_step]


def test_workers_and_commands_see_everything(alice, bob):
    make_job(alice), make_job(bob), make_job()
    assert Job.objects.count() == 3
    assert JobStep.objects.count() == 0


class TestViewsThatForgetTheirFilter:
    @pytest.fixture(autouse=True)
    def _forgotten(self, monkeypatch):
        monkeypatch.setattr(OwnedQuerySet, "visible_to", lambda self, user: self)

    def test_show_nobody_elses_job(self, alice, bob, client_of):
        job = make_job(alice)
        for path in (f"/api/jobs/{job.id}", f"/api/jobs/{job.id}/events"):
            assert client_of(bob).get(path).status_code == 404
            assert client_of().get(path).status_code == 404
        assert client_of(alice).get(f"/api/jobs/{job.id}").status_code == 200

    def test_change_nobody_elses_job(self, alice, bob, client_of):
        job = make_job(alice)
        assert client_of(bob).post(f"/api/jobs/cancel/{job.id}").status_code == 404
        assert client_of(bob).delete(f"/api/jobs/{job.id}").status_code == 404
        assert Job.objects.get(id=job.id).status == Status.PENDING

    def test_show_nobody_elses_file(self, alice, bob, client_of):
        file = register("portrait", "image/jpeg", 1, user_id=alice.pk)
        assert client_of(bob).get(f"/media/{file.id}").status_code == 404

    def test_show_staff_everybodys(self, alice, carol, client_of):
        assert client_of(carol).get(f"/api/jobs/{make_job(alice).id}").status_code == 200


def test_every_table_of_a_users_or_of_a_jobs_is_protected():
    ours = [
        model
        for model in apps.get_models()
        if model.__module__.split(".")[0] in ("users", "jobs", "storybooks", "prints")
    ]
    theirs = {
        model._meta.db_table
        for model in ours
        for field in model._meta.concrete_fields
        if field.related_model in (User, Job, Storybook) or "phone" in field.name
    }
    assert {"background_jobs", "job_steps", "sign_ins", "phone_otp", "users"} <= theirs
    assert theirs | {"quota_uses", "daily_spending"} <= protections().keys()
