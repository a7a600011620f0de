"""For whom a statement is asked: right for each statement, whoever had the connection before and whatever failed."""

import asyncio
import threading

import psycopg
import pytest
from asgiref.sync import ThreadSensitiveContext
from django.db import DatabaseError, NotSupportedError, connection, transaction
from django.http import HttpRequest, JsonResponse
from django.test import AsyncClient
from django.urls import path

from jobs.models import Job
from jobs.statements import execute
from tests.jobs.helpers import make_job
from users import acting
from users.acting import Acting, acting_as, identity, service
from users.models import User

pytestmark = pytest.mark.django_db
WHO = "SELECT nullif(current_user, session_user)::text, coalesce(current_setting('storyjobs.user', true), '')"


def request_of(user: User | None = None):
    return acting_as(Acting(user_id=user.pk if user else None))


def who() -> tuple[str | None, str]:
    with connection.cursor() as cursor:
        cursor.execute(WHO)
        return cursor.fetchone()


def who_is_prepared() -> tuple[str | None, str]:
    return execute(WHO, {}).fetchone()


def left_behind() -> str | None:
    """As whom the session would act for somebody who says nothing."""
    return psycopg.Cursor(connection.connection).execute(WHO).fetchone()[0]


WEB, OURSELVES = "storyjobs_web", None


@pytest.mark.parametrize("ask", [who, who_is_prepared])
@pytest.mark.django_db(transaction=True)
def test_requests_that_take_turns_on_one_connection_never_meet(alice, bob, ask):
    requests = [Acting(user_id=alice.pk), Acting(user_id=bob.pk), Acting()]
    for _ in range(3):
        for request in requests:
            with acting_as(request):
                assert ask() == (WEB, str(request.user_id or ""))
            assert left_behind() == OURSELVES
        assert ask()[0] == OURSELVES


@pytest.mark.parametrize("ask", [who, who_is_prepared])
def test_the_service_inside_of_a_request_and_its_transaction_and_back(alice, ask):
    with request_of(alice), transaction.atomic():
        assert ask()[0] == WEB
        with service():
            assert ask() == (OURSELVES, "")
            with transaction.atomic():
                assert ask()[0] == OURSELVES
        assert ask() == (WEB, str(alice.pk))
    assert ask()[0] == OURSELVES


@pytest.mark.parametrize("ask", [who, who_is_prepared])
@pytest.mark.django_db(transaction=True)
def test_a_request_inside_of_the_services_transaction_keeps_to_itself(alice, ask):
    with service(), transaction.atomic():
        assert ask()[0] == OURSELVES
        with request_of(alice):
            assert ask()[0] == OURSELVES  # said by whoever called
    with transaction.atomic():
        with request_of(alice):
            assert ask()[0] == WEB
        assert ask()[0] == OURSELVES


@pytest.mark.parametrize("ask", [who, who_is_prepared])
@pytest.mark.django_db(transaction=True)
def test_after_what_fails_or_is_taken_back_the_next_statement_is_still_the_callers(alice, ask):
    with request_of(alice), transaction.atomic():
        with pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute("SELECT 1/0")
        assert ask()[0] == WEB
        with pytest.raises(DatabaseError), transaction.atomic():
            execute("SELECT 1/0", {})
        assert ask()[0] == WEB
        with transaction.atomic(), service():
            assert ask()[0] == OURSELVES
            transaction.set_rollback(True)
        assert ask()[0] == WEB
    with request_of(alice), pytest.raises(DatabaseError):
        execute("SELECT 1/0", {})
    assert left_behind() == ask()[0] == OURSELVES


@pytest.mark.django_db(transaction=True)
def test_the_service_has_nothing_to_say_where_nobody_else_has_spoken(alice):
    with request_of(alice):
        who()
    with transaction.atomic():
        for _ in range(2):
            assert who()[0] == OURSELVES
            assert identity(connection.connection) is None


