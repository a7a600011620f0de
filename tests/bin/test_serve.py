"""bin/serve and bin/demo as processes, on a database server of their own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from client import Client
from PIL import Image

from storyjobs.embedded_postgres.server import is_running

LIBRARY = Path(__file__).resolve().parents[2] / "bin" / "lib"
COUNT_JOBS = """
import django
django.setup()
from django.conf import settings
from django.db import connection
from jobs.models import Job
from storyjobs.embedded_postgres.server import leave
print(Job.objects.filter(status__in=["pending", "processing"], cancel_requested=False).count())
connection.close()
leave(settings.POSTGRES_DIR)
"""


@pytest.fixture
def environment(tmp_path):
    own = {"POSTGRES_DIR": tmp_path / "postgres", "MEDIA_ROOT": tmp_path / "media", "DATABASE_URL": "", "PORT": _port()}
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "STORYJOBS_"))}
    yield clean | {name: str(value) for name, value in own.items()}
    assert not is_running(tmp_path / "postgres"), "the database server was left behind"


def _port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _jobs_left(environment) -> str:
    """How many jobs wait or run in the demo's database."""
    environment = environment | {"DJANGO_SETTINGS_MODULE": "storyjobs.settings", "PYTHONPATH": str(LIBRARY.parents[1])}
    return subprocess.check_output([sys.executable, "-c", COUNT_JOBS], env=environment, text=True).strip()


def start(script: str, environment: dict[str, str], *arguments: object) -> subprocess.Popen:
    command = [sys.executable, str(LIBRARY / script), *map(str, arguments)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def wait_for_line(process: subprocess.Popen, words: str) -> None:
    seen = []
    for line in process.stdout:
        seen.append(line)
        if words in line:
            return
    pytest.fail(f"{words!r} did not come:\n{''.join(seen)}")


def test_serve_answers_until_ctrl_c_and_leaves_nothing_behind(environment):
    serve = start("serve.py", environment)
    wait_for_line(serve, "cluster.ready")
    client, deadline = Client(f"http://127.0.0.1:{environment['PORT']}"), time.monotonic() + 20
    while not client.answers():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert client.get_json("/api/jobs/health")["status"]
    serve.send_signal(signal.SIGINT)
    output = serve.communicate(timeout=60)[0]
    assert serve.returncode == 0, output
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(client.base)


def test_a_killed_serve_takes_everything_with_it(environment):
    serve = start("serve.py", environment)
    wait_for_line(serve, "cluster.ready")
    serve.kill()
    serve.communicate(timeout=60)  # its children hold the other end of the pipe until they are gone
    deadline = time.monotonic() + 20
    while is_running(Path(environment["POSTGRES_DIR"])):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_serve_refuses_a_port_that_is_in_use_in_one_sentence(environment):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", int(environment["PORT"])))
        listener.listen()
        serve = start("serve.py", environment)
        output = serve.communicate(timeout=20)[0]
    assert serve.returncode == 1
    assert output.startswith(f"Cannot listen on 127.0.0.1, port {environment['PORT']}: Address already in use.")


def test_serve_refuses_a_port_that_is_no_number(environment):
    serve = start("serve.py", environment | {"PORT": "80a"})
    assert "PORT must be a whole number from 1 up to 65535, not '80a'" in serve.communicate(timeout=20)[0]
    assert serve.returncode == 1


def test_the_demo_makes_a_complete_book(environment, tmp_path):
    demo = start("demo.py", environment, "--out", tmp_path / "out")
    output = demo.communicate(timeout=180)[0]
    assert demo.returncode == 0, output
    (book,) = (tmp_path / "out").iterdir()
    assert book.read_bytes().startswith(b"%PDF")
    assert str(book) in output
    assert "100 %" in output


def test_ctrl_c_stops_all_that_the_demo_started(environment, tmp_path):
    (tmp_path / "story").write_text("A girl found a lantern in the fog and carried it home over the hill. " * 5)
    Image.effect_noise((600, 800), 40).save(tmp_path / "photo", "JPEG")
    files = ["--story", tmp_path / "story", "--photo", tmp_path / "photo", "--out", tmp_path / "out"]
    demo = start("demo.py", environment, *files)
    wait_for_line(demo, " %  ")
    demo.send_signal(signal.SIGINT)
    output = demo.communicate(timeout=60)[0]
    assert demo.returncode == 130, output
    assert _jobs_left(environment) == "0"
    assert not list((tmp_path / "out").iterdir())
