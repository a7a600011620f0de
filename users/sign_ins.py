"""Signed in by tokens: an access token for some minutes (JWT, RFC 7519), a refresh token for the next pair of them.

A refresh token is good once. One that comes again was copied: then its sign-in ends, whoever has the newer one. The
table holds no token, and an access token is worth nothing any more once its sign-in has ended.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

import jwt
from django.conf import settings
from django.db import transaction
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
def sign_in(user: User) -> Tokens:
    now = timezone.now()
    return _tokens(SignIn.objects.create(user=user, expires_at=now + settings.REFRESH_TOKEN_LIFETIME), now)


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
    """Sign out: neither token of it is good any more."""
    SignIn.objects.filter(id=sign_in_id, ended_at=None).update(ended_at=timezone.now())


def end_by_refresh_token(token: str) -> None:
    """Raises TokenRefused."""
    end(_claims(token, REFRESH)["sid"])


@service()
def end_all(user: User) -> None:
    SignIn.objects.filter(user=user, ended_at=None).update(ended_at=timezone.now())


def delete_old() -> None:
    """Forget sign-ins that can never be gone on with."""
    now = timezone.now()
    SignIn.objects.filter(expires_at__lt=now).delete()
    SignIn.objects.filter(ended_at__lt=now - settings.ACCESS_TOKEN_LIFETIME).delete()


def _open_sign_ins(now: datetime):
    return SignIn.objects.select_related("user").filter(ended_at=None, expires_at__gt=now, user__is_active=True)


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
