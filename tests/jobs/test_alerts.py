"""Operators are told when the health has changed: once, by whoever looks, and that it is well again."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from jobs.alerts import messages, watch
from jobs.callbacks import courier, deliveries
from jobs.fleet import Member
from jobs.health import measure
from jobs.measures import Queue
from jobs.models import CallbackDelivery, HealthState, Job
from jobs.statements import execute
from jobs.sweeper import Sweeper
from tests.chaos.clusters import eventually
from tests.fakes import faults
from tests.fakes.slack import FakeSlack
from tests.fakes.smtp import FakeSmtp
from tests.jobs.helpers import make_job

pytestmark = pytest.mark.django_db(transaction=True)
DEPTHS = {"healthy": 0, "warning": 21, "critical": 51}


@pytest.fixture
def slack(settings) -> Iterator[FakeSlack]:
    settings.ENABLE_HEALTH_CHECKS = True
    with FakeSlack() as server:
        settings.TRUSTED_CALLBACK_HOSTS = [server.url.removeprefix("http://")]
        settings.WEBHOOKS = {messages.HOOK: {"url": server.hook, "secret": None}}
        yield server


@pytest.fixture
def smtp(settings) -> Iterator[FakeSmtp]:
    with FakeSmtp() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.WEBHOOKS |= {messages.MAIL: {"url": "mailto:ops@example.com,duty@example.com", "secret": None}}
        yield server


@pytest.fixture
def looked(monkeypatch, settings):
    """A function: looks come one after the other and see these levels."""
    settings.HEALTH_LOOK_SECONDS = 0
    healthy = measure(timezone.now())

    def look(*levels: str) -> None:
        for level in levels:
            seen = replace(healthy, clusters=1, queue=Queue(DEPTHS[level], 0, 0, None))
            monkeypatch.setattr(watch, "measure", lambda now, seen=seen: seen)
            watch.look_if_due()

    return look


def told() -> list[str]:
    stored = CallbackDelivery.objects.filter(webhook=messages.HOOK).order_by("created_at")
    return [delivery.message["text"].partition("\n")[0] for delivery in stored]


def deliver_all() -> None:
    """What a courier does, until nothing is due."""
    while taken := deliveries.take(lambda sql, params: execute(sql, params).fetchall(), []):
        courier.deliver(taken[0], taken[1], time.monotonic() + 5)


# --- What is told


def test_a_change_that_lasts_is_told_once_and_that_it_is_over(slack, looked):
    looked("healthy", "warning")
    assert told() == []
    looked("warning", "warning", "warning")
    assert told() == ["[WARNING] storyjobs: Queue depth is elevated"]
    looked("healthy", "healthy", "healthy")
    assert told()[1:] == ["[INFO] storyjobs: All systems operational again, after 1 minute"]


def test_what_comes_and_goes_is_told_to_nobody(slack, looked):
    looked(*["warning", "healthy"] * 4, *["critical", "healthy"] * 4)
    assert told() == []


def test_what_is_bad_in_turns_is_told_as_the_lesser_of_both(slack, looked):
    looked(*["warning", "critical"] * 4)
    assert told() == ["[WARNING] storyjobs: Queue depth is critically high"]


def test_worse_and_better_are_changes_too(slack, looked):
    looked("warning", "warning", "critical", "critical", "warning", "warning")
    assert told() == [
        "[WARNING] storyjobs: Queue depth is elevated",
        "[CRITICAL] storyjobs: Queue depth is critically high",
        "[WARNING] storyjobs: System operational with minor issues, after 1 minute",
    ]


def test_a_message_says_what_was_measured_what_to_do_and_where(slack, looked, settings):
    settings.SITE_URL = "https://stories.example"
    looked("critical", "critical")
    deliver_all()
    (text,) = slack.texts
    assert text.splitlines() == [
        "[CRITICAL] storyjobs: Queue depth is critically high",
        "• Queue depth is critically high (51, limit 50). Look for stuck jobs; start another cluster or raise "
        "MAX_CONCURRENT_JOBS.",
        "https://stories.example/admin/",
    ]


def test_mails_have_the_same_words_and_go_to_all_addresses(slack, smtp, looked):
    looked("critical", "critical")
    deliver_all()
    (mail,) = smtp.mails
    assert mail["Subject"] == "[CRITICAL] storyjobs: Queue depth is critically high"
    assert mail["To"] == "ops@example.com, duty@example.com"
    assert "limit 50" in mail.get_content()
    assert len(slack.texts) == 1


# --- Once, and never lost


def test_however_many_look_at_once_one_does(slack, settings):
    make_job(run_at=timezone.now() - timedelta(hours=1))
    settings.HEALTH_LOOK_SECONDS = 60

    def look(_) -> None:
        try:
            watch.look_if_due()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        for _ in range(2):
            list(pool.map(look, range(12)))
            HealthState.objects.update(looked_at=timezone.now() - timedelta(seconds=61))
    assert told() == ["[CRITICAL] storyjobs: Jobs are waiting too long in queue"]


def test_a_change_is_stored_with_its_messages_or_not_at_all(slack, looked, monkeypatch):
    looked("critical")
    with monkeypatch.context() as patch:
        patch.setattr(messages.webhooks, "store", lambda *message: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            looked("critical")
    assert HealthState.objects.get().told == "healthy"
    looked("critical")
    assert len(told()) == 1


def test_a_hook_that_fails_is_tried_again(slack, smtp, looked):
    slack.script(faults.status(500))
    smtp.refusals = 1
    looked("warning", "warning")
    deliver_all()
    assert set(CallbackDelivery.objects.values_list("state", "last_answer")) == {
        ("pending", "HTTP 500"),
        ("pending", "not mailed: SMTPSenderRefused"),
    }
    CallbackDelivery.objects.update(next_try_at=timezone.now())
    deliver_all()
    assert set(CallbackDelivery.objects.values_list("state", flat=True)) == {"delivered"}
    assert (len(slack.texts), len(smtp.mails)) == (2, 1)


def test_neither_table_nor_log_holds_the_hook_s_secret_path(slack, looked, as_json):
    looked("warning", "warning")
    deliver_all()
    assert "secret" not in str(list(CallbackDelivery.objects.values())) + as_json.getvalue()
    assert [line for line in as_json.lines() if '"event": "health.changed"' in line]


# --- Who looks


def test_a_cluster_s_main_process_looks(slack, settings):
    settings.SWEEP_SECONDS, settings.HEALTH_LOOK_SECONDS = 0.02, 0.02
    make_job(run_at=timezone.now() - timedelta(hours=1))
    sweeper = Sweeper()
    sweeper.start()
    try:
        assert eventually(told)
        Job.objects.all().delete()
        assert eventually(lambda: len(told()) == 2)
    finally:
        sweeper.stop()
        sweeper.join(5)
    assert told()[1].startswith("[INFO] ")


def check_health(capsys) -> tuple[int, str]:
    with pytest.raises(SystemExit) as exit:
        call_command("check_health")
    return exit.value.code, capsys.readouterr().out


def test_where_no_cluster_is_left_cron_looks_and_delivers(slack, settings, capsys):
    settings.HEALTH_LOOK_SECONDS = 0
    make_job(run_at=timezone.now() - timedelta(minutes=2))
    for _ in range(3):
        code, said = check_health(capsys)
        assert code == 2
        assert "critical: Jobs wait and no worker is running. Start a cluster: manage.py qcluster." in said
    assert [text.partition("\n")[0] for text in slack.texts] == [
        "[CRITICAL] storyjobs: Jobs wait and no worker is running"
    ]
    Member(2).beat()
    assert check_health(capsys)[0] == 0
    assert check_health(capsys)[0] == 0
    assert slack.texts[1].startswith("[INFO] storyjobs: All systems operational again")


def test_a_warning_has_an_exit_code_of_its_own(settings, capsys):
    Job.objects.bulk_create([Job(type="noop", input_data={}) for _ in range(21)])
    code, said = check_health(capsys)
    assert code == 1
    assert said.startswith("warning: System operational with minor issues")
    assert "ENABLE_HEALTH_CHECKS" in said


def test_while_health_checks_are_off_nobody_looks_and_nothing_is_told(slack, looked, settings, as_json):
    settings.ENABLE_HEALTH_CHECKS = False
    looked("critical", "critical", "critical")
    watch.write_health_log()
    assert not HealthState.objects.exists()
    assert told() == []
    assert not as_json.found("health.report")


def test_the_regular_line_has_figures(slack, as_json):
    make_job()
    watch.write_health_log()
    (line,) = as_json.found("health.report")
    assert '"queue_depth": 1' in line
    assert "🏥 Health is healthy" in line
