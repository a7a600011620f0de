"""manage.py validate_config: everything that is set, right and answering, and everything that is not, in one list."""

import json
import os
import re
import socket
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django_q.models import Schedule

from storyjobs.env import Environment
from storyjobs.validation import tries
from storyjobs.validation.dangers import dangers
from storyjobs.validation.variables import ELSEWHERE, strangers, variables
from tests.fakes.faults import status
from tests.fakes.openai import FakeOpenAI
from tests.fakes.sms import FakeSms

ROOT = Path(__file__).resolve().parents[2]
GUIDE = """
    NEXT_PUBLIC_SUPABASE_URL NEXT_PUBLIC_SUPABASE_ANON_KEY SUPABASE_SERVICE_ROLE_KEY OPENAI_API_KEY NODE_OPTIONS
    CLOUDINARY_CLOUD_NAME CLOUDINARY_API_KEY CLOUDINARY_API_SECRET ENABLE_AUTO_PROCESSING JOB_PROCESSING_INTERVAL
    MAX_CONCURRENT_JOBS MAX_JOBS_PER_USER JOB_TIMEOUT_MINUTES JOB_RETENTION_DAYS ENABLE_PRIORITY_PROCESSING
    DATABASE_POOL_SIZE DATABASE_POOL_TIMEOUT WEBHOOK_SECRET GITHUB_WEBHOOK_SECRET VERCEL_WEBHOOK_SECRET
    MONITORING_ENABLED ENABLE_METRICS_COLLECTION ENABLE_HEALTH_CHECKS
"""


def validate(*arguments: str, **variables: str) -> subprocess.CompletedProcess:
    """The command in an environment of its own."""
    environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "storyjobs.settings", **variables}
    command = [sys.executable, "manage.py", "validate_config", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)


def environment(folder: Path, dotenv: str = "", **values: str) -> Environment:
    (folder / ".env").write_text(dotenv)
    return Environment(folder / ".env", values)


def found(about: str) -> dict[str, tuple[str, str]]:
    """What a try finds out: (status, sentence) by what it is about."""
    return {finding.about: (finding.status, finding.sentence) for finding in tries.tried(about)}


def test_everything_wrong_is_shown_in_one_list_though_no_other_command_would_start():
    secret = "short-and-secret"
    answer = validate(
        "--json",
        SECRET_KEY=secret,
        MAX_CONCURRENT_JOBS="0",
        DATABASE_URL=f"mysql://root:{secret}@localhost/x",
        OPENAI_API_KEY="sk-1234567890123456789012345678901234567890",
        OPENAI_BASE_URL="api.openai.com",
        SMS_URL=f"https://me:{secret}@sms.example.com/{secret}?key={secret}",
        CODE_DELIVERY="off",
        NODE_OPTIONS="--max-old-space-size=1024",
        MEDIA_ROOT="/proc/nowhere",
    )
    assert answer.returncode == 1
    assert "3 values are wrong" in answer.stderr or "4 values are wrong" in answer.stderr
    body = json.loads(answer.stdout)
    assert body["ok"] is False
    told = {variable["name"]: variable for variable in body["variables"]}
    assert {name for name, each in told.items() if each["problem"]} == {
        "SECRET_KEY",
        "MAX_CONCURRENT_JOBS",
        "DATABASE_URL",
        "OPENAI_BASE_URL",
    }
    assert told["MAX_CONCURRENT_JOBS"]["problem"] == "must be a whole number from 1 up to 1000, not '0'"
    assert told["MAX_CONCURRENT_JOBS"]["origin"] == "environment"
    assert (told["OPENAI_API_KEY"]["shown"], told["OPENAI_API_KEY"]["origin"]) == ("set, 43 characters", "environment")
    assert told["SMS_URL"]["shown"] == "https://sms.example.com/..."
    assert (told["MAX_JOBS_PER_USER"]["shown"], told["MAX_JOBS_PER_USER"]["origin"]) == ("5", "default")
    assert secret not in answer.stdout + answer.stderr
    tried = {finding["about"]: finding for finding in body["findings"]["Tried"]}
    assert tried["database"]["sentence"] == "not tried before DATABASE_URL is right"
    assert tried["studio"]["status"] == "skipped"
    assert tried["media"]["status"] == "error"
    assert {"about": "NODE_OPTIONS", "status": "warning"}.items() <= body["findings"]["Read by nobody"][0].items()
    assert not (ROOT / "var" / "postgres" / "postgresql.conf").exists()


