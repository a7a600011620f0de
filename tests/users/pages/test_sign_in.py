"""/sign-in: by forms alone, as a browser without scripts does it."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from tests.users.pages.conftest import BROWSER
from users.models import PhoneOTP, User
from users.rate_limits import Limit

pytestmark = pytest.mark.django_db
PHONE, CODE, SHELF = "/sign-in", "/sign-in/code", "/storybook/library"


def ask(browser: Client, number: str = "+966512345678", **more):
    return browser.post(PHONE, {"country": "", "number": number, **more})


def code_of(sent) -> str:
    return sent.messages[-1][1]


def in_arabic_digits(text: str) -> str:
    return text.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))


def errors(answer) -> list[str]:
    """The sentences beside the fields and above them."""
    page = answer.content.decode()
    return re.findall(r'<p class="error"[^>]*>([^<]+)<', page) + re.findall(r"role=\"alert\">.*?<p>([^<]+)<", page)


def signed_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


def test_a_new_family_signs_in_and_comes_to_where_it_wanted(browser, sent):
    answer = ask(browser, next="/style?a=1")
    assert (answer.status_code, answer["Location"]) == (302, f"{CODE}?{urlencode({'next': '/style?a=1'})}")
    page = browser.get(answer["Location"]).content.decode()
    assert "+966 51 234 5678" in page
    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page
    assert '<input type="hidden" name="next" value="/style?a=1">' in page
    answer = browser.post(CODE, {"code": code_of(sent), "next": "/style?a=1"})
    assert (answer.status_code, answer["Location"]) == (302, "/style?a=1")
    assert signed_in(browser)
    assert User.objects.get(phone="+966512345678").has_usable_password() is False


def test_who_comes_again_is_the_same_family(browser, sent, alice):
    ask(browser)
    browser.post(CODE, {"code": code_of(sent)})
    assert browser.session["_auth_user_id"] == str(alice.pk)
    assert browser.get(PHONE)["Location"] == SHELF
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("country", "number"),
    [
        ("", "+966 51 234 5678"),
        ("SA", "051 234 5678"),
        ("SA", "00966512345678"),
        ("FR", "+966512345678"),
        ("SA", in_arabic_digits("0512345678")),
        ("", "+" + in_arabic_digits("966512345678")),
    ],
)
def test_a_number_is_understood_as_people_type_it(browser, sent, country, number):
    assert ask(browser, number, country=country).status_code == 302
    assert [to for to, _ in sent.messages] == ["+966512345678"]


@pytest.mark.parametrize("wrong", ["", "0512", "0512345678", "+1", "<script>", "+966112345678"])
def test_a_wrong_number_is_told_beside_its_field_and_stays_there(browser, sent, wrong):
    answer = ask(browser, wrong)
    assert answer.status_code == 400
    assert len(errors(answer)) == 1
    page = answer.content.decode()
    assert 'aria-invalid="true"' in page
    assert "<script>" not in page.replace('<script type="module"', "")
    if wrong.isdigit():
        assert f'value="{wrong}"' in page
    assert sent.messages == []


@pytest.mark.parametrize(("languages", "region"), [("ar-SA,en", "SA"), ("de-AT", "AT"), ("en", ""), ("", "")])
def test_the_country_of_the_browsers_language_is_chosen_already(browser, languages, region):
    page = browser.get(PHONE, headers={"Accept-Language": languages}).content.decode()
    assert re.findall(r'<option value="(\w*)" selected', page) == [region]


def test_where_one_country_may_sign_in_it_is_the_only_one(browser, settings):
    settings.PHONE_REGIONS = ["AE"]
    page = browser.get(PHONE).content.decode()
    assert re.findall(r'<option value="(\w+)"', page) == ["AE"]
    assert "United Arab Emirates" in page


def test_a_code_is_understood_in_other_digits_and_with_spaces(browser, sent):
    ask(browser)
    code = in_arabic_digits(code_of(sent))
    browser.post(CODE, {"code": f" {code[:3]} {code[3:]} "})
    assert signed_in(browser)


@pytest.mark.parametrize(
    ("wrong", "sentence"), [("", "enter the six digits"), ("12a456", "six digits"), ("12345", "six")]
)
def test_what_is_no_code_costs_no_try(browser, sent, wrong, sentence):
    ask(browser)
    answer = browser.post(CODE, {"code": wrong})
    assert (answer.status_code, PhoneOTP.objects.get().tries) == (400, 0)
    assert sentence in errors(answer)[0]


def test_five_wrong_codes_end_it_also_for_the_right_one(browser, sent):
    ask(browser)
    wrong = str((int(code_of(sent)) + 1) % 10**6).zfill(6)
    for code in (*[wrong] * 5, code_of(sent)):
        answer = browser.post(CODE, {"code": code})
        assert (answer.status_code, len(errors(answer))) == (400, 1)
    assert not signed_in(browser)


def test_another_code_may_be_asked_for_after_a_minute_and_the_page_says_when(browser, sent):
    ask(browser)
    page = browser.get(CODE).content.decode()
    assert 55 <= int(re.search(r'data-pause="(\d+)"', page)[1]) <= 60
    answer = browser.post(CODE, {"again": "1"})
    assert answer.status_code == 429
    assert re.fullmatch(r"There were too many tries\. Please wait \d+ seconds\.", errors(answer)[0])
    assert 0 < int(answer["Retry-After"]) <= 60
    PhoneOTP.objects.update(created_at=timezone.now() - timedelta(seconds=61))
    assert 'data-pause="0"' in browser.get(CODE).content.decode()
    assert browser.post(CODE, {"again": "1"}).status_code == 302
    assert len(sent.messages) == 2
    assert "A new code is on its way" in browser.get(CODE).content.decode()


def test_who_types_the_number_twice_within_a_minute_goes_on_with_the_first_code(browser, sent):
    ask(browser)
    assert ask(browser)["Location"] == CODE
    assert len(sent.messages) == 1
    browser.post(CODE, {"code": code_of(sent)})
    assert signed_in(browser)


def test_too_many_tries_are_told_in_the_form_with_the_wait(browser, sent, settings):
    settings.RATE_LIMIT_SIGN_IN = Limit(1, 600)
    ask(browser)
    answer = ask(browser, "+966512345679")
    assert answer.status_code == 429
    assert errors(answer) == ["There were too many tries. Please wait 10 minutes."]
    assert 590 < int(answer["Retry-After"]) <= 600
    assert browser.post(CODE, {"code": code_of(sent)}).status_code == 429
    assert not signed_in(browser)


def test_a_code_that_could_not_be_sent_is_told_and_may_be_asked_for_at_once(browser, sent, settings):
    settings.SMS_AUTHORIZATION = "wrong"
    answer = ask(browser)
    assert (answer.status_code, len(errors(answer))) == (503, 1)
    settings.SMS_AUTHORIZATION = sent.KEY
    assert ask(browser).status_code == 302


def test_the_code_page_is_for_who_has_given_a_number(browser, sent):
    assert browser.get(CODE)["Location"] == PHONE
    browser.cookies["signing-in"] = "+966512345678:1abcde:forged"
    assert browser.get(CODE)["Location"] == PHONE
    assert browser.post(CODE, {"code": "123456"})["Location"] == PHONE


def test_the_number_waits_in_no_address_and_out_of_reach_of_scripts(browser, sent, settings):
    settings.SESSION_COOKIE_SECURE = True
    answer = ask(browser)
    assert "5123" not in answer["Location"]
    cookie = answer.cookies["signing-in"]
    assert (cookie["httponly"], cookie["secure"], cookie["samesite"], cookie["path"]) == (True, True, "Lax", "/sign-in")


@pytest.mark.parametrize(
    "place", ["https://evil.example/", "//evil.example/x", "/\\evil.example", "javascript:x", "\t//e.example"]
)
def test_nobody_is_led_to_another_site(browser, sent, place):
    ask(browser, next=place)
    answer = browser.post(CODE, {"code": code_of(sent), "next": place})
    assert answer["Location"] == SHELF
    assert browser.get(PHONE, {"next": place})["Location"] == SHELF


def test_who_was_shut_out_stays_out(browser, sent, alice):
    User.objects.update(is_active=False)
    ask(browser)
    assert browser.post(CODE, {"code": code_of(sent)}).status_code == 400
    assert not signed_in(browser)


def test_the_session_is_a_new_one_and_ends_with_signing_out(browser, sent, alice):
    ask(browser)
    browser.post(CODE, {"code": code_of(sent)})
    key = browser.session.session_key
    assert browser.get("/sign-out").status_code == 405
    answer = browser.post("/sign-out")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert not signed_in(browser)
    assert not browser.session.exists(key)


@pytest.mark.parametrize("path", [PHONE, CODE, "/sign-out"])
def test_another_site_cannot_send_these_forms(db, path):
    assert Client(enforce_csrf_checks=True, headers=BROWSER).post(path, {"number": "+966512345678"}).status_code == 403


def test_it_works_with_the_token_of_the_form_alone(sent):
    browser = Client(enforce_csrf_checks=True, headers=BROWSER)
    for path, fields in ((PHONE, {"number": "+966512345678"}), (CODE, {})):
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', browser.get(path).content.decode())[1]
        fields |= {"code": code_of(sent)} if path == CODE else {}
        assert browser.post(path, fields | {"csrfmiddlewaretoken": token}).status_code == 302
    assert signed_in(browser)


def test_an_arab_family_is_told_everything_in_arabic(browser, sent):
    browser.cookies["language"] = "ar"
    answer = ask(browser, "123")
    assert "اختاروا بلدكم" in errors(answer)[0]
    assert "المملكة العربية السعودية" in answer.content.decode()
    ask(browser)
    page = browser.get(CODE).content.decode()
    assert "أرسلنا ستة أرقام" in page
    assert '<strong class="ltr">+966 51 234 5678</strong>' in page
