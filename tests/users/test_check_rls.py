"""manage.py check_rls finds each way in which row-level security can be damaged."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

pytestmark = pytest.mark.django_db
DAMAGES = {
    "ALTER TABLE users DISABLE ROW LEVEL SECURITY": "Row-level security of users is off.",
    "ALTER TABLE stored_files NO FORCE ROW LEVEL SECURITY": "Row-level security of stored_files is not forced",
    "DROP POLICY web_select ON background_jobs": "The policy web_select of background_jobs is missing.",
    "DROP POLICY service ON job_steps": "The policy service of job_steps is missing.",
    "ALTER POLICY web_select ON job_history USING (true)": "The policy web_select of job_history does not say what",
    "ALTER POLICY web_update ON users TO PUBLIC": "The policy web_update of users does not say what",
    "CREATE POLICY mine ON sign_ins USING (true)": "sign_ins has a policy that nobody declared: mine.",
    "GRANT UPDATE (is_staff) ON users TO storyjobs_web": "storyjobs_web may UPDATE users.is_staff, which nobody",
    "GRANT UPDATE ON storybook_entries TO PUBLIC": "storyjobs_web may UPDATE storybook_entries.is_paid, which nobody",
    "GRANT DELETE ON background_jobs TO storyjobs_web": "storyjobs_web may DELETE background_jobs, which nobody",
    "GRANT SELECT ON django_session TO storyjobs_web": "storyjobs_web may SELECT django_session.session_key, which",
    "CREATE VIEW all_jobs AS TABLE background_jobs; GRANT SELECT ON all_jobs TO storyjobs_web": "SELECT all_jobs.id,",
    "REVOKE SELECT ON users FROM storyjobs_web": "storyjobs_web may not SELECT users.id, as was declared.",
}
BY_THE_ADMINISTRATOR = {
    "ALTER ROLE storyjobs_web BYPASSRLS": "Take them away: ALTER ROLE storyjobs_web NOBYPASSRLS;",
    "ALTER ROLE storyjobs_web SUPERUSER LOGIN": "Take them away: ALTER ROLE storyjobs_web NOSUPERUSER NOLOGIN;",
    "GRANT storyjobs_service TO storyjobs_web": "Take them away: REVOKE storyjobs_service FROM storyjobs_web;",
    "REVOKE storyjobs_service FROM storyjobs": "Missing: GRANT storyjobs_web, storyjobs_service TO storyjobs",
    "ALTER ROLE storyjobs_web RENAME TO storyjobs_gone": "Missing: CREATE ROLE storyjobs_web NOLOGIN;",
}


def check() -> str:
    out = StringIO()
    call_command("check_rls", stdout=out)
    return out.getvalue()


def test_a_migrated_database_is_as_declared():
    shown = check()
    assert shown.splitlines()[0].split() == ["schemaname", "tablename", "rowsecurity", "forced", "policies"]
    assert ["public", "job_steps", "yes", "yes", "service"] in [line.split() for line in shown.splitlines()]
    assert shown.endswith("Row-level security is as declared.\n")


@pytest.mark.parametrize(("damage", "sentence"), DAMAGES.items())
def test_each_damage_to_a_table_is_told_in_a_sentence(damage, sentence):
    with connection.cursor() as cursor:
        cursor.execute(damage)
    with pytest.raises(CommandError) as failure:
        check()
    assert sentence in str(failure.value)
    assert failure.value.returncode == 1


@pytest.fixture
def damaging(transactional_db, monkeypatch):
    """A function: what the check says where the server's administrator has said this; nobody else ever sees it."""
    connection.close()
    as_ourselves = connection.get_connection_params
    monkeypatch.setattr(connection, "get_connection_params", lambda: as_ourselves() | {"user": "postgres"})

    def checked(damage: str) -> str:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"{damage}; SET LOCAL SESSION AUTHORIZATION storyjobs")
            with pytest.raises(CommandError) as failure:
                check()
            transaction.set_rollback(True)
        return str(failure.value)

    yield checked
    connection.close()


@pytest.mark.parametrize(("damage", "sentence"), BY_THE_ADMINISTRATOR.items())
def test_each_damage_to_the_roles_is_told_in_a_sentence(damaging, damage, sentence):
    assert sentence in damaging(damage)