@pytest.mark.django_db
def test_an_installation_that_is_right_is_told_group_by_group_and_exits_with_0(tmp_path):
    with FakeOpenAI() as openai:
        answer = validate(
            DJANGO_SETTINGS_MODULE="tests.settings",
            STORYJOBS_TEST_CHILD="1",
            TEST_DATABASE=connection.settings_dict["NAME"],
            MEDIA_ROOT=str(tmp_path),
            OPENAI_API_KEY=openai.key,
            OPENAI_BASE_URL=openai.base_url,
        )
        assert [call.path for call in openai.calls] == ["/v1/models"]
    assert answer.returncode == 0, answer.stderr
    assert "\nThe job engine\n" in answer.stdout
    assert re.search(r"^  ok +OPENAI_API_KEY +set, 7 characters +environment$", answer.stdout, re.MULTILINE)
    assert re.search(r"^  ok +OpenAI +127\.0\.0\.1 lets us in and offers 3 models$", answer.stdout, re.MULTILINE)
    assert re.search(r"^  ok +PostgreSQL +\d+", answer.stdout, re.MULTILINE)
    assert answer.stdout.endswith("0 values are wrong, 0 tries failed, 2 warnings.\n"), answer.stdout


@pytest.mark.django_db
def test_a_database_that_is_as_it_should_be(db):
    told = found("database")
    assert {about: state for about, (state, _) in told.items() if state != "ok"} == {"clusters": "warning"}
    assert told["migrations"] == ("ok", "all are in place")
    assert told["row security"] == ("ok", "as declared")
    assert told["notifications"] == ("ok", "arrive")
    assert "the server allows 100" in told["connections"][1]


@pytest.mark.django_db
def test_what_is_missing_in_the_database_is_told():
    Schedule.objects.filter(name="storyjobs: erase accounts").delete()
    with connection.cursor() as cursor:
        cursor.execute("GRANT DELETE ON background_jobs TO storyjobs_web")
    told = found("database")
    assert told["schedules"][0] == "error"
    assert "storyjobs: erase accounts" in told["schedules"][1]
    assert told["row security"][0] == "error"
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'jobs' AND name <> '0001_initial'")
    status, sentence = found("database")["migrations"]
    assert status == "error"
    assert "from jobs.0002" in sentence


@pytest.mark.django_db
def test_a_living_cluster_is_told():
    from jobs.fleet import Member

    Member(workers=3).beat()
    assert found("database")["clusters"][1].startswith("1 alive, with 3 workers on ")


@pytest.fixture
def openai(settings):
    with FakeOpenAI() as server:
        settings.STUDIO, settings.OPENAI_API_KEY, settings.OPENAI_BASE_URL = "openai", server.key, server.base_url
        yield server


def test_models_that_the_key_may_not_use_are_named(openai, settings):
    assert found("studio") == {"OpenAI": ("ok", "127.0.0.1 lets us in and offers 3 models")}
    settings.OPENAI_IMAGE_MODEL = "gpt-9"
    assert found("studio")["OPENAI_IMAGE_MODEL"] == (
        "error",
        "gpt-9 is not among the models that the key may use",
    )
    openai.models = None
    assert found("studio") == {"OpenAI": ("warning", "127.0.0.1 answers, and does not tell which models it has")}


def test_a_key_that_is_refused_and_a_server_that_is_down_are_errors_that_repeat_no_key(openai, settings, caplog):
    settings.OPENAI_API_KEY = "sk-verysecret"
    assert found("studio")["studio"][0] == "error"
    openai.script(status(503))
    assert "not answering" in found("studio")["studio"][1]
    assert "verysecret" not in caplog.text


def test_cloudinary_is_pinged_and_nothing_else(hosted, settings):
    assert found("media") == {"Cloudinary": ("ok", "demo answers and lets us in")}
    assert [call.path for call in hosted.calls] == ["/v1_1/demo/ping"]
    settings.CLOUDINARY_API_SECRET = "wrong"
    assert found("media") == {"media": ("error", "The picture store is not set up correctly.")}


