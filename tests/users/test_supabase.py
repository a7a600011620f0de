"""Access tokens of a Supabase project: which are good here, and for whom. Every token is really signed."""

import base64
import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from django.db import connections
from django.test import Client
from django.utils import timezone

from tests.fakes import faults
from tests.fakes.faults import Reply
from tests.fakes.jwks import FakeKeys, ec_key, public, rsa_key
from tests.refusals import said
from users import key_set, sign_ins
from users.erasure import erase
from users.models import Erased, User

pytestmark = pytest.mark.django_db
SECRET = "a-secret-of-a-project-with-many-letters"
PROJECT = "https://project.supabase.example"
ISSUER = f"{PROJECT}/auth/v1"
ACCOUNT = "/api/account"
RSA, EC, STRANGER = rsa_key(), ec_key(), rsa_key()


@pytest.fixture
def by_secret(settings):
    settings.SUPABASE_URL, settings.SUPABASE_JWT_SECRET = PROJECT, SECRET


@pytest.fixture
def keys(settings):
    """A project that signs with key pairs: its keys `rsa` and `ec` are shown on loopback."""
    with FakeKeys() as server:
        server.keys = [public(RSA, "rsa"), public(EC, "ec")]
        settings.SUPABASE_URL, settings.SUPABASE_JWKS_URL = PROJECT, f"{server.url}/jwks.json"
        yield server


@pytest.fixture
def impatient(monkeypatch):
    """The address may be asked again at once."""
    monkeypatch.setattr(key_set, "PAUSE", -1)


def claims_of(user_id: UUID | None = None, **changes) -> dict:
    now = int(time.time())
    claims = {
        "iss": ISSUER,
        "aud": "authenticated",
        "sub": str(user_id or uuid4()),
        "iat": now,
        "exp": now + 3600,
        "role": "authenticated",
        "email": "",
        "phone": "",
        "is_anonymous": False,
        "session_id": str(uuid4()),
    }
    return {name: value for name, value in (claims | changes).items() if value is not None}


def signed(claims: dict | None = None, key=SECRET, algorithm: str = "HS256", **headers) -> str:
    return jwt.encode(claims or claims_of(), key, algorithm, headers)


def by_rsa(claims: dict | None = None, key=RSA, **headers) -> str:
    return signed(claims, key, "RS256", **{"kid": "rsa", **headers})


def asked_with(token: str):
    return Client().get(ACCOUNT, headers={"Authorization": f"Bearer {token}"})


def is_refused(answer) -> bool:
    return answer.status_code == 401 and said(answer) == {"error": "Invalid token", "code": "INVALID_TOKEN"}


# --- Who it is


def test_a_user_of_the_project_is_the_same_here_from_the_first_request_on(by_secret):
    user_id = uuid4()
    for _ in range(2):
        answer = asked_with(signed(claims_of(user_id)))
        assert (answer.status_code, answer.json()["id"]) == (200, str(user_id))
    user = User.objects.get()
    assert (user.is_external, user.is_staff, user.is_superuser, user.plan) == (True, False, False, "free")
    assert not user.has_usable_password()


def test_nobody_becomes_staff_by_its_id(by_secret, carol):
    assert is_refused(asked_with(signed(claims_of(carol.pk))))


def test_who_was_here_before_keeps_what_they_have(by_secret, alice):
    assert asked_with(signed(claims_of(alice.pk))).json()["phone"] == alice.phone
    assert User.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_first_requests_at_the_same_moment_make_one_user(by_secret):
    token = signed()

    def ask(_) -> int:
        try:
            return asked_with(token).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(ask, range(6))) == {200}
    assert User.objects.count() == 1


def test_a_job_started_with_the_token_is_the_users(by_secret):
    token = signed(claims_of(user_id := uuid4()))
    headers = {"Authorization": f"Bearer {token}"}
    answer = Client().post("/api/jobs/noop/start", {}, content_type="application/json", headers=headers)
    assert answer.status_code == 202
    assert User.objects.get(pk=user_id).jobs.count() == 1


def test_who_is_shut_out_here_stays_out(by_secret, alice):
    User.objects.update(is_active=False)
    assert is_refused(asked_with(signed(claims_of(alice.pk))))


