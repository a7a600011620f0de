"""The production profile: started from the Procfile by a process manager, and its pages with collected files."""

import re
import signal
import subprocess
import sys
import time

import psutil
import pytest
from django.contrib.admin import site
from django.urls import reverse

from jobs.models import Job
from tests.chaos.clusters import ROOT, eventually
from tests.deploy.production import Family, path_of, production
from users.models import User

pytestmark = pytest.mark.django_db(transaction=True)
STOP_SECONDS = 25
"""How long a platform has to wait between its stop signal and its kill (docs/deployment.md). honcho waits five."""
HONCHO = f"import honcho.manager; honcho.manager.KILL_WAIT = {STOP_SECONDS}; import honcho.command as it; it.main()"


@pytest.fixture
def platform(tmp_path, collected, free_ports):
    """The process manager with all that the Procfile names: its process, its log, and a family that knows its port."""
    (port,) = free_ports(1)
    environment = production(tmp_path, STATIC_ROOT=collected, PORT=port, WEB_CONCURRENCY=2, Q_WORKERS=2)
    log = tmp_path / "log"
    with log.open("wb") as output:
        command = [sys.executable, "-c", HONCHO, "start", "--no-colour"]
        manager = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=output, start_new_session=True
        )
    yield manager, log, Family(port)
    for process in _family_of(manager):
        process.kill()
    manager.wait()


def _family_of(manager: subprocess.Popen) -> list[psutil.Process]:
    try:
        parent = psutil.Process(manager.pid)
    except psutil.NoSuchProcess:
        return []
    return [*parent.children(recursive=True), parent]


def test_web_and_cluster_come_up_a_job_runs_to_its_end_and_a_stop_loses_nothing(platform, request_body):
    manager, log, family = platform
    assert eventually(lambda: "cluster.ready" in log.read_text() and family.answers(), 30), log.read_text()
    started = family.ask_json("/api/jobs/scenes/start", {"story": request_body["story"]})
    watched = path_of(started["pollingUrl"])
    assert eventually(lambda: family.ask_json(watched)["status"] == "completed", 20), log.read_text()

    styles = re.findall(r"/static/[\w/.-]+\.[0-9a-f]{12}\.css", family.ask("/admin/login/").read().decode())
    assert {family.ask(style).headers["Cache-Control"] for style in styles} == {"max-age=315360000, public, immutable"}

    book = family.ask_json("/api/jobs/storybook/start", request_body)
    assert eventually(lambda: Job.objects.get(id=book["jobId"]).status == "processing")
    everybody = _family_of(manager)
    began = time.monotonic()
    manager.send_signal(signal.SIGTERM)
    manager.wait(STOP_SECONDS)
    assert time.monotonic() - began < STOP_SECONDS
    assert eventually(lambda: not any(process.is_running() for process in everybody), 2), "something was left behind"
    assert "cluster.1 stopped (rc=0)" in log.read_text()
    job = Job.objects.get(id=book["jobId"])
    assert (job.status, job.retry_count) == ("pending", 0)


PAGES = ("/", "/sign-in", "/api/docs/", "/api/redoc/", "/admin/login/")
STATIC = re.compile(r"""["'(](/static/[^"'()?#\s]+)""")
HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+$")


def test_every_page_finds_its_files_under_names_that_change_with_them(collected, settings, client_of):
    settings.STATIC_ROOT = collected
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "storyjobs.static_files.HashedFiles"}}
    client = client_of(User.objects.create_superuser("dora@example.com", "x"))
    lists = [reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist") for model in site._registry]
    answers = {path: client.get(path) for path in (*PAGES, "/admin/", *lists)}
    assert {path: answer.status_code for path, answer in answers.items() if answer.status_code not in (200, 302)} == {}
    named = {address for answer in answers.values() for address in STATIC.findall(answer.content.decode())}
    assert len(named) > 10
    assert [name for name in named if not (collected / name.removeprefix("/static/")).is_file()] == []
    assert [name for name in named if not HASHED.search(name)] == []
