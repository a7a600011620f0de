"""Nobody who waits, or makes us wait, keeps a database connection from the others. The pool here has one or two."""

import json
import socket
import threading
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection

from storybooks.files import file_path, keep
from tests.books.web import RunningWeb, Visitor
from tests.chaos.clusters import eventually
from tests.jobs.helpers import make_job
from tests.settings import MEDIA_ROOT

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def start_web(tmp_path):
    """A function: a server with a pool of one connection, which is waited for but shortly."""
    variables = {"DJANGO_SETTINGS_MODULE": "tests.settings", "STORYJOBS_TEST_CHILD": 1, "MEDIA_ROOT": MEDIA_ROOT}
    pool = {"DATABASE_POOL_SIZE": 1, "DATABASE_POOL_TIMEOUT": 2000}
    return lambda **environment: RunningWeb(tmp_path, **{**variables, **pool, **environment})


def status_of(web: RunningWeb, job) -> int:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"{web.base}/api/jobs/{job.id}", timeout=20) as answer:
        return answer.status


def test_a_client_that_does_not_read_its_answer_keeps_no_connection(start_web):
    file, job = keep("book", b"%PDF" + bytes(8_000_000), "application/pdf", user_id=None), make_job()
    with start_web() as web, socket.socket() as wire:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        wire.connect((urlsplit(web.base).hostname, urlsplit(web.base).port))
        wire.sendall(f"GET {file_path(file.id)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert wire.recv(12) == b"HTTP/1.1 200"
        assert status_of(web, job) == 200


def test_families_who_share_the_one_connection_see_their_own_jobs_only(start_web, alice, bob, client_of):
    jobs = {user: {str(make_job(user).id) for _ in range(2)} for user in (alice, bob)}
    with start_web() as web, ThreadPoolExecutor(4) as threads:
        visitors = {user: Visitor(web.base, client_of(user)) for user in jobs}

        def seen(user) -> set[str]:
            return {job["jobId"] for job in visitors[user].get_json("/api/jobs/user")["jobs"]}

        turns = [alice, bob] * 20
        assert list(threads.map(seen, turns)) == [jobs[user] for user in turns]


@pytest.fixture
def silent():
    """A picture server that takes calls and says nothing; its "host:port", and the calls."""
    calls: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def take() -> None:
            while True:
                try:
                    calls.append(server.accept()[0])
                except OSError:
                    return

        threading.Thread(target=take, daemon=True).start()
        yield f"127.0.0.1:{server.getsockname()[1]}", calls
        for call in calls:
            call.close()
        server.shutdown(socket.SHUT_RDWR)


def test_a_start_that_waits_for_a_silent_picture_server_keeps_no_connection(start_web, silent):
    place, calls = silent
    job = make_job()
    with start_web(TRUSTED_PICTURE_HOSTS=place) as web, socket.socket() as wire:
        wire.connect((urlsplit(web.base).hostname, urlsplit(web.base).port))
        body = f'{{"prompt": "A girl", "imageUrl": "http://{place}/x.png"}}'
        head = "POST /api/jobs/cartoonize/start HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        wire.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())
        assert eventually(lambda: calls)
        assert status_of(web, job) == 200
        calls.pop().close()
        assert wire.recv(12) == b"HTTP/1.1 400"


@pytest.fixture
def locked():
    """Nobody else reads a job until the block ends: whoever tries keeps the connection that it does so with."""

    @contextmanager
    def lock():
        params = connection.get_connection_params() | {"prepare_threshold": None}
        with psycopg.connect(**params) as session:
            session.execute("LOCK TABLE background_jobs")
            yield lambda: session.execute(WAITERS).fetchone()[0]

    return lock


WAITERS = "SELECT count(*) FROM pg_locks WHERE relation = 'background_jobs'::regclass AND NOT granted"


def answer_to(url: str, cookie: str = "") -> tuple[int, str | None, bytes]:
    """Status, Retry-After and body."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(urllib.request.Request(url, headers={"Cookie": cookie}), timeout=20) as answer:
            return answer.status, answer.headers["Retry-After"], answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers["Retry-After"], error.read()


def test_requests_beyond_the_pool_wait_and_are_then_told_to_come_again(start_web, locked, carol, client_of):
    job, cookie = make_job(), f"sessionid={client_of(carol).cookies['sessionid'].value}"
    with start_web(DATABASE_POOL_SIZE=2, DATABASE_POOL_TIMEOUT=600) as web, ThreadPoolExecutor(6) as threads:
        with locked() as waiters:
            first = [threads.submit(answer_to, f"{web.base}/api/jobs/{job.id}") for _ in range(2)]
            assert eventually(lambda: waiters() == 2)
            began = time.monotonic()
            places = [f"api/jobs/{job.id}", "api/storybooks", "api/account", "admin/"]
            refused = list(threads.map(lambda place: answer_to(f"{web.base}/{place}", cookie), places))
            assert 0.5 < time.monotonic() - began < 5
            assert waiters() == 2
        for status, retry_after, body in refused:
            assert (status, retry_after, json.loads(body)["code"]) == (503, "5", "DATABASE_ERROR")
        assert [answer.result()[0] for answer in first] == [200, 200]
        assert [answer_to(f"{web.base}/api/jobs/{job.id}")[0] for _ in range(3)] == [200] * 3
        assert answer_to(f"{web.base}/admin/", cookie)[0] == 200


SESSIONS = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'pooled'"


def test_streams_of_events_keep_one_connection_among_all_and_leave_none_behind(start_web):
    job = make_job()

    def sessions() -> int:
        with connection.cursor() as cursor:
            cursor.execute(SESSIONS)
            return cursor.fetchone()[0]

    with start_web(PGAPPNAME="pooled") as web, ExitStack() as stack:
        wires = [
            stack.enter_context(socket.create_connection((urlsplit(web.base).hostname, urlsplit(web.base).port)))
            for _ in range(8)
        ]
        for wire in wires:
            wire.sendall(f"GET /api/jobs/{job.id}/events HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            assert wire.recv(12) == b"HTTP/1.1 200"
        assert status_of(web, job) == 200
        assert eventually(lambda: sessions() == 2)  # the pool's one, and the one that hears for all
        for wire in wires:
            wire.close()
        assert eventually(lambda: sessions() == 1)
        assert status_of(web, job) == 200
