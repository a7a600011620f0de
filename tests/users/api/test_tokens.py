"""Access and refresh tokens: what is good, for how long, and what ends them."""

import base64
import json
from datetime import timedelta

import jwt
import pytest
from django.conf import settings as project
from django.test import Client
from django.utils import timezone

from tests.conftest import UNKNOWN_ID
from tests.refusals import said
from users import sign_ins
from users.models import SignIn
from users.rate_limits import Limit
from users.sign_ins import ACCESS, ALGORITHM

pytestmark = pytest.mark.django_db
OWN_JOBS = "/api/jobs/user"


@pytest.fixture
def tokens(alice) -> sign_ins.Tokens:
    return sign_ins.sign_in(alice)


def asked_with(token: str, url: str = OWN_JOBS):
    return Client().get(url, headers={"Authorization": f"Bearer {token}"})


def post(path: str, **body):
    return Client().post(f"/api/auth/{path}", body, content_type="application/json")


def is_refused(answer) -> bool:
    """Whether it is the one refusal there is, whatever is wrong with the token."""
    wanted = {"error": "Invalid token", "code": "INVALID_TOKEN"}
    return answer.status_code == 401 and said(answer) == wanted and answer["WWW-Authenticate"].startswith("Bearer")


def forged(tokens, key=None, algorithm: str = ALGORITHM, **changes) -> str:
    """The access token with other claims (None takes one away), signed with the right key or another."""
    claims = jwt.decode(tokens.access, options={"verify_signature": False}) | changes
    kept = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(kept, sign_ins._key(ACCESS) if key is None else key, algorithm)


def test_an_access_token_opens_its_users_jobs_and_tells_how_long(tokens):
    assert asked_with(tokens.access).status_code == 200
    assert tokens.expires_in == project.ACCESS_TOKEN_LIFETIME.total_seconds() == 900
    assert asked_with(forged(tokens)).status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": 1_000_000_000},
        {"aud": "elsewhere"},
        {"aud": None},
        {"exp": None},
        {"sub": None},
        {"sid": None},
        {"sub": UNKNOWN_ID},
        {"sid": UNKNOWN_ID},
        {"sub": "alice"},
        {"sid": 5},
        {"iat": 9_999_999_999},
        {"key": b"x" * 32},
        {"key": project.SECRET_KEY},
        pytest.param({"algorithm": "HS512"}, marks=pytest.mark.filterwarnings("ignore:The HMAC key")),
        {"algorithm": "none", "key": ""},
    ],
    ids=str,
)
def test_a_token_with_anything_wrong_about_it_is_refused(tokens, changes):
    assert is_refused(asked_with(forged(tokens, **changes)))


def test_somebody_elses_name_on_ones_own_sign_in_is_refused(tokens, bob):
    assert is_refused(asked_with(forged(tokens, sub=str(bob.pk))))


@pytest.mark.parametrize("token", ["x", "a.b.c", "é", "..", "null", "a b", "x" * 5000])
def test_what_is_no_token_is_refused(token):
    assert is_refused(asked_with(token))


def test_a_changed_payload_under_the_old_signature_is_refused(tokens, bob):
    head, payload, signature = tokens.access.split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "==")) | {"sub": str(bob.pk)}
    changed = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    assert is_refused(asked_with(f"{head}.{changed}.{signature}"))


def test_a_bad_token_makes_nobody_a_guest(tokens):
    headers = {"Authorization": "Bearer nonsense"}
    answer = Client().post("/api/jobs/noop/start", {}, content_type="application/json", headers=headers)
    assert is_refused(answer)


def test_a_token_with_a_bad_one_is_not_saved_by_a_session(alice, client_of):
    assert is_refused(client_of(alice).get(OWN_JOBS, headers={"Authorization": "Bearer nonsense"}))


def test_neither_token_passes_for_the_other(tokens):
    assert is_refused(asked_with(tokens.refresh))
    assert is_refused(post("refresh", refreshToken=tokens.access))


def test_a_refresh_token_brings_the_next_pair(tokens):
    answer = post("refresh", refreshToken=tokens.refresh).json()
    assert answer["expiresIn"] == 900
    assert asked_with(answer["accessToken"]).status_code == 200
    assert post("refresh", refreshToken=answer["refreshToken"]).status_code == 200


def test_a_refresh_token_that_comes_again_ends_the_sign_in_for_whoever_has_it(tokens):
    newer = post("refresh", refreshToken=tokens.refresh).json()
    assert is_refused(post("refresh", refreshToken=tokens.refresh))
    assert is_refused(post("refresh", refreshToken=newer["refreshToken"]))
    assert is_refused(asked_with(newer["accessToken"]))


def test_signing_out_ends_both_tokens_of_this_device_only(tokens, alice):
    phone = sign_ins.sign_in(alice)
    assert post("sign-out", refreshToken=tokens.refresh).status_code == 200
    assert is_refused(asked_with(tokens.access))
    assert is_refused(post("refresh", refreshToken=tokens.refresh))
    assert asked_with(phone.access).status_code == 200


def test_signing_out_everywhere_ends_all(tokens, alice):
    sign_ins.end_all(alice)
    assert is_refused(asked_with(tokens.access))


def test_a_sign_in_that_nobody_goes_on_with_ends(tokens):
    SignIn.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert is_refused(post("refresh", refreshToken=tokens.refresh))


def test_who_is_shut_out_is_out_at_once(tokens, alice):
    alice.is_active = False
    alice.save()
    assert is_refused(asked_with(tokens.access))
    assert is_refused(post("refresh", refreshToken=tokens.refresh))


def test_a_token_needs_no_origin_since_no_browser_sends_it_by_itself(tokens):
    headers = {"Authorization": f"Bearer {tokens.access}", "Origin": "https://app.example.com"}
    answer = Client().post("/api/jobs/noop/start", {}, content_type="application/json", headers=headers)
    assert answer.status_code == 202


def test_an_old_token_in_the_header_is_no_obstacle_to_the_next_pair(tokens):
    headers = {"Authorization": f"Bearer {forged(tokens, exp=1_000_000_000)}"}
    body = {"refreshToken": tokens.refresh}
    answer = Client().post("/api/auth/refresh", body, content_type="application/json", headers=headers)
    assert answer.status_code == 200


def test_sign_ins_that_are_over_are_forgotten(tokens, alice):
    ended, over = SignIn.objects.create(user=alice, expires_at=timezone.now()), sign_ins.sign_in(alice)
    SignIn.objects.filter(id=ended.id).update(expires_at=timezone.now() - timedelta(days=1))
    sign_ins.end_by_refresh_token(over.refresh)
    SignIn.objects.exclude(ended_at=None).update(ended_at=timezone.now() - timedelta(hours=1))
    sign_ins.delete_old()
    assert SignIn.objects.count() == 1
    assert asked_with(tokens.access).status_code == 200


def test_whoever_tries_tokens_counts_as_a_guest_of_their_address(settings):
    settings.RATE_LIMIT_ADDRESS = Limit(2, 900)
    answers = [asked_with("a.b.c") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [401, 401, 429]
    assert answers[0]["X-RateLimit-Remaining"] == "1"
