"""GET /api/account/export and DELETE /api/account: what people may do about themselves."""

import json
import socket
import urllib.request
from http.client import IncompleteRead
from urllib.parse import urlsplit

import psutil
import pytest
from django.test import Client

from storybooks.files import keep
from storybooks.models import StoredFile
from tests.books.tables import all_rows
from tests.books.web import RunningWeb
from tests.people.conftest import Unpacked
from tests.settings import MEDIA_ROOT
from users import one_time_codes, sign_ins
from users.erasure import erase_requested
from users.models import PhoneOTP, User
from users.rate_limits import Limit

pytestmark = pytest.mark.django_db
ACCOUNT, EXPORT = "/api/account", "/api/account/export"
MB = 1024 * 1024


def erase_over_http(client: Client, code: str, **headers):
    return client.delete(ACCOUNT, json.dumps({"otp_code": code}), content_type="application/json", headers=headers)


@pytest.fixture
def code(alice) -> str:
    """Was just sent to Alice's phone."""
    return one_time_codes.issue(alice.phone)


def wrong_for(code: str) -> str:
    return str((int(code) + 1) % 10**6).zfill(6)


# --- Erasing


def test_with_a_fresh_code_a_family_is_locked_out_at_once_and_erased_soon(family):
    code = _fresh_code(family.user.phone)
    answer = erase_over_http(Client(), code, Authorization=f"Bearer {family.tokens.access}")
    assert (answer.status_code, answer.json()["success"]) == (202, True)
    assert erase_over_http(Client(), code, Authorization=f"Bearer {family.tokens.access}").status_code == 401
    assert family.client.get("/api/jobs/user").status_code == 401
    with pytest.raises(sign_ins.TokenRefused):
        sign_ins.refresh(family.tokens.refresh)
    erase_requested()
    assert not User.objects.filter(pk=family.user.pk).exists()
    assert not [trace for trace in (family.user.phone, "Zuleikawillow") if trace in all_rows()]


def _fresh_code(phone: str) -> str:
    PhoneOTP.objects.all().delete()
    return one_time_codes.issue(phone)


def test_in_a_browser_the_session_ends_with_it(alice, client_of, code):
    browser = client_of(alice)
    assert erase_over_http(browser, code).status_code == 202
    assert browser.get("/api/jobs/user").status_code == 401


@pytest.mark.parametrize(
    "body", [{}, {"otp_code": ""}, {"otp_code": "12345"}, {"otp_code": None}, {"otp_code": [1]}, []]
)
def test_a_stolen_token_alone_erases_nobody(alice, code, body):
    bearer = f"Bearer {sign_ins.sign_in(alice).access}"
    answer = Client().delete(ACCOUNT, json.dumps(body), "application/json", headers={"Authorization": bearer})
    assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_INPUT")
    assert User.objects.get(pk=alice.pk).erasure_requested_at is None


def test_a_wrong_code_erases_nobody_and_counts_as_a_try(alice, client_of, code):
    browser = client_of(alice)
    for _ in range(one_time_codes.MOST_TRIES):
        answer = erase_over_http(browser, wrong_for(code))
        assert answer.json()["details"] == {"otp_code": ["Invalid or expired verification code"]}
    assert erase_over_http(browser, code).status_code == 400
    assert User.objects.get(pk=alice.pk).is_active


def test_the_code_of_another_s_phone_erases_nobody(alice, bob, client_of):
    assert erase_over_http(client_of(bob), one_time_codes.issue(alice.phone)).status_code == 400
    assert User.objects.filter(is_active=True).count() == 2


def test_a_code_that_signed_somebody_in_does_not_erase_as_well(alice, client_of, code):
    assert one_time_codes.redeem(alice.phone, code)
    assert erase_over_http(client_of(alice), code).status_code == 400


