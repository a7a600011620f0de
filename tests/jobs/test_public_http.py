"""Callback addresses as a client may give them; how an address is checked is told with the fetching of pictures."""

import socket

import pytest

from jobs.public_http import CallbackUrlForbidden, check_public_url


@pytest.fixture(autouse=True)
def names(monkeypatch):
    known = {"hooks.example.com": "93.184.216.34", "inside.example.com": "10.0.0.1"}

    def look_up(host, port, **_):
        if host not in known and not host[0].isdigit():
            raise socket.gaierror
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (known.get(host, host), port))]

    monkeypatch.setattr("jobs.public_http.socket.getaddrinfo", look_up)


@pytest.mark.parametrize(
    "url", ["https://hooks.example.com/a?key=1", "http://hooks.example.com", "http://10.0.0.1:81/"]
)
def test_a_public_or_trusted_address_is_taken(url):
    check_public_url(url, ["10.0.0.1:81"])


@pytest.mark.parametrize(
    "url",
    [
        "ftp://hooks.example.com/",
        "https://alice:secret@hooks.example.com/",
        "https://hooks.example.com/#part",
        "https://hooks.example.com/" + "a" * 2000,
        "https://hooks.example.com:22/",
        "https://inside.example.com/",
        "https://unknown.example.com/",
        "http://127.0.0.1/",
        "http://169.254.169.254/latest",
        "",
    ],
)
def test_any_other_is_refused_in_the_same_words(url):
    with pytest.raises(CallbackUrlForbidden) as caught:
        check_public_url(url, [])
    assert caught.value.code == "CALLBACK_URL_FORBIDDEN"
    assert str(caught.value) == CallbackUrlForbidden.message
