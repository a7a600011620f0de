"""Which person a command means: by phone, e-mail address or id."""

from uuid import UUID

from django.db.models import Q

from users.models import User
from users.phones import PhoneRefused, mobile_number


class UnknownPerson(LookupError):
    """Nobody here is called this, as the sentence says."""


def person(name: str) -> User:
    """Raises UnknownPerson."""
    user = User.objects.filter(_called(name.strip())).first()
    if user is None:
        raise UnknownPerson(f"Nobody here has the phone number, e-mail address or id {name!r}.")
    return user


def _called(name: str) -> Q:
    if "@" in name:
        return Q(email__iexact=name)
    try:
        return Q(pk=UUID(name))
    except ValueError:
        pass
    try:
        return Q(phone__in=[name, mobile_number(name)])
    except PhoneRefused:
        return Q(phone=name)
