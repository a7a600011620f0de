"""Counting: exact whoever counts at the same moment, and quiet about whom it counts."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from users import rate_limits
from users.models import RateWindow
from users.rate_limits import Limit, count, delete_old_windows

HOURLY = Limit(5, 3600)
ROOT = Path(__file__).resolve().parents[2]
ONE_PROCESS = """
import os, django
django.setup()
from users.rate_limits import Limit, count
print(sum(count("race", "alice", Limit(100, 3600)).allowed for _ in range(60)))
"""


def end_windows() -> None:
    RateWindow.objects.update(ends_at=timezone.now() - timedelta(seconds=1))


@pytest.mark.parametrize(
    ("text", "limit"),
    [("5/h", HOURLY), ("100/15m", Limit(100, 900)), ("10/10s", Limit(10, 10)), ("1/d", Limit(1, 86_400))],
)
def test_a_limit_is_read_from_how_one_says_it(text, limit):
    assert Limit.parse(text) == limit


@pytest.mark.parametrize("text", ["", "5", "0/h", "5/0s", "-5/h", "5/w", "5 / h", "5/h ", "5/1.5h", "٥/h", "1e3/h"])
def test_no_other_text_is_a_limit(text):
    with pytest.raises(ValueError, match="not a rate limit"):
        Limit.parse(text)


@pytest.mark.django_db
def test_so_many_are_allowed_and_no_more():
    verdicts = [count("starts", "alice", HOURLY) for _ in range(8)]
    assert [verdict.allowed for verdict in verdicts] == [True] * 5 + [False] * 3
    assert [verdict.remaining for verdict in verdicts] == [4, 3, 2, 1, 0, 0, 0, 0]


@pytest.mark.django_db
def test_a_window_starts_with_the_first_and_refused_requests_do_not_extend_it():
    verdicts = [count("starts", "alice", HOURLY) for _ in range(20)]
    assert len({verdict.reset_at for verdict in verdicts}) == 1
    assert abs(verdicts[0].reset_at - time.time() - 3600) < 5
    assert 3595 <= verdicts[-1].retry_after <= 3600


@pytest.mark.django_db
def test_after_its_end_everything_is_allowed_again():
    for _ in range(7):
        count("starts", "alice", HOURLY)
    end_windows()
    again = count("starts", "alice", HOURLY)
    assert (again.allowed, again.remaining) == (True, 4)
    assert again.reset_at > time.time() + 3500


@pytest.mark.django_db
def test_callers_and_what_they_do_are_counted_apart():
    count("starts", "alice", Limit(1, 60))
    assert count("starts", "bob", Limit(1, 60)).allowed
    assert count("polling", "alice", Limit(1, 60)).allowed
    assert not count("starts", "alice", Limit(1, 60)).allowed


@pytest.mark.django_db
def test_a_limit_that_is_lowered_or_raised_holds_at_once():
    for _ in range(3):
        count("starts", "alice", HOURLY)
    assert not count("starts", "alice", Limit(2, 3600)).allowed
    assert count("starts", "alice", Limit(9, 3600)).allowed


@pytest.mark.django_db
def test_the_table_names_nobody_and_another_key_gives_other_hashes(settings):
    count("starts", "192.0.2.7", HOURLY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT rate_windows::text FROM rate_windows")
        (row,) = cursor.fetchone()
    assert "192.0.2.7" not in row
    assert "starts" not in row
    settings.SECRET_KEY = "another key that is long enough for it"
    count("starts", "192.0.2.7", HOURLY)
    assert RateWindow.objects.count() == 2


@pytest.mark.django_db
def test_the_table_is_not_written_to_the_databases_log():
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'rate_windows'")
        assert cursor.fetchone() == ("u",)


@pytest.mark.django_db
def test_old_windows_are_deleted_in_batches_and_open_ones_stay(monkeypatch):
    monkeypatch.setattr(rate_limits, "BATCH", 4)
    for number in range(10):
        count("starts", str(number), HOURLY)
    end_windows()
    count("starts", "alice", HOURLY)
    delete_old_windows()
    assert RateWindow.objects.count() == 1
    assert count("starts", "alice", HOURLY).remaining == 3


@pytest.mark.django_db(transaction=True)
def test_exactly_as_many_as_allowed_pass_however_many_threads_ask_while_old_windows_are_deleted():
    def one_after_another(number: int) -> list[int]:
        try:
            mine = []
            for turn in range(25):
                verdict = count("race", "alice", Limit(100, 3600))
                mine += [verdict.remaining] if verdict.allowed else []
                if turn % 5 == number % 5:
                    delete_old_windows()
            return mine
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        passed = [left for mine in threads.map(one_after_another, range(8)) for left in mine]
    assert sorted(passed) == list(range(100))


@pytest.mark.django_db(transaction=True)
def test_a_window_that_ends_under_many_callers_starts_once():
    count("race", "alice", Limit(30, 3600))
    end_windows()

    def ask(_) -> bool:
        try:
            return count("race", "alice", Limit(30, 3600)).allowed
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(ask, range(48))) == 30


@pytest.mark.django_db(transaction=True)
def test_processes_share_one_count():
    environment = os.environ | {"TEST_DATABASE": connection.settings_dict["NAME"]}
    environment["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    command = [sys.executable, "-c", ONE_PROCESS]
    asking = [subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert sum(int(process.communicate(timeout=60)[0]) for process in asking) == 100