def test_a_raised_error_ends_the_elevation(alice):
    with request_of(alice):
        with pytest.raises(KeyError), service():
            raise KeyError
        assert who()[0] == WEB


def test_staff_are_not_bound_and_become_so_again_as_somebody_else(alice, carol):
    with acting_as(Acting()):
        acting.become(carol)
        assert who()[0] == OURSELVES
        acting.become(alice)
        assert who() == (WEB, str(alice.pk))
        carol.is_active = False
        acting.become(carol)
        assert who()[0] == WEB


def test_what_only_comes_row_by_row_comes_at_once(alice, bob):
    make_job(alice), make_job(bob)
    with request_of(alice), transaction.atomic():
        assert [job.user_id for job in Job.objects.iterator(chunk_size=1)] == [alice.pk]
    assert len(list(Job.objects.iterator(chunk_size=1))) == 2


def test_what_cannot_say_for_whom_it_asks_is_refused(alice):
    with request_of(alice), connection.cursor() as cursor:
        for call in (
            lambda: cursor.executemany("SELECT %s", [[1]]),
            lambda: cursor.copy("COPY users TO STDOUT"),
            lambda: cursor.stream("SELECT 1"),
        ):
            with pytest.raises(NotSupportedError):
                call()


def test_the_answer_is_that_of_the_statement_itself(alice):
    with request_of(alice), connection.cursor() as cursor:
        cursor.execute("SELECT %s::int AS number, '100%%'", [7])
        assert [column.name for column in cursor.description] == ["number", "?column?"]
        assert cursor.fetchall() == [(7, "100%")]
        cursor.execute("UPDATE users SET full_name = 'A'")
        assert cursor.rowcount == 1
        cursor.execute("SELECT '100%'")
        assert cursor.fetchone() == ("100%",)


def test_a_process_that_only_serves_requests_finds_nothing_outside_of_them(alice, monkeypatch):
    monkeypatch.setattr(acting, "_outside", None)
    acting.nobody_outside_of_requests()
    assert not User.objects.exists()
    with service():
        assert User.objects.exists()


def test_threads_do_not_inherit_anything_but_what_they_are_handed(alice, django_db_blocker):
    seen = []
    with request_of(alice), service():
        thread = threading.Thread(target=lambda: seen.append(acting._restricted()))
        thread.start()
        thread.join()
    assert seen == [None]


barrier: asyncio.Barrier


async def own_jobs(request: HttpRequest) -> JsonResponse:
    """Counts, without a filter, before and after others have."""
    user = await request.auser()
    before = [str(job.user_id) async for job in Job.objects.all()]
    await barrier.wait()
    after = [str(job.user_id) async for job in Job.objects.all()]
    return JsonResponse({"user": str(user.pk), "before": before, "after": after})


urlpatterns = [path("own", own_jobs)]


async def _answer(client: AsyncClient):
    async with ThreadSensitiveContext():  # as a server handles a request: its blocking parts have a thread of their own
        return await client.get("/own")


@pytest.mark.urls(__name__)
@pytest.mark.django_db(transaction=True)
def test_async_views_side_by_side_never_see_each_others_rows(alice, bob, client_of):
    global barrier
    make_job(alice), make_job(bob), make_job(bob), make_job()
    clients = [AsyncClient() for _ in range(3)]
    for client, user in zip(clients, (alice, bob), strict=False):
        client.cookies = client_of(user).cookies

    async def ask():
        global barrier
        barrier = asyncio.Barrier(3)
        return await asyncio.gather(*(_answer(client) for client in clients))

    alices, bobs, guests = (answer.json() for answer in asyncio.run(ask()))
    assert alices == {"user": str(alice.pk), "before": [str(alice.pk)], "after": [str(alice.pk)]}
    assert bobs == {"user": str(bob.pk), "before": [str(bob.pk)] * 2, "after": [str(bob.pk)] * 2}
    assert guests == {"user": "None", "before": [], "after": []}
