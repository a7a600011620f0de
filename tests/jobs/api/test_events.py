"""The stream of a job's events, as a browser follows it through a real server."""

import asyncio
import json
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, connections

from jobs import outcomes
from jobs.engine import retry
from jobs.errors import PermanentError
from jobs.events.event import CHANNEL
from jobs.models import Job
from jobs.retry import RetryPolicy
from jobs.states import Status
from tests.books.web import RunningWeb, Visitor
from tests.chaos.clusters import eventually
from tests.jobs.helpers import claimed, job_in, make_job

PATIENCE = 30.0


@dataclass
class Told:
    """One event as it came; `id` is the last one that the client knows after it."""

    event: str
    id: int
    data: dict


class Follower:
    """A client of one stream: plain HTTP/1.1 over a socket, so that hundreds of them cost the test little."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        self._reader, self._writer = reader, writer
        self.status, self.headers, self.last_id = 0, {}, 0

    async def greet(self, request: str) -> None:
        self._writer.write(request.encode())
        head = (await asyncio.wait_for(self._reader.readuntil(b"\r\n\r\n"), PATIENCE)).decode().split("\r\n")
        self.status = int(head[0].split()[1])
        self.headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}

    async def next(self) -> Told | None:
        """The next event; None when the server has closed the stream."""
        fields: dict[str, str] = {}
        while True:
            line = (await asyncio.wait_for(self._line(), PATIENCE)).decode()
            if not line:
                return None
            name, _, value = line.rstrip("\n").partition(": ")
            if name:
                fields[name] = value
            elif "event" in fields:
                self.last_id = int(fields.get("id", self.last_id))
                return Told(fields["event"], self.last_id, json.loads(fields["data"]))
            else:
                fields = {}

    async def rest(self) -> list[Told]:
        return [told async for told in self]

    async def __aiter__(self) -> AsyncIterator[Told]:
        while told := await self.next():
            yield told

    async def _line(self) -> bytes:
        """A line of the body; HTTP's lines about its chunks are left out."""
        while True:
            line = await self._reader.readline()
            if not line or line == b"0\r\n":
                return b""
            if not line.endswith(b"\r\n"):
                return line

    def cut(self) -> None:
        self._writer.transport.abort()


@asynccontextmanager
async def following(web: RunningWeb, job_id, last: int | None = None, accept: str = "text/event-stream"):
    host, port = web.base.removeprefix("http://").split(":")
    follower = Follower(*await asyncio.open_connection(host, int(port)))
    resume = f"Last-Event-ID: {last}\r\n" if last is not None else ""
    await follower.greet(
        f"GET /api/jobs/{job_id}/events HTTP/1.1\r\nHost: {host}:{port}\r\nAccept: {accept}\r\n{resume}\r\n"
    )
    try:
        yield follower
    finally:
        follower.cut()


def serving(folder: Path, streams: int = 300) -> RunningWeb:
    """A server that lets each caller hold so many streams open."""
    return RunningWeb(
        folder,
        DJANGO_SETTINGS_MODULE="tests.settings",
        STORYJOBS_TEST_CHILD=1,
        UVICORN_TIMEOUT_GRACEFUL_SHUTDOWN=1,
        MAX_STREAMS_PER_CALLER=streams,
    )


