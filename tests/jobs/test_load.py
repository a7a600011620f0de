"""Many requests at the same moment, through a real server: each limit holds to the last one and nothing is doubled."""

import asyncio
from collections import Counter

import httpx2
import pytest
from django.conf import settings
from django.test import Client

from jobs.models import Job, JobHistory
from jobs.states import Status
from storybooks.models import StoredFile
from tests.books.web import RunningWeb
from tests.chaos.clusters import RunningCluster, eventually
from users.models import User

USERS, STARTS_EACH = 20, 10


@pytest.fixture
def crowd(transactional_db) -> dict[User, str]:
    """Twenty users who have signed in, each with their session."""
    users = [User.objects.create_user(phone=f"+9665{number:08}") for number in range(USERS)]
    return {user: session_of(user) for user in users}


@pytest.fixture
def web(transactional_db, tmp_path):
    """A function: a server of the test, with further environment variables."""
    running: list[RunningWeb] = []

    def start(**environment) -> RunningWeb:
        variables = {"DJANGO_SETTINGS_MODULE": "tests.settings", "STORYJOBS_TEST_CHILD": 1, **environment}
        running.append(RunningWeb(tmp_path, **variables))
        return running[-1].__enter__()

    yield start
    for server in running:
        server.__exit__()


@pytest.fixture
def work_off(transactional_db, tmp_path):
    """A function: let a cluster finish every job, and stop it."""

    def run() -> None:
        cluster = RunningCluster(tmp_path, 0, DJANGO_SETTINGS_MODULE="tests.settings", STORYJOBS_TEST_CHILD=1)
        try:
            assert eventually(lambda: not Job.objects.active().exists(), 60), cluster.said()
            assert cluster.stop(within=20) == 0
        finally:
            cluster.clear_away()

    return run


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def start_all_at_once(base: str, crowd: dict[User, str], key: str | None = None) -> list[tuple[User, httpx2.Response]]:
    """Ten start requests of each user, all sent before the first one is answered."""

    async def send() -> list[tuple[User, httpx2.Response]]:
        limits = httpx2.Limits(max_connections=USERS * STARTS_EACH)
        async with httpx2.AsyncClient(base_url=base, limits=limits, timeout=60, trust_env=False) as client:

            async def start(user: User, session: str) -> tuple[User, httpx2.Response]:
                headers = {"Cookie": f"sessionid={session}"} | ({"Idempotency-Key": key} if key else {})
                return user, await client.post("/api/jobs/noop/start", json={"size": 1}, headers=headers)

            wanted = [start(user, session) for _ in range(STARTS_EACH) for user, session in crowd.items()]
            return await asyncio.gather(*wanted)

    return asyncio.run(send())


def codes(answers: list[tuple[User, httpx2.Response]]) -> Counter:
    return Counter((answer.status_code, answer.json().get("code")) for _, answer in answers)


def accepted(answers: list[tuple[User, httpx2.Response]]) -> set[str]:
    """The ids of the jobs that the server said it had accepted."""
    return {answer.json()["jobId"] for _, answer in answers if answer.status_code == 202}


def stored() -> set[str]:
    return {str(job_id) for job_id in Job.objects.values_list("id", flat=True)}


def assert_each_submitted_once(ids: set[str]) -> None:
    submitted = JobHistory.objects.filter(reason="submitted").values_list("job_id", flat=True)
    assert sorted(map(str, submitted)) == sorted(ids)


def assert_each_completed_once(ids: set[str]) -> None:
    """Also: claimed once, told of each of its steps once."""
    assert set(Job.objects.values_list("status", "attempt")) == {(Status.COMPLETED, 1)}
    for reason, times in {"claimed": 1, "progress": 3, "completed": 1}.items():
        told = Counter(map(str, JobHistory.objects.filter(reason=reason).values_list("job_id", flat=True)))
        assert told == dict.fromkeys(ids, times)


def test_200_starts_at_once_leave_each_user_with_five_jobs_and_each_job_is_done_once(web, crowd, work_off):
    answers = start_all_at_once(web(MAX_JOBS_PER_USER=5).base, crowd)
    assert codes(answers) == {(202, None): 100, (429, "TOO_MANY_JOBS"): 100}
    assert Counter(Job.objects.active().values_list("user_id", flat=True)) == {user.pk: 5 for user in crowd}
    assert len(accepted(answers)) == 100
    assert accepted(answers) == stored()
    assert_each_submitted_once(stored())
    work_off()
    assert_each_completed_once(stored())


def test_200_starts_at_once_pass_a_limit_of_three_an_hour_three_times_a_user(web, crowd):
    answers = start_all_at_once(web(RATE_LIMIT_STARTS="3/h").base, crowd)
    assert codes(answers) == {(202, None): 60, (429, "RATE_LIMIT_EXCEEDED"): 140}
    assert all(int(answer.headers["Retry-After"]) > 0 for _, answer in answers if answer.status_code == 429)
    assert Counter(user.pk for user, answer in answers if answer.status_code == 202) == {user.pk: 3 for user in crowd}
    assert accepted(answers) == stored()
    assert_each_submitted_once(stored())


def test_one_key_sent_ten_times_at_once_by_each_of_20_users_makes_20_jobs(web, crowd, work_off):
    answers = start_all_at_once(web(MAX_JOBS_PER_USER=5, RATE_LIMIT_STARTS="100/h").base, crowd, key="the-same-for-all")
    assert codes(answers) == {(202, None): 200}
    ids = {user: {answer.json()["jobId"] for sender, answer in answers if sender == user} for user in crowd}
    assert all(len(own) == 1 for own in ids.values())
    replayed = [answer for _, answer in answers if answer.headers.get("Idempotent-Replayed") == "true"]
    assert len(replayed) == USERS * (STARTS_EACH - 1)
    assert len(stored()) == USERS
    assert set.union(*ids.values()) == stored()
    assert_each_submitted_once(stored())
    work_off()
    assert_each_completed_once(stored())


def test_20_books_started_at_once_by_one_user_are_as_many_as_the_plan_has(web, alice, request_body):
    alice.plan = "basic"
    alice.save()
    server, session = web(MAX_JOBS_PER_USER=100), session_of(alice)

    async def send() -> list[httpx2.Response]:
        headers = {"Cookie": f"sessionid={session}"}
        async with httpx2.AsyncClient(base_url=server.base, headers=headers, timeout=60, trust_env=False) as client:
            return await asyncio.gather(
                *(client.post("/api/jobs/storybook/start", json=request_body) for _ in range(20))
            )

    answers = asyncio.run(send())
    assert Counter(answer.status_code for answer in answers) == {202: 3, 403: 17}
    refused = [answer.json() for answer in answers if answer.status_code == 403]
    assert {answer["code"] for answer in refused} == {"QUOTA_EXCEEDED"}
    assert StoredFile.objects.kept().count() == Job.objects.filter(user=alice).count() == 3
