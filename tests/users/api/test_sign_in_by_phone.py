"""POST /api/send-otp and /api/verify-otp"""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests.fakes import faults
from tests.refusals import said
from users import one_time_codes
from users.models import PhoneOTP, User
from users.rate_limits import Limit

pytestmark = pytest.mark.django_db
PHONE = "+966512345678"
WRONG = "Invalid or expired verification code"


def post(path: str, client: Client | None = None, **body):
    return (client or Client()).post(f"/api/{path}", body, content_type="application/json")


def send(phone: str = PHONE):
    return post("send-otp", phone=phone)


def verify(code: str, phone: str = PHONE, client: Client | None = None, **more):
    return post("verify-otp", client, phone=phone, otp_code=code, **more)


def a_minute_later() -> None:
    PhoneOTP.objects.update(created_at=timezone.now() - timedelta(seconds=61))


def code_of(sent) -> str:
    return sent.messages[-1][1]


def wrong_for(code: str) -> str:
    return str((int(code) + 1) % 10**6).zfill(6)


def test_a_new_phone_gets_a_code_an_account_and_tokens(sent):
    answer = send()
    assert (answer.status_code, answer.json()) == (200, {"success": True, "message": "Verification code sent"})
    answer = verify(code_of(sent)).json()
    user = User.objects.get()
    assert (user.phone, user.is_staff, user.has_usable_password()) == (PHONE, False, False)
    assert answer["success"] is True
    assert answer["user"] == {"id": str(user.pk), "phone": PHONE}
    jobs = Client().get("/api/jobs/user", headers={"Authorization": f"Bearer {answer['accessToken']}"})
    assert jobs.status_code == 200


def test_a_known_phone_is_the_same_user_and_its_answers_look_the_same(sent, alice):
    answers = [send(alice.phone), send("+966512345000")]
    assert answers[0].content == answers[1].content
    assert verify(sent.messages[0][1], alice.phone).json()["user"]["id"] == str(alice.pk)


@pytest.mark.parametrize(
    "typed", ["+966 51 234 5678", "+966-512345678", "00966512345678", "+٩٦٦٥١٢٣٤٥٦٧٨", " +966512345678 ", "0512345678"]
)
def test_a_number_may_be_typed_as_people_do(sent, settings, typed):
    settings.PHONE_REGIONS = ["SA"]
    assert send(typed).status_code == 200
    assert sent.messages[0][0] == PHONE


@pytest.mark.parametrize(
    "phone", ["+14155552671", "+447400123456", "+201001234567", "+8613123456789", "+4915123456789"]
)
def test_mobile_numbers_of_every_country_may_sign_in(sent, phone):
    assert send(phone).status_code == 200
    assert verify(code_of(sent), phone).status_code == 200


NO_PHONES = [
    "",
    "  ",
    "abc",
    "+966112345678",
    "+96651234567",
    "0512345678",
    "+1",
    "+" + "9" * 39,
    5,
    None,
    [],
    "+9\x00",
]


@pytest.mark.parametrize("phone", NO_PHONES)
def test_what_is_no_mobile_number_is_refused(sent, phone):
    answer = send(phone)
    assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_INPUT")
    assert list(answer.json()["details"]) == ["phone"]
    assert not sent.messages


def test_numbers_of_other_countries_can_be_kept_out(sent, settings):
    settings.PHONE_REGIONS = ["SA", "AE"]
    assert [send(phone).status_code for phone in (PHONE, "+971501234567", "+201001234567")] == [200, 200, 400]


def test_a_phone_gets_one_code_a_minute(sent):
    assert send().status_code == 200
    answer = send()
    told = {"error": "Please wait before requesting another code.", "code": "CODE_TOO_SOON"}
    assert (answer.status_code, said(answer)) == (429, told)
    assert 0 < int(answer["Retry-After"]) <= 60
    a_minute_later()
    assert send().status_code == 200
    assert len(sent.messages) == 2


def test_only_the_newest_code_is_good(sent):
    send()
    a_minute_later()
    send()
    first, second = (code for _, code in sent.messages)
    assert first == second or verify(first).status_code == 400
    assert verify(second).status_code == 200


def test_a_code_is_good_once(sent):
    send()
    assert verify(code_of(sent)).status_code == 200
    answer = verify(code_of(sent))
    assert (answer.status_code, answer.json()["error"]) == (400, WRONG)


def test_a_code_is_good_for_five_minutes(sent):
    send()
    PhoneOTP.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert verify(code_of(sent)).json()["error"] == WRONG


def test_after_five_wrong_tries_the_right_code_is_good_no_more(sent):
    send()
    for _ in range(5):
        assert verify(wrong_for(code_of(sent))).json()["error"] == WRONG
    assert verify(code_of(sent)).json()["error"] == WRONG
    assert not User.objects.exists()


def test_a_code_is_good_for_its_own_phone_only(sent):
    send()
    send("+966512345679")
    assert sent.messages[0][1] == sent.messages[1][1] or verify(sent.messages[0][1], "+966512345679").status_code == 400