def test_who_was_erased_here_is_not_made_anew_by_a_token_that_is_still_good(by_secret, settings):
    settings.SUPABASE_CONFIRMED = ["phone"]
    token = signed(claims_of(phone="966512345678"))
    assert asked_with(token).status_code == 200
    erase(User.objects.get())
    assert is_refused(asked_with(token))
    assert not User.objects.exists()
    Erased.objects.update(at=timezone.now() - timedelta(days=1, seconds=1))
    assert asked_with(token).status_code == 200


def test_an_anonymous_user_of_the_project_is_nobody_here(by_secret):
    for value in (True, "true", 1):
        assert is_refused(asked_with(signed(claims_of(is_anonymous=value))))
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "claims",
    [
        {"role": "service_role"},
        {"role": "supabase_admin", "user_role": "admin"},
        {"app_metadata": {"role": "admin", "is_staff": True}, "user_metadata": {"is_superuser": True}},
        {"is_staff": True, "is_superuser": True, "plan": "unlimited"},
    ],
)
def test_no_claim_makes_staff_or_changes_a_plan(by_secret, claims):
    assert asked_with(signed(claims_of(**claims))).status_code == 200
    user = User.objects.get()
    assert (user.is_staff, user.is_superuser, user.plan) == (False, False, "free")


def test_our_own_tokens_are_good_as_before(by_secret, alice):
    assert asked_with(sign_ins.sign_in(alice).access).status_code == 200


def test_a_token_of_ours_that_is_over_is_not_saved_by_the_other_way(by_secret, alice):
    tokens = sign_ins.sign_in(alice)
    sign_ins.end_all(alice)
    assert is_refused(asked_with(tokens.access))


def test_without_a_project_no_such_token_is_good():
    assert is_refused(asked_with(signed()))


# --- Phones and e-mail addresses


@pytest.fixture
def confirmed(by_secret, settings):
    settings.SUPABASE_CONFIRMED = ["phone", "email"]


def test_what_the_project_has_confirmed_is_taken_over(confirmed):
    asked_with(signed(claims_of(phone="966512345670", email="Mina@Example.COM")))
    user = User.objects.get()
    assert (user.phone, user.email) == ("+966512345670", "Mina@example.com")


def test_what_the_project_does_not_confirm_is_not_whatever_the_token_says_of_it(by_secret, settings):
    settings.SUPABASE_CONFIRMED = ["email"]
    verified = {"phone_verified": True, "email_verified": True}
    asked_with(signed(claims_of(phone="966512345670", email="mina@example.com", user_metadata=verified)))
    user = User.objects.get()
    assert (user.phone, user.email) == (None, "mina@example.com")


@pytest.mark.parametrize(
    "contacts",
    [
        {"phone": "", "email": ""},
        {"phone": None, "email": None},
        {"phone": "12", "email": "nonsense"},
        {"phone": ["966512345670"], "email": {"a": 1}},
        {"phone": "9" * 300, "email": "x" * 300 + "@example.com"},
    ],
    ids=range(5),
)
def test_what_is_no_phone_or_address_is_left_out(confirmed, contacts):
    assert asked_with(signed(claims_of(**contacts))).status_code == 200
    user = User.objects.get()
    assert (user.phone, user.email) == (None, None)


def test_nobody_takes_over_the_account_of_who_has_the_phone_or_address_here(confirmed, alice, carol):
    alice.plan = "premium"
    alice.save()
    answer = asked_with(signed(claims_of(phone=alice.phone.lstrip("+"), email=carol.email.upper())))
    told = answer.json()
    assert told["id"] not in (str(alice.pk), str(carol.pk))
    assert (told["phone"], told["email"], told["subscriptionInfo"]["tier"]) == (None, None, "free")


def test_what_is_free_is_taken_over_beside_what_is_not(confirmed, alice):
    asked_with(signed(claims_of(phone=alice.phone.lstrip("+"), email="mina@example.com")))
    user = User.objects.get(is_external=True)
    assert (user.phone, user.email) == (None, "mina@example.com")


def test_who_signs_in_by_phone_later_is_the_user_that_the_project_has_confirmed_it_for(confirmed):
    from users import one_time_codes

    asked_with(signed(claims_of(user_id := uuid4(), phone="966512345670")))
    code = one_time_codes.issue("+966512345670")
    body = {"phone": "+966512345670", "otp_code": code}
    answer = Client().post("/api/verify-otp", body, content_type="application/json")
    assert answer.json()["user"]["id"] == str(user_id)


# --- Which tokens are good


