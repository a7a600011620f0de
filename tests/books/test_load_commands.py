"""manage.py load_test and queue_test against a real server and a real cluster."""

import json
import os
import signal
import subprocess
import sys
from contextlib import ExitStack
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from jobs import fleet
from jobs.models import Job
from tests.books.conftest import _clusters
from tests.books.web import RunningWeb
from tests.chaos.clusters import ROOT, eventually
from users.models import User
from users.rate_limits import Limit

pytestmark = pytest.mark.django_db(transaction=True)
OFFLINE = {"DJANGO_SETTINGS_MODULE": "tests.settings", "STORYJOBS_TEST_CHILD": 1, "STUDIO": "offline"}


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker, openai_server, tmp_path_factory):
    """The address of a server whose users may start one job of each type an hour; a cluster works them off."""
    folder = tmp_path_factory.mktemp("site")
    with django_db_blocker.unblock(), ExitStack() as stack:
        stack.enter_context(_clusters(folder, openai_server))(**OFFLINE, OPENAI_API_KEY="")
        web = stack.enter_context(RunningWeb(folder, **OFFLINE, RATE_LIMIT_STARTS="1/h"))
        yield web.base


@pytest.fixture
def known_limit(settings) -> None:
    """The command has the settings of the server."""
    settings.RATE_LIMIT_STARTS = Limit(1, 3600)


def run_command(name: str, site: str, *arguments: object) -> str:
    out = StringIO()
    call_command(name, "--url", site, *map(str, arguments), stdout=out)
    return out.getvalue()


def test_families_live_for_a_while_and_leave_nothing_but_figures(site):
    told = json.loads(run_command("load_test", site, "--users", 3, "--duration", "5s", "--max-p95", "20s", "--json"))
    operations = {each["name"]: each for each in told["operations"]}
    assert {"list", "health", "poll"} < operations.keys()
    starts = [each for name, each in operations.items() if name.startswith("start ")]
    assert 3 <= sum(each["count"] for each in starts) <= 3 * 2
    assert all(each["p50"] <= each["p95"] <= each["p99"] for each in operations.values() if each["count"])
    assert (told["errors"], told["broken"]) == ({}, [])
    assert told["jobs"].get("completed", 0) + told["jobs"].get("cancelled", 0) > 0
    assert not User.objects.exists()
    assert not Job.objects.exists()


def test_a_limit_is_honoured_and_counted_apart_and_a_threshold_decides_the_exit_code(site):
    out = StringIO()
    with pytest.raises(CommandError, match="Too slow or too faulty"):
        call_command(
            *("load_test", "--url", site, "--users", "1", "--duration", "6s", "--type", "scenes", "--max-p95", "1ms"),
            stdout=out,
        )
    lines = {line.split("  ")[0]: line.split() for line in out.getvalue().splitlines()}
    assert lines["start scenes"][2] == "1"  # as many as the limit allows
    assert lines["start scenes"][-2:] == ["0", "1"]  # then one that is no error, and none after it
    assert "more than 1 ms" in out.getvalue()


def test_a_stopped_test_tells_what_it_has_and_erases_its_families(site):
    command = subprocess.Popen(
        [sys.executable, "manage.py", "load_test", "--url", site, "--users", "2", "--duration", "5m"],
        cwd=ROOT,
        env=os.environ | {**OFFLINE, "STORYJOBS_TEST_CHILD": "1", "TEST_DATABASE": connection.settings_dict["NAME"]},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert eventually(Job.objects.exists)
    command.send_signal(signal.SIGINT)
    told, complaint = command.communicate(timeout=30)
    assert (command.returncode, complaint.splitlines()[-1]) == (130, "CommandError: Stopped.")
    assert "Traceback" not in complaint
    assert "operation" in told
    assert not User.objects.exists()
    assert not Job.objects.exists()


def test_a_queue_of_many_jobs_drains_rightly(site, known_limit):
    assert eventually(fleet.alive)
    told = run_command("queue_test", site, "--jobs", 8, "--type", "scenes")
    assert told.count("  ok      ") == 6, told
    assert "8 jobs were started" in told
    assert "Jobs waited" in told
    assert not User.objects.exists()


def test_a_queue_that_is_not_empty_in_time_is_told(site, known_limit):
    assert eventually(fleet.alive)
    out = StringIO()
    with pytest.raises(CommandError, match=r"The queue was not empty after 0:00:00\.3"):
        call_command("queue_test", "--url", site, "--jobs", "3", "--type", "image", "--timeout", "300ms", stdout=out)
    assert not User.objects.exists()


def test_jobs_that_were_not_let_in_are_told(site):
    assert eventually(fleet.alive)
    out = StringIO()
    with pytest.raises(CommandError, match="did not do right"):
        call_command("queue_test", "--url", site, "--jobs", "5", "--type", "scenes", stdout=out)
    assert "5 jobs were started: 1 were" in out.getvalue()


def test_a_server_that_does_not_know_our_users_is_told_of(site, settings):
    settings.SECRET_KEY = "another installation's"
    with pytest.raises(CommandError, match=r"does not know users that are made here \(HTTP 401\)"):
        run_command("load_test", site)
    assert not User.objects.exists()