@pytest.mark.parametrize("code", ["12345", "1234567", "12345a", "", None, [], "１２３４５", "12 345"])
def test_what_is_no_code_is_refused_and_is_no_try(sent, code):
    send()
    answer = verify(code)
    assert answer.status_code == 400
    assert answer.json()["error"] in ("Invalid OTP code format", "Phone number and OTP code are required")
    assert PhoneOTP.objects.get().tries == 0


def test_the_digits_of_other_scripts_are_digits(sent):
    send()
    arabic = code_of(sent).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert verify(arabic).status_code == 200


def test_the_table_knows_no_code(sent):
    send()
    assert code_of(sent) not in PhoneOTP.objects.get().code_hash


def test_the_codes_for_one_phone_are_limited_whoever_asks(sent, settings):
    settings.RATE_LIMIT_CODES = Limit(2, 3600)
    client = Client(REMOTE_ADDR="192.0.2.7")
    assert send().status_code == 200
    a_minute_later()
    assert post("send-otp", client, phone=PHONE).status_code == 200
    a_minute_later()
    answer = send()
    assert (answer.status_code, answer.json()["code"]) == (429, "RATE_LIMIT_EXCEEDED")


def test_one_address_cannot_try_its_way_through_the_phones(sent, settings):
    settings.RATE_LIMIT_SIGN_IN = Limit(3, 900)
    assert [send(f"+96651234567{number}").status_code for number in range(5)] == [200, 200, 200, 429, 429]
    assert verify("123456").status_code == 429


def test_a_session_does_not_open_another_count_for_the_same_address(sent, settings, alice, client_of):
    settings.RATE_LIMIT_SIGN_IN = Limit(2, 900)
    assert [send(f"+96651234567{number}").status_code for number in range(3)] == [200, 200, 429]
    answer = client_of(alice).post("/api/send-otp", {"phone": "+966512345677"}, content_type="application/json")
    assert answer.status_code == 429


def test_nobody_is_told_how_often_a_phone_got_a_code(sent, settings, alice):
    settings.RATE_LIMIT_CODES, settings.RATE_LIMIT_SIGN_IN = Limit(5, 3600), Limit(20, 900)
    assert send(alice.phone)["X-RateLimit-Limit"] == "20"


def test_who_was_shut_out_does_not_come_in(sent, alice):
    alice.is_active = False
    alice.save()
    send(alice.phone)
    assert verify(code_of(sent), alice.phone).json()["error"] == WRONG


def test_a_browser_may_have_a_session_instead(sent, alice):
    client = Client()
    client.get("/api/jobs/health")
    send(alice.phone)
    answer = verify(code_of(sent), alice.phone, client, session=True)
    assert "accessToken" not in answer.json()
    assert answer.cookies["sessionid"]["httponly"]
    assert client.get("/api/jobs/user").status_code == 200
    assert post("auth/sign-out", client).status_code == 200
    assert client.get("/api/jobs/user").status_code == 401


def test_a_page_of_another_site_cannot_sign_its_visitor_in(sent, alice):
    send(alice.phone)
    evil = Client(headers={"Origin": "https://evil.example"})
    assert verify(code_of(sent), alice.phone, evil, session=True).status_code == 403


@pytest.mark.parametrize("fault", [faults.status(500), faults.drop(), faults.status(302, Location="/elsewhere")])
def test_a_code_that_cannot_be_sent_is_told_and_may_be_asked_for_again_at_once(sent, fault, caplog):
    sent.script(fault)
    answer = send()
    assert (answer.status_code, answer.json()["code"]) == (503, "CODE_NOT_SENT")
    assert send().status_code == 200
    assert len(sent.calls) == 2
    assert not [line for line in caplog.messages if PHONE in line or code_of(sent) in line]


def test_codes_are_sent_nowhere_as_long_as_nobody_says_how(settings):
    settings.CODE_DELIVERY = "off"
    assert send().json()["code"] == "CODE_NOT_SENT"


def test_a_gateway_from_e_mail_to_sms_gets_the_code(settings, mailoutbox):
    settings.CODE_DELIVERY, settings.CODE_EMAIL_TO = "email", "{phone}@sms.example.com"
    send()
    (message,) = mailoutbox
    assert message.to == [f"{PHONE}@sms.example.com"]
    assert verify(message.body[:6]).status_code == 200


def test_in_development_the_terminal_shows_the_code(settings, capsys):
    settings.CODE_DELIVERY = "console"
    send()
    said = capsys.readouterr().err
    assert verify(said.partition(f"To {PHONE}: ")[2][:6]).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_many_who_try_the_right_code_at_the_same_moment_one_gets_in(sent):
    send()
    code = code_of(sent)

    def attempt(_) -> bool:
        try:
            return one_time_codes.redeem(PHONE, code)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(attempt, range(4))) == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_who_ask_at_the_same_moment_one_gets_a_code():
    def attempt(_) -> bool:
        try:
            one_time_codes.issue(PHONE)
        except one_time_codes.TooSoon:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(8))) == 1


def test_codes_that_are_over_are_forgotten(sent):
    send()
    one_time_codes.delete_old()
    assert PhoneOTP.objects.exists()
    PhoneOTP.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    one_time_codes.delete_old()
    assert not PhoneOTP.objects.exists()