@pytest.fixture(scope="module")
def shared_web(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[RunningWeb]:
    with django_db_blocker.unblock(), serving(tmp_path_factory.mktemp("web")) as web:
        yield web


@pytest.fixture
def web(shared_web, transactional_db) -> Iterator[RunningWeb]:
    """One server for all; nobody listens yet."""
    assert eventually(lambda: not listeners())
    yield shared_web
    asyncio.run(sync_to_async(connections.close_all)())  # of the thread that worked for the event loops


report = sync_to_async(outcomes.report_progress)
complete = sync_to_async(outcomes.complete)


def listeners() -> list[int]:
    """The server processes of the connections that listen."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query = %s", [f"LISTEN {CHANNEL}"]
        )
        return [pid for (pid,) in cursor.fetchall()]


def told_of(events: list[Told]) -> list[tuple]:
    return [(told.event, told.data["progress"], told.data["currentStep"]) for told in events]


def steps(numbers) -> list[tuple]:
    return [("progress", number, f"At {number}") for number in numbers]


END = [("progress", 100, "Completed successfully"), ("end", 100, "Completed successfully")]


def test_a_stream_tells_every_step_in_order_and_then_closes(web):
    job, claim = claimed()

    async def follow():
        async with following(web, job.id) as follower:
            told = [await follower.next()]
            for percent in range(1, 41):
                await report(claim, percent, f"At {percent}")
            await complete(claim, {"filler": "x"})
            return follower, told + await follower.rest()

    follower, told = asyncio.run(follow())
    assert follower.status == 200
    assert follower.headers["content-type"] == "text/event-stream"
    assert follower.headers["cache-control"] == "private, no-store"
    assert follower.headers["x-accel-buffering"] == "no"
    assert (told[0].event, told[0].data["status"]) == ("snapshot", "processing")
    assert told_of(told[1:]) == steps(range(1, 41)) + END
    assert told[-1].data["result"] == {"filler": "x"}
    ids = list(job.history.order_by("id").values_list("id", flat=True))
    assert told[0].id == ids[1]
    assert [one.id for one in told[1:] if one.event == "progress"][:-1] == ids[2:-1]
    assert told[-1].id == ids[-1]


def test_one_who_was_cut_off_gets_exactly_what_was_missed(web):
    job, claim = claimed()

    async def follow():
        async with following(web, job.id) as follower:
            await follower.next()
            await report(claim, 1, "At 1")
            first = await follower.next()
        for percent in (2, 3):
            await report(claim, percent, f"At {percent}")
        async with following(web, job.id, last=first.id) as follower:
            missed = [await follower.next(), await follower.next()]
            await report(claim, 4, "At 4")
            await complete(claim, {})
            told = [first, *missed, *await follower.rest()]
        async with following(web, job.id, last=told[-1].id) as late:
            return told, late.status

    told, late = asyncio.run(follow())
    assert told_of(told) == steps(range(1, 5)) + END
    assert late == 204


def test_who_missed_the_end_itself_still_gets_the_result(web):
    job, claim = claimed()
    outcomes.complete(claim, {"filler": "x"})
    ids = list(job.history.order_by("id").values_list("id", flat=True))

    async def follow():
        async with following(web, job.id, last=ids[-2]) as follower:
            return await follower.rest()

    told = asyncio.run(follow())
    assert told_of(told) == END
    assert told[-1].data["result"] == {"filler": "x"}


def test_a_failure_that_was_retried_by_hand_is_no_end_for_who_comes_back_later(web):
    job, claim = claimed()
    outcomes.fail_or_retry(claim, PermanentError("No."), RetryPolicy())
    retry(job.id, actor="test")

    async def follow():
        async with following(web, job.id, last=0) as follower:
            told = [await follower.next() for _ in range(4)]
            await sync_to_async(Job.objects.filter(id=job.id).delete)()
            return told

    assert [one.data["status"] for one in asyncio.run(follow())] == ["pending", "processing", "failed", "pending"]


@pytest.mark.parametrize("status", [Status.COMPLETED, Status.FAILED, Status.CANCELLED])
def test_a_job_that_has_ended_is_told_at_once_and_not_again(web, status):
    job = job_in(status)

    async def follow():
        async with following(web, job.id) as follower:
            told = await follower.rest()
        async with following(web, job.id, last=told[-1].id) as again:
            return told, again.status

    told, again = asyncio.run(follow())
    assert [(one.event, one.data["status"]) for one in told] == [("snapshot", status), ("end", status)]
    assert again == 204


def test_the_snapshot_of_a_job_that_waits_is_what_its_status_shows(web):
    make_job()
    job = make_job()

    async def follow():
        async with following(web, job.id) as follower:
            return await follower.next()

    snapshot = asyncio.run(follow()).data
    assert snapshot["queuePosition"] == 2
    assert snapshot == Visitor(web.base).get_json(f"/api/jobs/{job.id}")


def test_a_listening_connection_that_is_killed_loses_nothing(web):
    job, claim = claimed()

    async def follow():
        async with following(web, job.id) as follower:
            told = [await follower.next()]
            for percent in range(1, 61):
                await report(claim, percent, f"At {percent}")
                if percent % 20 == 10:
                    told += [await follower.next() for _ in range(5)]
                    assert await sync_to_async(kill_listener)()
            await complete(claim, {})
            return told + await follower.rest()

    def kill_listener():
        assert eventually(listeners)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", listeners())
            return cursor.fetchone()[0]

    told = asyncio.run(follow())
    assert told_of(told[1:]) == steps(range(1, 61)) + END


def test_300_listeners_of_one_server_get_every_step_over_one_connection(web):
    job, claim = claimed()
    crowd = 300

    async def follow():
        async def one(started: asyncio.Barrier):
            async with following(web, job.id) as follower:
                snapshot = await follower.next()
                await started.wait()
                return [snapshot, *await follower.rest()]

        started = asyncio.Barrier(crowd + 1)
        everybody = [asyncio.create_task(one(started)) for _ in range(crowd)]
        await started.wait()
        assert len(await sync_to_async(listeners)()) == 1
        for percent in range(1, 21):
            await report(claim, percent, f"At {percent}")
        await complete(claim, {})
        return await asyncio.gather(*everybody)

    for told in asyncio.run(follow()):
        assert told[0].event == "snapshot"
        assert told_of(told[1:]) == steps(range(1, 21)) + END
    assert eventually(lambda: not listeners())


def test_a_caller_may_hold_so_many_streams_open_and_another_when_one_has_gone(web, tmp_path):
    job, _ = claimed()

    async def crowded(strict):
        async with following(strict, job.id) as first, following(strict, job.id) as second:
            assert [(await one.next()).event for one in (first, second)] == ["snapshot"] * 2
            async with following(strict, job.id) as third:
                return third

    async def alone(strict):
        async with following(strict, job.id) as follower:
            return (await follower.next()).event

    with serving(tmp_path, streams=2) as strict:
        refused = asyncio.run(crowded(strict))
        assert (refused.status, refused.headers["retry-after"]) == (429, "30")
        assert eventually(lambda: not listeners())
        assert asyncio.run(alone(strict)) == "snapshot"


def test_nothing_is_left_when_the_clients_have_gone(web):
    jobs = [make_job() for _ in range(3)]

    async def follow():
        for job in jobs:
            async with following(web, job.id) as follower:
                await follower.next()
                assert await sync_to_async(eventually)(lambda: len(listeners()) == 1)

    asyncio.run(follow())
    assert eventually(lambda: not listeners())


def test_a_server_that_is_stopped_lets_go_of_its_streams(web, tmp_path):
    job = make_job()

    async def follow(stopping):
        async with following(stopping, job.id) as follower:
            await follower.next()
            stopping.process.send_signal(signal.SIGTERM)
            return await follower.rest()

    with serving(tmp_path) as stopping:
        assert asyncio.run(follow(stopping)) == []
        assert stopping.process.wait(10) in (0, -signal.SIGTERM)
        assert "Traceback" not in stopping.said()


def test_an_owner_follows_and_a_stranger_finds_nothing(web, alice, bob, client_of):
    job = job_in(Status.COMPLETED, alice)
    stream = Visitor(web.base, client_of(alice)).get(f"/api/jobs/{job.id}/events").decode()
    assert stream.startswith("retry: 2000\n\nevent: snapshot\n")
    for stranger in (client_of(bob), client_of()):
        for headers in ({}, {"Accept": "text/event-stream"}):
            answer = stranger.get(f"/api/jobs/{job.id}/events", headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (404, "JOB_NOT_FOUND")
            assert answer["Content-Type"] == "application/json"
            assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", ["x", "-1", "1.5", "٣", "9" * 20, "1 2"])
def test_an_id_that_is_none_is_refused(client_of, wrong):
    job = make_job()
    answer = client_of().get(f"/api/jobs/{job.id}/events", {"lastEventId": wrong})
    assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_INPUT")


@pytest.mark.django_db
def test_a_job_that_never_was_has_no_stream_and_a_stream_has_no_head(client_of):
    assert client_of().get(f"/api/jobs/{uuid4()}/events").status_code == 404
    assert client_of().head(f"/api/jobs/{make_job().id}/events").status_code == 405
