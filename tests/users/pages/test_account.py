"""/account and what leads on from it."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from jobs.models import QuotaUse
from tests.users.pages.conftest import BROWSER
from users import sign_ins
from users.devices import device_of
from users.models import PhoneOTP, SignIn, User
from users.rate_limits import Limit

pytestmark = pytest.mark.django_db
PHONE = (
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36"
)
TABLET = "Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605.1 (KHTML, like Gecko) Version/18.0 Safari/604.1"


@pytest.fixture
def family(browser, alice) -> Client:
    browser.force_login(alice)
    return browser


def page(client: Client, path: str = "/account") -> str:
    answer = client.get(path)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
    return answer.content.decode()


def told(client: Client, answer) -> str:
    """What the page says to which an answer leads."""
    assert answer.status_code == 302
    return client.get(answer["Location"].partition("#")[0]).content.decode()


def by_phone(sent, alice, agent: str) -> Client:
    """Another browser of theirs, signed in as people do it."""
    PhoneOTP.objects.all().delete()
    other = Client(headers=BROWSER | {"User-Agent": agent})
    other.post("/sign-in", {"number": alice.phone})
    other.post("/sign-in/code", {"code": sent.messages[-1][1]})
    return other


@pytest.mark.parametrize("path", ["/account", "/account/erase", "/account/export"])
def test_guests_are_asked_to_sign_in_first(browser, path):
    assert browser.get(path)["Location"].startswith("/sign-in?next=%2Faccount")


def test_it_shows_who_they_are_and_what_their_plan_allows(family, alice, settings):
    settings.SUBSCRIPTION_LIMITS = {"free": 3}
    month = timezone.now().date().replace(day=1)
    QuotaUse.objects.create(job_id=alice.pk, submitter=alice.pk, month=month, given_back=False)
    found = page(family)
    assert "+966 51 234 5678" in found
    assert "1 of 3 books this month" in found
    assert '<progress max="3" value="1"' in found
    assert "Free" in found
    assert "/admin/" not in found


def test_a_plan_without_limit_says_so(family, alice):
    User.objects.update(plan="unlimited", plan_expires_at=timezone.now() + timedelta(days=40))
    found = page(family)
    assert "You may make as many as you like." in found
    assert "This plan lasts until" in found


def test_staff_find_their_pages(browser, carol):
    browser.force_login(carol)
    assert 'href="/admin/"' in page(browser)
    assert "Please ask our staff" in page(browser, "/account/erase")


def test_a_name_is_kept_for_them_alone_and_shown_as_it_was_typed(family, alice, bob):
    assert "Your name is saved." in told(family, family.post("/account", {"name": " Nour <b> & Co "}))
    alice.refresh_from_db()
    bob.refresh_from_db()
    assert (alice.full_name, bob.full_name) == ("Nour <b> & Co", "")
    assert "Nour &lt;b&gt; &amp; Co" in page(family)
    answer = family.post("/account", {"name": "x" * 151})
    assert answer.status_code == 400
    assert "x" * 151 in answer.content.decode()


def test_their_devices_are_listed_and_any_can_be_signed_out(family, alice, sent):
    phone = by_phone(sent, alice, PHONE)
    app = sign_ins.sign_in(alice, "")
    found = page(family)
    assert "Chrome, Android" in found
    assert "An app or a program" in found
    assert found.count("This one") == 1
    for row in SignIn.objects.exclude(session_key=family.session.session_key):
        assert "That device is signed out." in told(family, family.post(f"/account/devices/{row.id}"))
    assert phone.get("/account").status_code == 302
    with pytest.raises(sign_ins.TokenRefused):
        sign_ins.refresh(app.refresh)
    assert "Chrome, Android" not in page(family)


def test_all_others_can_be_signed_out_at_once(family, alice, bob, sent):
    others = [by_phone(sent, alice, agent) for agent in (PHONE, TABLET)]
    stranger = Client(headers=BROWSER)
    stranger.force_login(bob)
    assert "All other devices are signed out." in told(family, family.post("/account/devices"))
    assert [client.get("/account").status_code for client in others] == [302, 302]
    assert [client.get("/account").status_code for client in (family, stranger)] == [200, 200]


def test_nobody_signs_out_somebody_else(family, bob):
    Client().force_login(bob)
    theirs = SignIn.objects.get(user=bob)
    assert family.post(f"/account/devices/{theirs.id}").status_code == 404
    theirs.refresh_from_db()
    assert theirs.ended_at is None


def test_who_signs_out_by_themselves_is_listed_no_more(family, alice, sent):
    phone = by_phone(sent, alice, PHONE)
    phone.post("/sign-out")
    assert "Chrome, Android" not in page(family)


def test_a_session_of_somebody_else_in_the_same_browser_gets_a_key_of_its_own(browser, alice, bob):
    browser.force_login(alice)
    browser.force_login(bob)
    keys = list(SignIn.objects.values_list("session_key", flat=True))
    assert len(set(keys)) == 2
    assert all(keys)


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (PHONE, "Chrome, Android"),
        (TABLET, "Safari, iPad"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0", "Firefox, Linux"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/18.0 Safari/605.1", "Safari, Mac"),
        ("<script>alert(1)</script>", ""),
        ("", ""),
    ],
)
def test_a_device_is_told_by_its_browser_and_system(rf, agent, device):
    assert device_of(rf.get("/", headers={"User-Agent": agent})) == device


def test_everything_can_be_taken_along(family):
    """What is in the file: tests/people."""
    answer = family.get("/account/export")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert re.fullmatch(r'attachment; filename="storyjobs-[\d-]+\.zip"', answer["Content-Disposition"])
    assert "no-store" in answer["Cache-Control"]


def test_too_many_exports_are_a_page(family, settings):
    settings.RATE_LIMIT_STARTS = Limit(1, 60)
    family.get("/account/export")
    answer = family.get("/account/export")
    assert answer.status_code == 429
    assert "A little slower, please" in answer.content.decode()


def test_erasing_takes_the_word_and_a_code_of_the_phone(family, alice, sent):
    assert "A code is on its way" in told(family, family.post("/account/erase", {"send": "1"}))
    code = sent.messages[-1][1]
    for fields in ({"code": code}, {"word": "erase"}, {"word": "yes", "code": code}):
        answer = family.post("/account/erase", fields)
        assert (answer.status_code, answer.content.decode().count('class="error"')) == (400, 1)
    assert PhoneOTP.objects.get().tries == 0
    wrong = str((int(code) + 1) % 10**6).zfill(6)
    assert family.post("/account/erase", {"word": "erase", "code": wrong}).status_code == 400
    alice.refresh_from_db()
    assert alice.is_active
    assert "Your account is being erased" in told(
        family, family.post("/account/erase", {"word": " Erase", "code": code})
    )
    alice.refresh_from_db()
    assert (alice.is_active, alice.erasure_requested_at is None) == (False, False)
    assert family.get("/account").status_code == 302


def test_staff_cannot_be_erased_here(browser, carol, sent):
    User.objects.filter(pk=carol.pk).update(phone="+966512345600")
    browser.force_login(carol)
    assert browser.post("/account/erase", {"send": "1"}).status_code == 302
    assert sent.messages == []


def test_an_arab_family_types_the_word_in_arabic(family, alice, sent):
    family.cookies["language"] = "ar"
    family.post("/account/erase", {"send": "1"})
    answer = family.post("/account/erase", {"word": "حذف", "code": sent.messages[-1][1]})
    assert answer.status_code == 302
    alice.refresh_from_db()
    assert not alice.is_active


@pytest.mark.parametrize("path", ["/account", "/account/devices", "/account/erase"])
def test_another_site_cannot_send_these_forms(alice, path):
    client = Client(enforce_csrf_checks=True, headers=BROWSER)
    client.force_login(alice)
    assert client.post(path, {"name": "x", "send": "1"}).status_code == 403


def test_the_way_around_shows_where_one_is(family):
    assert re.search(r'<a class="way" href="/account" aria-current="page">', page(family))
    assert re.search(r'<a class="way" href="/account" aria-current="true">', page(family, "/account/erase"))
