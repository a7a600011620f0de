import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.db.models.functions import Now

from jobs.errors import PermanentError, TransientError
from storybooks.studio import breaker
from storybooks.studio.breaker import Breaker, guard

TROUBLE = TransientError("down")
BUSY = TransientError("busy", code="RATE_LIMITED")
REFUSED = PermanentError("no", code="CONTENT_REFUSED")


@pytest.fixture(autouse=True)
def three_troubles_open_it(settings):
    settings.BREAKER_FAILURES = 3
    settings.BREAKER_OPEN_SECONDS = 60


def call(outcome: BaseException | None = None) -> None:
    """One guarded call that ends so."""

    async def guarded():
        async with guard("painter", patience=30):
            if outcome:
                raise outcome

    async_to_sync(guarded)()


def fail(times: int) -> None:
    for _ in range(times):
        with pytest.raises(TransientError, match="down"):
            call(TROUBLE)


def opened_and_waited_out() -> None:
    fail(3)
    Breaker.objects.update(until=Now())


def state() -> str:
    return Breaker.objects.get(name="painter").state


@pytest.mark.django_db(transaction=True)
class TestOneWorker:
    def test_calls_pass_while_the_provider_answers(self):
        call()

        assert state() == "closed"

    def test_trouble_in_a_row_opens_it_and_calls_are_refused_without_being_made(self):
        fail(3)

        with pytest.raises(TransientError) as refused:
            call()
        assert state() == "open"
        assert refused.value.code == "EXTERNAL_SERVICE_ERROR"
        assert 50 < refused.value.retry_after <= 60

    @pytest.mark.parametrize("answer", [None, BUSY, REFUSED])
    def test_an_answer_in_between_starts_the_count_anew(self, answer):
        fail(2)
        if answer:
            with pytest.raises(type(answer)):
                call(answer)
        else:
            call()
        fail(2)

        assert state() == "closed"

    @pytest.mark.parametrize("answer", [BUSY, REFUSED])
    def test_answers_never_open_it(self, answer):
        for _ in range(5):
            with pytest.raises(type(answer)):
                call(answer)

        assert state() == "closed"

    def test_a_probe_that_is_answered_closes_it(self):
        opened_and_waited_out()

        call()

        assert state() == "closed"
        fail(2)
        assert state() == "closed"

    def test_a_probe_that_fails_opens_it_for_another_pause(self):
        opened_and_waited_out()

        fail(1)

        assert state() == "open"
        with pytest.raises(TransientError) as refused:
            call()
        assert refused.value.retry_after > 50

    def test_only_one_probe_at_a_time_and_the_others_learn_how_long_to_wait(self):
        opened_and_waited_out()
        assert breaker.admit("painter", 30).probe

        with pytest.raises(TransientError) as refused:
            breaker.admit("painter", 30)
        assert state() == "half-open"
        assert 20 < refused.value.retry_after <= 30

    @pytest.mark.parametrize(("outcome", "calls_made"), [(None, 4), (TROUBLE, 1)])
    def test_calls_beside_the_probe_wait_for_its_outcome(self, monkeypatch, outcome, calls_made):
        monkeypatch.setattr(breaker, "LOOK_SECONDS", 0.01)
        opened_and_waited_out()
        made: list[int] = []

        async def guarded(number: int) -> None:
            async with guard("painter", patience=30):
                made.append(number)
                await asyncio.sleep(0.1)
                if outcome:
                    raise outcome

        async def side_by_side() -> list[BaseException | None]:
            return await asyncio.gather(*map(guarded, range(4)), return_exceptions=True)

        results = async_to_sync(side_by_side)()

        assert len(made) == calls_made
        assert all(isinstance(result, TransientError) for result in results) == bool(outcome)

    def test_a_probe_whose_worker_died_is_replaced_in_time(self):
        opened_and_waited_out()
        dead = breaker.admit("painter", 30)
        Breaker.objects.update(until=Now())

        heir = breaker.admit("painter", 30)
        breaker.failed(dead)

        assert heir.probe
        assert state() == "half-open"
        breaker.answered(heir)
        assert state() == "closed"

    def test_late_news_of_calls_from_before_changes_nothing(self):
        early, late = breaker.admit("painter", 30), breaker.admit("painter", 30)
        fail(3)

        breaker.answered(early)
        assert state() == "open"

        Breaker.objects.update(until=Now())
        call()
        for _ in range(5):
            breaker.failed(late)
        assert state() == "closed"

    @pytest.mark.parametrize("outcome", [asyncio.CancelledError(), KeyError("our own mistake")])
    def test_a_cancelled_probe_makes_room_for_the_next(self, outcome):
        opened_and_waited_out()

        with pytest.raises(type(outcome)):
            call(outcome)
        call()

        assert state() == "closed"

    def test_a_cancelled_call_is_no_trouble(self):
        for _ in range(5):
            with pytest.raises(asyncio.CancelledError):
                call(asyncio.CancelledError())

        assert state() == "closed"

    def test_providers_do_not_share_a_breaker(self):
        fail(3)

        assert not breaker.admit("writer", 30).probe


@pytest.mark.django_db(transaction=True)
class TestManyWorkers:
    def test_troubles_of_different_workers_are_counted_together(self):
        with ThreadPoolExecutor(3) as workers:
            list(workers.map(lambda _: _in_own_connection(fail, 1), range(3)))

        assert state() == "open"

    def test_of_many_workers_at_once_one_sends_the_probe(self):
        opened_and_waited_out()
        together = threading.Barrier(8)

        def admitted() -> bool:
            together.wait()
            try:
                return breaker.admit("painter", 30).probe
            except TransientError:
                return False

        with ThreadPoolExecutor(8) as workers:
            probes = list(workers.map(lambda _: _in_own_connection(admitted), range(8)))

        assert sum(probes) == 1

    def test_the_first_calls_of_all_agree_on_one_row(self):
        together = threading.Barrier(8)

        def admitted():
            together.wait()
            return breaker.admit("painter", 30)

        with ThreadPoolExecutor(8) as workers:
            tickets = list(workers.map(lambda _: _in_own_connection(admitted), range(8)))

        assert len(set(tickets)) == 1
        assert Breaker.objects.count() == 1


def _in_own_connection(work, *arguments):
    """A thread has a connection of its own, as another worker has."""
    try:
        return work(*arguments)
    finally:
        connection.close()