def test_codes_are_tried_as_often_as_at_signing_in_and_no_more(alice, client_of, code, settings):
    settings.RATE_LIMIT_SIGN_IN = Limit(2, 900)
    answers = [erase_over_http(client_of(alice), wrong_for(code)) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [400, 400, 429]


def test_guests_have_no_account_to_erase(client_of):
    assert erase_over_http(client_of(), "123456").json()["code"] == "AUTHENTICATION_REQUIRED"


def test_staff_and_people_without_a_phone_ask_staff(carol, client_of):
    nobody = User.objects.create_user("mail@example.com")
    for user in (carol, nobody):
        answer = erase_over_http(client_of(user), "123456")
        assert (answer.status_code, answer.json()["code"]) == (403, "PERMISSION_DENIED")
    assert User.objects.filter(is_active=True).count() == 2


def test_another_site_erases_nobody_with_its_visitor_s_browser(alice, client_of, code):
    answer = erase_over_http(client_of(alice), code, Origin="https://evil.example")
    assert (answer.status_code, answer.json()["code"]) == (403, "CROSS_SITE_REQUEST")


def test_somebody_who_waits_to_be_erased_cannot_sign_in_anew(alice, client_of, code):
    assert erase_over_http(client_of(alice), code).status_code == 202
    form = {"phone": alice.phone, "otp_code": _fresh_code(alice.phone)}
    assert client_of().post("/api/verify-otp", form, content_type="application/json").status_code == 400
    assert User.objects.count() == 1


# --- Taking along


@pytest.fixture
def web(tmp_path, transactional_db):
    """A server with a pool of one connection, which is waited for but shortly."""
    variables = {"DJANGO_SETTINGS_MODULE": "tests.settings", "STORYJOBS_TEST_CHILD": 1, "MEDIA_ROOT": MEDIA_ROOT}
    with RunningWeb(tmp_path, **variables, DATABASE_POOL_SIZE=1, DATABASE_POOL_TIMEOUT=2000) as server:
        yield server


def ask(web: RunningWeb, token: str, path: str = EXPORT, **headers):
    request = urllib.request.Request(web.base + path, headers={"Authorization": f"Bearer {token}", **headers})
    return urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30)


def test_a_family_takes_everything_along(family, web):
    with ask(web, family.tokens.access, Accept="application/zip") as answer:
        got = Unpacked(answer.read())
        assert answer.headers["Content-Type"] == "application/zip"
        assert answer.headers["Content-Disposition"].startswith('attachment; filename="storyjobs-')
        assert answer.headers["Cache-Control"] == "private, no-store"
    (job,) = got.rows("jobs")
    assert job["id"] == str(family.job.pk)
    assert got.files == {f"{file.id}.png" for file in family.files}


def test_hundreds_of_pictures_take_no_memory_and_a_slow_reader_no_connection(alice, web):
    for _ in range(80):
        keep("scene", bytes(2 * MB), "image/png", user_id=alice.pk)
    token = sign_ins.sign_in(alice).access
    ask(web, token, "/api/jobs/user").read()
    process = psutil.Process(web.process.pid)
    before = process.memory_info().rss
    with socket.socket() as wire:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        wire.connect((urlsplit(web.base).hostname, urlsplit(web.base).port))
        wire.sendall(f"GET {EXPORT} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
        assert wire.recv(12) == b"HTTP/1.1 200"
        assert ask(web, token, "/api/jobs/user").status == 200
    with ask(web, token) as answer:
        size = sum(len(piece) for piece in iter(lambda: answer.read(MB), b""))
    assert size > 160 * MB
    assert process.memory_info().rss - before < 60 * MB


def test_a_store_that_fails_in_the_middle_leaves_no_whole_zip(family, web):
    StoredFile.objects.filter(id=family.files[2].id).update(store="cloudinary")
    with pytest.raises(IncompleteRead), ask(web, family.tokens.access) as answer:
        answer.read()


def test_guests_have_nothing_to_take_along(client_of):
    assert client_of().get(EXPORT).json()["code"] == "AUTHENTICATION_REQUIRED"


def test_it_is_asked_for_no_more_often_than_a_job_is_started(alice, client_of, settings):
    settings.RATE_LIMIT_STARTS = Limit(1, 3600)
    answers = [client_of(alice).get(EXPORT) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert int(answers[1]["Retry-After"]) > 0


def test_a_head_makes_nothing(alice, client_of):
    assert client_of(alice).head(EXPORT).status_code == 405
