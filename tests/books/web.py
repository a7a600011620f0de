"""The web server as a process, and a family's program that talks to it."""

import json
import os
import socket
import subprocess
import time
import urllib.request
from pathlib import Path
from typing import Any

from django.db import connection
from django.test import Client

from tests.chaos.clusters import ROOT, eventually

CSRF = "c" * 32


class RunningWeb:
    """The web server on the database of the test, with further environment variables.

    It listens on a free port, or on a socket that is somebody else's and outlives it, as systemd's would.
    """

    def __init__(self, folder: Path, listener: socket.socket | None = None, **environment: object):
        self.log = folder / "web.log"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = (listener or free).getsockname()[1]
        self.base = f"http://127.0.0.1:{port}"
        handed = [listener.fileno()] if listener else []
        place = ["--fd", str(listener.fileno())] if listener else ["--port", str(port)]
        variables = {"TEST_DATABASE": connection.settings_dict["NAME"], "PYTHONDONTWRITEBYTECODE": "1", **environment}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [str(ROOT / "bin" / "web"), *place],
                cwd=ROOT,
                pass_fds=handed,
                env=os.environ | {name: str(value) for name, value in variables.items()},
                stdout=log,
                stderr=log,
            )

    def __enter__(self):
        started = eventually(lambda: "running on" in self.said() or self.process.poll() is not None)
        if not started or self.process.poll() is not None:
            self.stop()
            raise AssertionError(self.said())
        return self

    def __exit__(self, *exception) -> None:
        self.stop()

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def said(self) -> str:
        return self.log.read_text()


class Visitor:
    """Somebody's HTTP client, with the session that `signed_in` has; without it, an anonymous one."""

    def __init__(self, base: str, signed_in: Client | None = None):
        self.base = base
        cookies = {"csrftoken": CSRF} | ({"sessionid": signed_in.cookies["sessionid"].value} if signed_in else {})
        self._headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "X-CSRFToken": CSRF,
            "Content-Type": "application/json",
        }

    def get(self, url: str) -> bytes:
        return self._open(urllib.request.Request(self._absolute(url), headers=self._headers))

    def get_json(self, url: str) -> dict[str, Any]:
        return json.loads(self.get(url))

    def post_json(self, url: str, body: dict[str, Any]) -> dict[str, Any]:
        data = json.dumps(body).encode()
        return json.loads(self._open(urllib.request.Request(self._absolute(url), data, self._headers)))

    def follow(self, url: str, seconds: float = 30.0) -> list[dict[str, Any]]:
        """Every different answer of a status address, until the job has ended."""
        answers: list[dict[str, Any]] = []
        until = time.monotonic() + seconds
        while not answers or answers[-1]["status"] in ("pending", "processing"):
            assert time.monotonic() < until, answers[-1:]
            answer = self.get_json(url)
            if not answers or answer != answers[-1]:
                answers.append(answer)
            time.sleep(0.02)
        return answers

    def _absolute(self, url: str) -> str:
        return url if url.startswith("http") else self.base + url

    def _open(self, request: urllib.request.Request) -> bytes:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=20) as answer:
            return answer.read()
