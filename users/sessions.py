"""Django's sessions in the database. Their keys open families' doors: requests read the table here and nowhere else."""

from django.contrib.sessions.backends import db

from users.acting import service


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
