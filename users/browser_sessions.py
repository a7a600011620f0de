"""Sessions of browsers: whose they are stands nowhere but in their signed content."""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone

from users.models import User

BATCH = 500


def end_all(user: User) -> int:
    """Delete every session of this user; how many."""
    every = Session.objects.iterator(BATCH)
    theirs = [session.pk for session in every if session.get_decoded().get(SESSION_KEY) == str(user.pk)]
    deleted, _ = Session.objects.filter(pk__in=theirs).delete()
    return deleted


def delete_old() -> None:
    """Forget sessions that have ended by themselves."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
