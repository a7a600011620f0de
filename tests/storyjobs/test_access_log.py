"""The web server's access log, as bin/serve starts it: paths, and nothing that would open a door."""

import re
import signal
import socket
from contextlib import closing
from http.client import HTTPConnection

import pytest
from django.db import connection

from tests.chaos.clusters import ROOT, eventually

PATHS = (
    "/api/jobs/health?token=secret-capability",
    "/media/nothing?token=secret-capability&a=?b",
    "/media/nowhere%3Ftoken=secret-capability",
    "/media/nowhere%253Ftoken=secret-capability",
    "/media/nowhere&token=secret-capability",
    "/api/shared/secret-capability",
    "/api/shared/secret-capability/files/nothing",
    "/api//shared//secret-capability",
    "/api/Shared/secret-capability",
    "/api/shared/./secret-capability",
    "/api/shared%2Fsecret-capability",
    "http://127.0.0.1/api/shared/secret-capability?token=secret-capability",
    "http://127.0.0.1/media/nothing?token=secret-capability",
)
LINE = re.compile(
    r'^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z INFO uvicorn\.access 127\.0\.0\.1:\d+ - "GET (\S+) HTTP/1\.1" (\d+) '
    r"request_id=[0-9a-f]{32}$",
    re.M,
)


@pytest.mark.django_db(transaction=True)
def test_the_access_log_has_the_path_of_each_request_without_the_secrets_in_it(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "bin" / "lib")
    from services import web_and_cluster

    monkeypatch.setenv("TEST_DATABASE", connection.settings_dict["NAME"])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path / "web.log"
    with log.open("wb") as output:
        web, _ = web_and_cluster("127.0.0.1", port, {"web": output})
        web.start()
        try:
            assert eventually(lambda: "running on" in log.read_text()), log.read_text()
            for path in PATHS:
                with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as client:
                    client.request("GET", path)  # as it is written here
                    client.getresponse().read()
            assert eventually(lambda: len(LINE.findall(log.read_text())) == len(PATHS)), log.read_text()
        finally:
            web.signal(signal.SIGTERM)
            web.process.wait(20)
    assert LINE.findall(log.read_text()) == [
        ("/api/jobs/health", "200"),
        ("/media/nothing", "404"),
        *[("/media/nowhere", "404")] * 2,
        ("/media/nowhere%26", "404"),
        *[("/api/shared/…", "404")] * 2,
        ("/api//shared/…", "404"),
        ("/api/Shared/…", "404"),
        *[("/api/shared/…", "404")] * 2,
        ("http%3A//127.0.0.1/api/shared/…", "404"),
        ("http%3A//127.0.0.1/media/nothing", "404"),
    ]
    assert "secret-capability" not in log.read_text()
