"""The admin's own door."""

import re

import pytest
from django.contrib.auth.hashers import get_hasher
from django.test import Client

from users.models import User
from users.rate_limits import Limit

pytestmark = pytest.mark.django_db
LOGIN = "/admin/login/?next=/admin/"
PASSWORD = "correct horse battery staple"


@pytest.fixture(autouse=True)
def staff(settings) -> User:
    settings.RATE_LIMIT_STAFF_SIGN_IN = Limit(3, 900)
    return User.objects.create_superuser("carol@example.com", PASSWORD)


def sign_in(password: str, email: str = "carol@example.com", address: str = "192.0.2.1"):
    return Client(REMOTE_ADDR=address).post(LOGIN, {"username": email, "password": password})


def is_in(answer) -> bool:
    return answer.status_code == 302 and answer["Location"] == "/admin/"


def test_staff_comes_in_by_e_mail_and_password():
    assert is_in(sign_in(PASSWORD))


def test_a_form_without_a_password_is_shown_again():
    assert "This field is required" in sign_in("").content.decode()


def test_after_some_wrong_tries_even_the_right_password_has_to_wait():
    for _ in range(3):
        assert "correct email and password" in sign_in("wrong").content.decode()
    answer = sign_in(PASSWORD)
    assert not is_in(answer)
    assert "Too many tries. Please wait 15 minutes." in answer.content.decode()


def test_the_tries_for_one_person_count_wherever_they_come_from_and_however_the_address_is_written():
    for number, email in enumerate(["carol@example.com", "CAROL@example.com", "Carol@Example.com"]):
        sign_in("wrong", email, f"192.0.2.{number}")
    assert not is_in(sign_in(PASSWORD, address="192.0.2.9"))


def test_the_tries_from_one_address_count_for_whomever_they_are():
    for number in range(3):
        sign_in("wrong", f"somebody{number}@example.com")
    assert not is_in(sign_in(PASSWORD))
    assert is_in(sign_in(PASSWORD, address="192.0.2.9"))


def test_families_do_not_come_in(alice):
    alice.email = "alice@example.com"
    alice.set_password(PASSWORD)
    alice.save()
    assert not is_in(sign_in(PASSWORD, "alice@example.com"))


@pytest.mark.parametrize("email", ["nobody@example.com", "", "x" * 400, "carol@example.com\0"])
def test_who_is_locked_out_does_not_learn_whether_anybody_is_there(email):
    answers = []
    for name in ("carol@example.com", email):
        for _ in range(4):
            answers.append(sign_in("wrong", name, address=f"192.0.2.{len(name) % 99}"))
    known, unknown = answers[:4], answers[4:]
    if email == "nobody@example.com":
        assert [told(answer) for answer in known] == [told(answer) for answer in unknown]
    assert "Too many tries" in told(known[-1])
    assert not any(is_in(answer) for answer in answers)


def told(answer) -> str:
    """The page's words about the try, without the name that was tried."""
    found = re.search(r'errornote"[^>]*>(.*?)</p>', answer.content.decode(), re.DOTALL)
    return " ".join(found[1].split()) if found else ""


def test_an_unknown_address_takes_as_long_as_a_wrong_password(staff, alice, settings, monkeypatch):
    """Hashing is what takes time: it is done as often for nobody, for a family, and for staff who have left."""
    settings.RATE_LIMIT_STAFF_SIGN_IN = None
    hashed = []
    hasher = get_hasher()
    encode = type(hasher).encode
    monkeypatch.setattr(type(hasher), "encode", lambda *args, **named: hashed.append(1) or encode(*args, **named))
    User.objects.filter(pk=alice.pk).update(email="alice@example.com")
    User.objects.create_superuser("gone@example.com", PASSWORD, is_active=False)
    counts = []
    for email in ("carol@example.com", "nobody@example.com", "alice@example.com", "gone@example.com"):
        hashed.clear()
        sign_in("wrong", email)
        counts.append(len(hashed))
    assert counts == [1, 1, 1, 1]


def test_no_other_address_of_the_admin_takes_passwords():
    form = {"username": "carol@example.com", "password": PASSWORD}
    for path in ("/admin/", "/admin/password_change/", "/admin/jobs/", "/admin/auth/group/add/"):
        answer = Client(REMOTE_ADDR="192.0.2.1").post(path, form)
        assert (answer.status_code, "/admin/login/" in answer["Location"]) == (302, True)


def test_the_old_password_cannot_be_guessed_in_an_open_browser_either(staff):
    client = Client()
    client.force_login(staff)
    for number in range(3):
        page = change_password(client, f"guess {number}")
        assert "Your old password was entered incorrectly" in page.content.decode()
    page = change_password(client, PASSWORD)
    assert "Too many tries. Please wait 15 minutes." in page.content.decode()
    staff.refresh_from_db()
    assert staff.check_password(PASSWORD)


def change_password(client: Client, old: str):
    new = "another long passphrase"
    form = {"old_password": old, "new_password1": new, "new_password2": new}
    return client.post("/admin/password_change/", form, follow=True)


def test_the_right_old_password_is_changed(staff):
    client = Client()
    client.force_login(staff)
    assert change_password(client, PASSWORD).status_code == 200
    staff.refresh_from_db()
    assert staff.check_password("another long passphrase")


def test_families_who_come_to_the_door_see_it_closed(alice, client):
    client.force_login(alice)
    assert client.get("/admin/").status_code == 302
    assert client.get(LOGIN).status_code == 200


@pytest.mark.parametrize("query", ["s=jobs", "s=jobs&page=x", "s=jobs&page=99", "s=", "s=jobs&extended=1&page=-1"])
def test_the_search_for_pages_takes_whatever_is_typed(staff, query):
    client = Client()
    client.force_login(staff)
    assert client.get(f"/admin/search/?{query}").status_code == 200
