"""Signed in by tokens: an access token for some minutes (JWT, RFC 7519), a refresh token for the next pair of them.

A refresh token is good once. One that comes again was copied: then its sign-in ends, whoever has the newer one. The
table holds no token, and an access token is worth nothing any more once its sign-in has ended.

Browsers that have a session stand in the same table, so that people see all of their devices in one list; whether they
are let in is the session's to say (`users.sessions`).
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

import jwt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from users.acting import service
from users.models import SignIn, User

ALGORITHM = "HS256"
AUDIENCE = "storyjobs"
ACCESS, REFRESH = "access", "refresh"


class TokenRefused(ValueError):
    """Forged, expired, used before, of an ended sign-in, or no token at all: nobody learns which."""


@dataclass(frozen=True)
class Tokens:
    """What a client keeps; the access token is good for `expires_in` seconds."""

    access: str
    refresh: str
    expires_in: int


@service()
def sign_in(user: User, device: str = "") -> Tokens:
    now = timezone.now()
    row = SignIn.objects.create(user=user, device=device, expires_at=now + settings.REFRESH_TOKEN_LIFETIME)
    return _tokens(row, now)


@service()
def remember_session(user: User, session_key: str, device: str, expires_at: datetime) -> None:
    """A browser has signed in."""
    SignIn.objects.create(user=user, session_key=session_key, device=device, expires_at=expires_at)


@service()
def refresh(token: str) -> Tokens:
    """The next pair of tokens. Raises TokenRefused."""
    claims, now = _claims(token, REFRESH), timezone.now()
    with transaction.atomic():
        row = _open_sign_ins(now).select_for_update(of=("self",)).filter(id=claims["sid"], user=claims["sub"]).first()
        is_newest = row is not None and row.refresh_id == claims["jti"]
        if is_newest:
            row.refresh_id, row.used_at, row.expires_at = uuid4(), now, now + settings.REFRESH_TOKEN_LIFETIME
            row.save()
        elif row:
            end(row.id)
    if not is_newest:
        raise TokenRefused
    return _tokens(row, now)


@service()
def user_of(token: str) -> tuple[User, UUID]:
    """Whose access token this is, and the id of the sign-in. Raises TokenRefused."""
    claims = _claims(token, ACCESS)
    row = _open_sign_ins(timezone.now()).filter(id=claims["sid"], user=claims["sub"]).first()
    if row is None:
        raise TokenRefused
    return row.user, row.id


@service()
def end(sign_in_id: UUID) -> None:
    """Sign out: neither token of it is good any more, nor its session."""
    _end(SignIn.objects.filter(id=sign_in_id))


@service()
def end_session(session_key: str) -> None:
    _end(SignIn.objects.filter(session_key=session_key))


def end_by_refresh_token(token: str) -> None:
    """Raises TokenRefused."""
    end(_claims(token, REFRESH)["sid"])


@service()
def end_all(user: User, but_session: str = "") -> int:
    """Every device of theirs; `but_session` is the key of the one that may stay. How many sessions have ended."""
    theirs = SignIn.objects.filter(user=user)
    return _end(theirs.exclude(session_key=but_session) if but_session else theirs)


@service()
def devices(user: User) -> list[SignIn]:
    """Where they are signed in, the newest first. A session may have ended by itself, or by another key for it."""
    rows = list(_open_sign_ins(timezone.now()).filter(user=user).order_by("-created_at"))
    living = set(Session.objects.filter(pk__in=[row.session_key for row in rows]).values_list("pk", flat=True))
    return [row for row in rows if not row.session_key or row.session_key in living]


def delete_old() -> None:
    """Forget sign-ins that can never be gone on with."""
    now = timezone.now()
    SignIn.objects.filter(expires_at__lt=now).delete()
    SignIn.objects.filter(ended_at__lt=now - settings.ACCESS_TOKEN_LIFETIME).delete()


def _open_sign_ins(now: datetime):
    return SignIn.objects.select_related("user").filter(ended_at=None, expires_at__gt=now, user__is_active=True)


def _end(rows: QuerySet[SignIn]) -> int:
    with transaction.atomic():
        open_rows = rows.filter(ended_at=None)
        keys = open_rows.exclude(session_key="").values("session_key")
        sessions, _ = Session.objects.filter(pk__in=keys).delete()
        open_rows.update(ended_at=timezone.now())
    return sessions


def _tokens(row: SignIn, now: datetime) -> Tokens:
    lifetime = settings.ACCESS_TOKEN_LIFETIME
    access = _encoded(row, ACCESS, uuid4(), now, now + lifetime)
    return Tokens(access, _encoded(row, REFRESH, row.refresh_id, now, row.expires_at), int(lifetime.total_seconds()))


def _encoded(row: SignIn, kind: str, token_id: UUID, now: datetime, expires_at: datetime) -> str:
    claims = {"sub": str(row.user_id), "sid": str(row.id), "jti": str(token_id), "aud": AUDIENCE}
    return jwt.encode({**claims, "iat": now, "exp": expires_at}, _key(kind), ALGORITHM)


def _claims(token: str, kind: str) -> dict[str, UUID]:
    try:
        claims = jwt.decode(
            token,
            _key(kind),
            algorithms=[ALGORITHM],
            audience=AUDIENCE,
            options={"require": ["sub", "sid", "jti", "aud", "iat", "exp"]},
        )
        return {name: UUID(claims[name]) for name in ("sub", "sid", "jti")}
    except (jwt.InvalidTokenError, ValueError, TypeError, AttributeError):
        raise TokenRefused from None


def _key(kind: str) -> bytes:
    """Another key for each kind: no token can be passed off as one of the other."""
    return salted_hmac("users.sign_ins", kind, algorithm="sha256").digest()
