"""Signed in at a Supabase project: its access tokens (JWT) are good here too, and its users keep their ids.

Of a token we believe who it is (`sub`) and, where SUPABASE_CONFIRMED says that the project lets nobody use one
unconfirmed, their phone and e-mail address. What it says of roles is another house's business. `user_metadata` is
believed in nothing: users write it themselves, "email_verified" included.
"""

from typing import Any
from uuid import UUID

import jwt
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError

from users.acting import service
from users.erasure import was_erased
from users.key_set import UnknownKey, key_set
from users.models import User
from users.phones import PhoneRefused, mobile_number
from users.sign_ins import TokenRefused

AUDIENCE = "authenticated"
LEEWAY = 10  # s, for clocks that differ


def is_configured() -> bool:
    return bool(settings.SUPABASE_JWT_SECRET or settings.SUPABASE_JWKS_URL)


def user_of(token: str) -> User:
    """Whose token this is; whoever is here for the first time becomes a user. Raises TokenRefused, KeysUnavailable."""
    claims = _claims(token)
    with service():  # nobody is signed in yet
        user = _user(claims["sub"], claims)
    if not user.is_active:
        raise TokenRefused
    return user


def _claims(token: str) -> dict[str, Any]:
    try:
        key, algorithm = _key(token)
        claims = jwt.decode(
            token,
            key,
            algorithms=[algorithm],
            audience=AUDIENCE,
            issuer=f"{settings.SUPABASE_URL.rstrip('/')}/auth/v1",
            leeway=LEEWAY,
            options={"require": ["sub", "aud", "iss", "exp"]},
        )
        claims["sub"] = UUID(claims["sub"])
    except (jwt.InvalidTokenError, UnknownKey, ValueError, TypeError, AttributeError):
        raise TokenRefused from None
    if claims.get("is_anonymous", False) is not False:  # nobody in particular: a guest, and guests need no token here
        raise TokenRefused
    return claims


def _key(token: str) -> tuple[Any, str]:
    """The key and its algorithm: both are the settings', the token may only name which of the public keys it is."""
    if settings.SUPABASE_JWT_SECRET:
        return settings.SUPABASE_JWT_SECRET, "HS256"
    key = key_set(settings.SUPABASE_JWKS_URL).key(jwt.get_unverified_header(token).get("kid"))
    return key, key.algorithm_name


def _user(user_id: UUID, claims: dict[str, Any]) -> User:
    """Nobody is known by phone or e-mail address here, only by id: so nobody takes another's account over.

    What belongs to somebody else already is left to them, also when they get it in this very moment.
    """
    user = User.objects.filter(pk=user_id).first()
    if user.is_staff if user else was_erased(user_id):  # staff comes by its own door alone
        raise TokenRefused
    contacts = {} if user else _contacts(claims)
    for known in (contacts, {}):
        if user is None:
            new = User(pk=user_id, is_external=True, password=make_password(None), **known)
            User.objects.bulk_create([new], ignore_conflicts=True)  # two first requests at once are one user
            user = User.objects.filter(pk=user_id).first()
    return user


def _contacts(claims: dict[str, Any]) -> dict[str, str]:
    """The confirmed ones that are nobody else's."""
    found = {"phone": _phone(claims.get("phone")), "email": _email(claims.get("email"))}
    return {
        name: value
        for name, value in found.items()
        if value and name in settings.SUPABASE_CONFIRMED and not User.objects.filter(**{f"{name}__iexact": value})
    }


def _phone(claim: Any) -> str | None:
    """Supabase writes E.164 without its plus sign."""
    try:
        return mobile_number(f"+{claim.lstrip('+')}") if isinstance(claim, str) else None
    except PhoneRefused:
        return None


def _email(claim: Any) -> str | None:
    try:
        return User._meta.get_field("email").clean(User.objects.normalize_email(claim), None)
    except (ValidationError, AttributeError):
        return None