WRONG = {
    "expired": {"exp": 1_000_000_000},
    "without an end": {"exp": None},
    "for others": {"aud": "anon"},
    "for nobody": {"aud": None},
    "of another project": {"iss": "https://other.supabase.example/auth/v1"},
    "of the project's root": {"iss": PROJECT},
    "of nobody": {"iss": None},
    "from the future": {"iat": 9_999_999_999},
    "not good yet": {"nbf": 9_999_999_999},
    "without a user": {"sub": None},
    "of a user who is no UUID": {"sub": "alice"},
    "of a user who is a number": {"sub": 5},
    "of an empty user": {"sub": ""},
}


@pytest.mark.parametrize("changes", WRONG.values(), ids=WRONG)
def test_a_token_with_anything_wrong_about_it_is_refused(by_secret, changes):
    claims = claims_of()
    claims.update(changes)
    assert is_refused(asked_with(signed({name: value for name, value in claims.items() if value is not None})))
    assert not User.objects.exists()


@pytest.mark.parametrize("changes", WRONG.values(), ids=WRONG)
def test_the_same_holds_for_key_pairs(keys, changes):
    claims = claims_of()
    claims.update(changes)
    assert is_refused(asked_with(by_rsa({name: value for name, value in claims.items() if value is not None})))


@pytest.mark.parametrize("key", [SECRET + "x", "x" * 40])
def test_a_token_signed_with_another_secret_is_refused(by_secret, key):
    assert is_refused(asked_with(signed(key=key)))


@pytest.mark.filterwarnings("ignore:The HMAC key")
def test_with_a_secret_only_its_own_algorithm_is_good(by_secret):
    assert is_refused(asked_with(signed(algorithm="HS512")))
    assert is_refused(asked_with(signed(key="", algorithm="none")))
    assert is_refused(asked_with(by_rsa()))


def test_what_was_changed_under_a_good_signature_is_refused(by_secret, alice):
    head, _, signature = signed().split(".")
    payload = base64.urlsafe_b64encode(json.dumps(claims_of(alice.pk)).encode()).rstrip(b"=").decode()
    assert is_refused(asked_with(f"{head}.{payload}.{signature}"))


# --- Key pairs


@pytest.mark.parametrize(("kid", "key", "algorithm"), [("rsa", RSA, "RS256"), ("ec", EC, "ES256")])
def test_a_token_is_good_by_the_public_key_that_it_names(keys, kid, key, algorithm):
    answers = [asked_with(signed(None, key, algorithm, kid=kid)) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200] * 3
    assert len(keys.calls) == 1


def test_a_public_key_is_no_secret(keys):
    """The classic: signed with HS256, the public key, which everybody has, for a secret."""
    for form in (serialization.Encoding.PEM, serialization.Encoding.DER):
        shown = RSA.public_key().public_bytes(form, serialization.PublicFormat.SubjectPublicKeyInfo)
        assert is_refused(asked_with(_hmac_by_hand(shown)))


def _hmac_by_hand(secret: bytes) -> str:
    """PyJWT itself would not sign with such a secret."""
    import hashlib
    import hmac

    def part(data: bytes) -> bytes:
        return base64.urlsafe_b64encode(data).rstrip(b"=")

    head = json.dumps({"alg": "HS256", "typ": "JWT", "kid": "rsa"}).encode()
    body = part(head) + b"." + part(json.dumps(claims_of()).encode())
    return (body + b"." + part(hmac.digest(secret, body, hashlib.sha256))).decode()


FORGED = {
    "by a stranger": lambda: by_rsa(key=STRANGER),
    "under the name of another key": lambda: by_rsa(kid="ec"),
    "by another kind of key": lambda: signed(None, EC, "ES256", kid="rsa"),
    "RS512": lambda: signed(None, RSA, "RS512", kid="rsa"),
    "PS256": lambda: signed(None, RSA, "PS256", kid="rsa"),
    "not at all": lambda: signed(None, "", "none", kid="rsa"),
    "by a secret": lambda: signed(kid="rsa"),
    "by an unnamed key": lambda: signed(None, RSA, "RS256"),
    "under an empty name": lambda: by_rsa(kid=""),
    "under a path": lambda: by_rsa(kid="../rsa"),
}


@pytest.mark.parametrize("token", FORGED.values(), ids=FORGED)
def test_a_token_whose_signature_is_not_that_of_its_key_is_refused(keys, token):
    assert is_refused(asked_with(token()))


