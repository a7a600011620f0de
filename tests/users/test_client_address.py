"""Whose address a request counts for, also when somebody lies about it."""

import pytest
from django.test import RequestFactory

from users.client_address import client_address


def address(peer: str, forwarded: str | None = None) -> str:
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return client_address(RequestFactory().get("/", REMOTE_ADDR=peer, headers=headers))


def test_without_a_proxy_nothing_a_client_says_counts():
    assert address("192.0.2.7", "198.51.100.1") == "192.0.2.7"


@pytest.mark.parametrize(
    "forwarded", ["198.51.100.1", "203.0.113.9, 198.51.100.1", "127.0.0.1,evil ,198.51.100.1 ", ",198.51.100.1"]
)
def test_behind_a_proxy_its_own_entry_counts_and_no_other(settings, forwarded):
    settings.BEHIND_PROXY = True
    assert address("10.0.0.1", forwarded) == "198.51.100.1"


@pytest.mark.parametrize(
    "forwarded",
    ["", "unknown", "198.51.100.1, ", "198.51.100.1:80", "1.2.3", "1.2.3.4.5", "01.2.3.4", "x" * 5000, None],
)
def test_what_is_no_address_falls_back_to_the_proxys(settings, forwarded):
    settings.BEHIND_PROXY = True
    assert address("10.0.0.1", forwarded) == "10.0.0.1"


def test_a_household_with_many_ipv6_addresses_is_one_caller():
    assert address("2001:db8:1:2::1") == address("2001:0DB8:1:2:ffff:ffff:ffff:ffff") == "2001:db8:1:2::/64"
    assert address("2001:db8:1:3::1") != address("2001:db8:1:2::1")
    assert address("::1") == "::/64"


def test_an_ipv4_address_in_ipv6_dress_is_itself():
    assert address("::ffff:192.0.2.7") == "192.0.2.7"


def test_a_peer_without_an_address_is_still_counted():
    assert address("") == "unknown"
