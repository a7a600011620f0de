"""The stand-ins run beside a cluster, where a test steers them over HTTP."""

import json
import subprocess
import sys
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.chaos.clusters import eventually


@pytest.fixture
def addresses():
    command = [sys.executable, "-m", "tests.fakes", "--openai-key", "sk-cluster"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield json.loads(process.stdout.readline())
        process.terminate()
    assert process.returncode == 0


def post(url, body):
    request = Request(
        url, json.dumps(body).encode(), {"Content-Type": "application/json", "Authorization": "Bearer sk-cluster"}
    )
    with urlopen(request, timeout=10) as reply:
        return json.load(reply)


def test_faults_are_scripted_and_calls_counted_from_outside(addresses):
    base = addresses["openai"].removesuffix("/v1")
    picture = {"model": "m", "prompt": "a boat"}
    post(base + "/_script", {"fault": "status", "status": 503, "path": "/v1/images", "times": 1})

    with pytest.raises(HTTPError) as failed:
        post(base + "/v1/images/generations", picture)
    assert failed.value.code == 503
    assert post(base + "/v1/images/generations", picture)["data"][0]["b64_json"]

    def calls():
        return json.load(urlopen(base + "/_calls", timeout=10))["calls"]

    assert [call["path"] for call in calls()] == ["/v1/images/generations"] * 2
    assert eventually(lambda: all(call["done"] for call in calls()))  # noted when the answer has been sent
    assert all(call["done"] >= call["at"] for call in calls())
    post(base + "/_reset", {})
    assert calls() == []