def test_the_address_of_keys_is_the_settings_and_never_the_tokens(keys):
    with FakeKeys() as evil:
        evil.keys = [public(STRANGER, "evil")]
        own = {"jku": f"{evil.url}/jwks.json", "x5u": evil.url, "jwk": public(STRANGER, "evil"), "kid": "evil"}
        assert is_refused(asked_with(by_rsa(key=STRANGER, **own)))
        assert evil.calls == []


def test_keys_that_are_no_public_keys_for_signatures_are_not_believed(keys):
    shared = {"kty": "oct", "kid": "shared", "k": base64.urlsafe_b64encode(SECRET.encode()).decode()}
    keys.keys += [
        shared,
        public(STRANGER, "enc", use="enc"),
        public(STRANGER, "ps", alg="PS256"),
        {"kid": "?"},
        7,
        None,
    ]
    assert is_refused(asked_with(signed(kid="shared")))
    assert is_refused(asked_with(by_rsa(key=STRANGER, kid="enc")))
    assert is_refused(asked_with(signed(None, STRANGER, "PS256", kid="ps")))
    assert asked_with(by_rsa()).status_code == 200


@pytest.mark.usefixtures("impatient")
def test_a_new_key_is_good_as_soon_as_a_token_names_it_and_the_old_one_no_longer(keys):
    assert asked_with(by_rsa()).status_code == 200
    keys.keys = [public(STRANGER, "next")]
    assert asked_with(by_rsa(key=STRANGER, kid="next")).status_code == 200
    assert is_refused(asked_with(by_rsa()))
    assert len(keys.calls) == 3


def test_names_that_nobody_knows_make_us_ask_once_in_a_while(keys):
    for number in range(20):
        assert is_refused(asked_with(by_rsa(kid=f"guess-{number}")))
    assert len(keys.calls) == 1
    assert asked_with(by_rsa()).status_code == 200


def test_keys_are_asked_for_again_when_they_are_old(keys, monkeypatch, impatient):
    assert asked_with(by_rsa()).status_code == 200
    monkeypatch.setattr(key_set, "LIFETIME", -1)
    keys.keys = []
    assert is_refused(asked_with(by_rsa()))


TROUBLE = {
    "error": faults.status(500),
    "garbage": Reply(200, b"not json"),
    "a list": Reply(200, []),
    "no keys": Reply(200, {"keys": "none"}),
    "nothing": faults.drop(),
    "much": Reply(200, b"[" * (key_set.MOST_BYTES + 1)),
    "deep": Reply(200, b"[" * 200_000),
}


@pytest.mark.parametrize("reply", TROUBLE.values(), ids=TROUBLE)
def test_while_there_are_no_keys_a_good_token_is_not_called_bad(keys, reply):
    keys.when(lambda call: True, reply, times=1)
    answer = asked_with(by_rsa())
    assert (answer.status_code, answer.json()["code"]) == (503, "SIGN_IN_UNAVAILABLE")
    assert int(answer["Retry-After"]) > 0
    assert asked_with(by_rsa()).status_code == 503  # and the address is left alone for a while
    assert len(keys.calls) == 1


@pytest.mark.usefixtures("impatient")
def test_keys_that_were_told_stay_good_while_the_address_does_not_answer(keys, monkeypatch):
    assert asked_with(by_rsa()).status_code == 200
    monkeypatch.setattr(key_set, "LIFETIME", -1)
    keys.when(lambda call: True, faults.status(503), times=100)
    assert asked_with(by_rsa()).status_code == 200
    assert asked_with(by_rsa(kid="new")).status_code == 503


def test_a_redirect_is_not_followed(keys):
    with FakeKeys() as evil:
        evil.keys = [public(STRANGER, "rsa")]
        keys.when(lambda call: True, Reply(302, {}, {"Location": f"{evil.url}/jwks.json"}))
        assert asked_with(by_rsa(key=STRANGER)).status_code == 503
        assert evil.calls == []


def test_a_server_that_drips_is_given_up(keys, monkeypatch):
    monkeypatch.setattr(key_set, "DEADLINE", 0.3)
    keys.when(lambda call: True, Reply(drip=0.05))
    began = time.monotonic()
    assert asked_with(by_rsa()).status_code == 503
    assert time.monotonic() - began < 3


@pytest.mark.django_db(transaction=True)
def test_many_first_requests_ask_for_the_keys_once_and_all_are_answered(keys):
    keys.delay = 0.2
    token = by_rsa()

    def ask(_) -> int:
        try:
            return asked_with(token).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, range(8))) == {200}
    assert len(keys.calls) == 1
