"""Django's sessions in the database. Their keys open families' doors: requests read the table here and nowhere else."""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from users.acting import service
from users.models import User

BATCH = 500


class SessionStore(db.SessionStore):
    @service()
    def exists(self, session_key):
        return super().exists(session_key)

    @service()
    def save(self, must_create=False):
        return super().save(must_create)

    @service()
    def delete(self, session_key=None):
        return super().delete(session_key)

    @service()
    def _get_session_from_db(self):
        return super()._get_session_from_db()


def end_all(user: User) -> int:
    """Delete every session of this user; how many. Whose one is stands nowhere but in its signed content."""
    every = Session.objects.iterator(BATCH)
    theirs = [session.pk for session in every if session.get_decoded().get(SESSION_KEY) == str(user.pk)]
    deleted, _ = Session.objects.filter(pk__in=theirs).delete()
    return deleted


def delete_old() -> None:
    """Forget sessions that have ended by themselves."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
