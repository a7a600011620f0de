"""Errors as pages: for browsers, in their language, whatever else is broken."""

import pytest
from django.db import connection
from django.test import Client

from users.rate_limits import Limit

pytestmark = pytest.mark.urls("tests.users.pages.probes")
BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8"


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("/nowhere", 404, "This page is not in the book"),
        ("/probe/forbidden", 403, "This page is not open to you"),
        ("/probe/suspicious", 400, "That did not arrive whole"),
        ("/probe/refused", 409, "Not just now"),
        ("/probe/away", 503, "We are not quite here"),
        ("/probe/broken", 500, "Something went wrong here"),
        ("/probe/bare", 500, "Something went wrong here"),
    ],
)
def test_a_browser_gets_a_page_that_names_the_request(browser, path, status, sentence):
    answer = browser.get(path, headers={"X-Request-ID": "0b9c5d6e7f8a"})
    page = answer.content.decode()
    assert (answer.status_code, answer["Content-Type"]) == (status, "text/html; charset=utf-8")
    assert sentence in page
    assert "0b9c5d6e7f8a" in page
    assert "<style" not in page
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(("accept", "path"), [("*/*", "/nowhere"), (BROWSER, "/api/nowhere"), (BROWSER, "/media/x")])
def test_programs_and_the_addresses_of_the_api_get_json(browser, accept, path):
    answer = browser.get(path, headers={"Accept": accept})
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/json")
    assert answer.json()["code"] == "NOT_FOUND"


def test_an_arab_reads_it_in_arabic_from_right_to_left(browser):
    page = browser.get("/nowhere", headers={"Accept-Language": "ar-SA,en;q=0.5"}).content.decode()
    assert '<html lang="ar" dir="rtl"' in page
    assert "هذه الصفحة ليست في الكتاب" in page


@pytest.mark.parametrize("path", ["/probe/refused", "/probe/away"])
def test_who_should_wait_is_told_how_long(browser, path):
    answer = browser.get(path)
    assert f"Please wait {answer['Retry-After']} seconds." in answer.content.decode()


@pytest.mark.parametrize("path", ["/theme", "/sign-out", "/account/devices"])
def test_a_link_to_what_only_a_form_does_is_a_page_too(browser, alice, path):
    browser.force_login(alice)
    answer = browser.get(path)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "That does not work here" in answer.content.decode()


def test_too_many_visits_are_429(browser, settings):
    settings.RATE_LIMIT_ADDRESS = Limit(2, 60)
    answers = [browser.get("/probe/refused") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [409, 409, 429]
    assert 0 < int(answers[2]["Retry-After"]) <= 60
    assert "A little slower, please" in answers[2].content.decode()


def test_a_form_without_its_token_says_what_to_do(db):
    answer = Client(enforce_csrf_checks=True, headers={"Accept": BROWSER}).post("/theme", {"theme": "dark"})
    assert answer.status_code == 403
    assert "This form was open for too long" in answer.content.decode()
    assert "theme" not in answer.cookies


def test_our_own_faults_are_told_without_the_database(browser, alice, monkeypatch):
    browser.force_login(alice)

    def away(*arguments, **named):
        raise AssertionError("asked")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", away)
        answer = browser.get("/probe/bare")
    assert answer.status_code == 500
    assert "Something went wrong here" in answer.content.decode()


def test_they_are_told_also_when_nothing_can_be_translated_or_made_into_a_page(browser, monkeypatch):
    monkeypatch.setattr("users.pages.errors.render", lambda *arguments, **named: 1 / 0)
    answer = browser.get("/probe/bare")
    assert answer.status_code == 500
    assert "Something went wrong here" in answer.content.decode()
    assert "حدث خطأ لدينا" in answer.content.decode()
