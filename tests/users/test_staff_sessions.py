"""Sessions that nobody can be given by others, that lead nowhere else, and that end."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from users import one_time_codes
from users.models import User
from users.sessions import delete_old

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery staple"
ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "http:///evil.example",
    "javascript:alert(1)",
    "https://testserver@evil.example/",
    " //evil.example",
]


@pytest.fixture
def staff() -> User:
    return User.objects.create_superuser("carol@example.com", PASSWORD)


def sign_in(client: Client, to: str = "/admin/"):
    return client.post("/admin/login/", {"username": "carol@example.com", "password": PASSWORD, "next": to})


def planted(client: Client) -> str:
    """A session that somebody else knows the key of."""
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = session.session_key
    return session.session_key


def test_the_key_of_a_session_is_new_after_staff_has_signed_in(staff, client):
    before = planted(client)
    sign_in(client)
    assert client.cookies["sessionid"].value != before
    assert not Session.objects.filter(session_key=before).exists()


def test_the_key_of_a_session_is_new_after_a_family_has_signed_in(alice, client):
    before = planted(client)
    form = {"phone": alice.phone, "otp_code": one_time_codes.issue(alice.phone), "session": True}
    assert client.post("/api/verify-otp", form, content_type="application/json").status_code == 200
    assert client.cookies["sessionid"].value != before
    assert not Session.objects.filter(session_key=before).exists()


def test_nothing_of_one_persons_session_is_left_to_the_next_who_signs_in(alice, staff, client):
    client.force_login(alice)
    session = client.session
    session["secret"] = "of Alice's"
    session.save()
    sign_in(client)
    assert "secret" not in client.session


@pytest.mark.parametrize("to", ELSEWHERE)
def test_signing_in_leads_to_no_other_site(staff, client, to):
    answer = sign_in(client, to)
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert "evil" not in client.get("/admin/login/", {"next": to}).get("Location", "")


@pytest.mark.parametrize("path", ["//evil.example/admin", "/admin/logout/?next=//evil.example", "/admin//evil.example"])
def test_no_address_of_ours_leads_to_another_site(staff, client, path):
    client.force_login(staff)
    for answer in (client.get(path), client.post(path)):
        assert not answer.get("Location", "/").startswith(("//", "http", "/\\"))


def test_staff_signs_in_again_after_a_working_day_whatever_they_did_meanwhile(staff, client, settings):
    sign_in(client)
    ends = client.session.get_expiry_date()
    assert abs(ends - timezone.now() - timedelta(hours=8)) < timedelta(minutes=1)
    session = client.session
    session["busy"] = True
    session.save()
    assert abs(client.session.get_expiry_date() - ends) < timedelta(seconds=5)
    assert client.cookies["sessionid"]["max-age"] <= 8 * 3600


def test_families_stay_signed_in_for_two_weeks(alice, client):
    client.force_login(alice)
    assert client.session.get_expiry_age() == 14 * 86_400


def test_cookies_are_out_of_reach_for_scripts_and_other_sites(staff, client):
    client.get("/admin/login/")
    sign_in(client)
    for name in ("sessionid", "csrftoken"):
        assert client.cookies[name]["httponly"]
        assert client.cookies[name]["samesite"] == "Lax"


def test_a_new_password_ends_all_other_sessions(staff, client):
    other = Client()
    sign_in(client)
    sign_in(other)
    new = "another long passphrase"
    form = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert client.post("/admin/password_change/", form).status_code == 302
    assert client.get("/admin/").status_code == 200
    assert other.get("/admin/").status_code == 302


def test_sessions_that_have_ended_are_forgotten(alice, client_of):
    client_of(alice)
    client_of(alice)
    ended = Session.objects.first()
    Session.objects.filter(pk=ended.pk).update(expire_date=timezone.now() - timedelta(seconds=1))
    delete_old()
    assert Session.objects.count() == 1
