"""X-Request-ID: from whoever asks, if it is fit for a log, and in each answer."""

import asyncio
import json

import pytest
from django.test import AsyncClient


@pytest.mark.parametrize("given", ["0b9c5d6e-7f8a-4b1c", "proxy.12345678", "A" * 64])
def test_an_id_that_came_with_the_request_is_kept(client, given):
    assert client.get("/nowhere", headers={"X-Request-ID": given})["X-Request-ID"] == given


@pytest.mark.parametrize("given", ["", "short", "A" * 65, "id with spaces", "id=12345678", "-12345678", "1234567\n8"])
def test_any_other_is_replaced(client, given):
    answers = [client.get("/nowhere", headers={"X-Request-ID": given}) for _ in range(2)]
    ids = [answer["X-Request-ID"] for answer in answers]
    assert all(len(one) == 32 and one.isalnum() for one in ids)
    assert ids[0] != ids[1]


def test_an_error_names_it(client):
    answer = client.get("/nowhere", headers={"X-Request-ID": "0b9c5d6e7f8a"})
    assert answer.json()["requestId"] == answer["X-Request-ID"] == "0b9c5d6e7f8a"


def test_lines_of_a_request_have_it_and_those_of_the_next_another(client, as_json):
    for name in ("first-request", "second-request"):
        client.get("/nowhere", headers={"X-Request-ID": name})
    assert [json.loads(line).get("request_id") for line in as_json.lines()] == ["first-request", "second-request"]


def test_an_asynchronous_server_tells_it_too():
    answer = asyncio.run(AsyncClient().get("/nowhere", headers={"X-Request-ID": "0b9c5d6e7f8a"}))
    assert answer.json()["requestId"] == answer["X-Request-ID"] == "0b9c5d6e7f8a"
