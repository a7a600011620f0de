"""The admin's own door."""

import pytest
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