def test_the_media_folder_is_tried_without_leaving_a_trace(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    assert "will be made" in found("media")["media folder"][1]
    assert not settings.MEDIA_ROOT.exists()
    settings.MEDIA_ROOT.mkdir()
    assert "can be written" in found("media")["media folder"][1]
    assert list(settings.MEDIA_ROOT.iterdir()) == []
    settings.MEDIA_ROOT = Path("/proc/self")
    assert found("media")["media"][0] == "error"


def test_the_sms_gateway_is_reached_and_sent_nothing(settings):
    settings.CODE_DELIVERY = "sms"
    with FakeSms() as gateway:
        settings.SMS_URL = f"{gateway.url}/send"
        assert found("delivery") == {"SMS gateway": ("ok", "127.0.0.1 can be reached; nothing was sent")}
        assert gateway.calls == []
    assert found("delivery")["delivery"] == ("error", "cannot be reached or written: Connection refused")


def test_the_places_of_alerts_and_of_the_printer_are_reached_too(settings):
    settings.ALERT_EMAIL = []
    assert found("hooks") == {}
    with FakeSms() as slack:
        settings.ALERT_WEBHOOK_URL = f"{slack.url}/services/T0/secret"
        assert found("hooks") == {"ALERT_WEBHOOK_URL": ("ok", "127.0.0.1 can be reached; nothing was sent")}
        assert slack.calls == []
    settings.ALERT_WEBHOOK_URL, settings.PRINT_WEBHOOK_URL = None, "https://127.0.0.1:1/x"
    assert found("hooks")["hooks"][0] == "error"


def test_the_mail_server_is_asked_and_sent_nothing(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.CODE_DELIVERY, settings.EMAIL_HOST = "email", "127.0.0.1"
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        settings.EMAIL_PORT = nobody.getsockname()[1]
    assert found("delivery")["delivery"][0] == "error"


def test_values_that_are_legal_and_dangerous_are_named_where_strangers_come(settings, tmp_path):
    env = environment(tmp_path)
    settings.SITE_URL, settings.ALLOWED_HOSTS, settings.DEBUG = (
        "http://stories.example.com",
        ["other.example.com"],
        True,
    )
    settings.RATE_LIMIT_STARTS = settings.DAILY_BUDGET_USD = None
    told = [(finding.about, finding.sentence) for finding in dangers(env)]
    names = {name for name, _ in told}
    assert {"DEBUG", "STUDIO", "SITE_URL", "ALLOWED_HOSTS", "RATE_LIMIT_STARTS", "DAILY_BUDGET_USD"} <= names
    assert "security.W018" in names  # Django's own
    settings.SITE_URL, settings.ALLOWED_HOSTS = "http://localhost:8000", ["localhost"]
    assert dangers(env) == []


def test_secrets_that_are_equal_or_short_are_named_without_showing_them(tmp_path):
    env = environment(tmp_path, SECRET_KEY="k" * 40, OTHER_SECRET="k" * 40, WEBHOOK_SECRET="tooshort")
    for name in ("SECRET_KEY", "OTHER_SECRET", "WEBHOOK_SECRET"):
        env.secret(name)
    told = {finding.about: finding.sentence for finding in dangers(env)}
    assert told["OTHER_SECRET"].startswith("is the same as SECRET_KEY")
    assert told["WEBHOOK_SECRET"].startswith("is short")
    assert "tooshort" not in str(told) + repr(env.readings)


def test_where_each_value_comes_from_and_what_nobody_reads(tmp_path):
    env = environment(
        tmp_path, "PORT=9000\nDEBUG=true\nMAX_CONCURENT_JOBS=5\nUSE_MOCK=1\nSMTP_HOST=x\n", DEBUG="false", HOST=""
    )
    env.boolean("DEBUG", default=False)
    told = {each.name: (each.shown, each.origin) for each in variables(env)}
    assert told["PORT"] == ("9000", ".env")
    assert told["DEBUG"] == ("false", "environment")
    assert told["HOST"] == ("127.0.0.1", "default")
    nobody = {finding.about: finding.sentence for finding in strangers(env)}
    assert nobody["MAX_CONCURENT_JOBS"].endswith("MAX_CONCURRENT_JOBS?")
    assert nobody["USE_MOCK"].endswith("STUDIO=offline")
    assert nobody["SMTP_HOST"].endswith("In its place: EMAIL_HOST")
    assert nobody.keys() == {"MAX_CONCURENT_JOBS", "USE_MOCK", "SMTP_HOST"}


def test_a_dotenv_that_cannot_be_read_is_a_problem_of_its_own(tmp_path):
    told = [each for each in variables(environment(tmp_path, "not a variable\n")) if each.problem]
    assert [(each.name, each.problem) for each in told] == [
        (str(tmp_path / ".env"), "has lines that are not NAME=value: 1")
    ]


def test_each_variable_of_the_guide_is_known_or_has_something_in_its_place(tmp_path):
    known = {each.name for each in variables(environment(tmp_path))}
    assert [name for name in re.findall("[A-Z_]+", GUIDE) if name not in known | ELSEWHERE.keys()] == []
    assert not known & ELSEWHERE.keys()


@pytest.mark.django_db
def test_without_tries_only_the_values_are_looked_at(monkeypatch):
    monkeypatch.setattr("storyjobs.management.commands.validate_config.tried", lambda about: pytest.fail(about))
    out = StringIO()
    call_command("validate_config", "--no-try", stdout=out)
    assert "0 values are wrong, 0 tries failed" in out.getvalue()


@pytest.mark.django_db
def test_a_service_that_does_not_answer_is_an_exit_code_of_1(settings):
    settings.CODE_DELIVERY, settings.SMS_URL = "sms", "http://127.0.0.1:1/"
    with pytest.raises(CommandError, match="0 values are wrong, 1 tries failed"):
        call_command("validate_config", stdout=StringIO())
