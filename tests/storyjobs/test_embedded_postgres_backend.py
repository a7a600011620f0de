"""Django on the embedded PostgreSQL: starts nothing until it connects, and finds the server again after a crash."""

import os
import subprocess
import sys

import pytest

from storyjobs.embedded_postgres.server import is_running

from .embedded import ROOT, end, eventually, kill, postmaster_of, run_python

DJANGO = """
import pathlib, sys
from django.conf import settings
pool = {"min_size": 1, "max_size": 2, "timeout": 20} if "pool" in sys.argv else None
settings.configure(
    POSTGRES_DIR=pathlib.Path(sys.argv[1]),
    DATABASES={"default": {
        "ENGINE": "storyjobs.embedded_postgres", "NAME": "storyjobs", "CONN_HEALTH_CHECKS": True,
        "CONN_MAX_AGE": 0 if pool else None, "OPTIONS": {"pool": pool} if pool else {},
    }},
)
import django
django.setup()
from django.db import close_old_connections, connection

def answer():
    close_old_connections()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        return cursor.fetchone()[0]
"""


@pytest.mark.parametrize("kind", ["pool", "plain"])
def test_connections_come_back_after_the_server_was_killed(directory, kind):
    program = """
print(answer(), flush=True)
for _ in sys.stdin:
    print(answer(), flush=True)
"""
    process = run_python(DJANGO + program, directory, kind)
    assert process.stdout.readline() == "storyjobs\n", process.communicate()[1]
    for _ in range(2):
        killed = postmaster_of(directory)
        kill(killed)
        assert eventually(lambda: not is_running(directory))
        process.stdin.write("again\n")
        process.stdin.flush()
        assert process.stdout.readline() == "storyjobs\n", process.communicate()[1]
        assert postmaster_of(directory) != killed
    end(process)


def test_nothing_starts_before_the_first_connection(new_directory):
    end(run_python(DJANGO + "assert connection.vendor == 'postgresql'", new_directory))
    assert not new_directory.exists()


def test_the_parameters_are_enough_for_ones_own_connection(directory):
    program = """
import psycopg
params = connection.get_connection_params()
print(psycopg.connect(**params).execute("SELECT current_user").fetchone())
"""
    output, errors = run_python(DJANGO + program, directory).communicate(timeout=20)
    assert "storyjobs" in output, errors


def test_a_test_database_can_be_made_and_dropped(directory):
    program = """
name = connection.creation.create_test_db(verbosity=0, serialize=False, autoclobber=True)
print(answer())
connection.creation.destroy_test_db(name, verbosity=0)
"""
    output, errors = run_python(DJANGO + program, directory).communicate(timeout=60)
    assert output == "test_storyjobs\n", errors


def test_dbshell_opens_the_servers_own_psql(directory):
    program = """
from django.core.management import call_command
call_command("dbshell", "--", "-Atc", "SELECT current_user, current_database()")
"""
    output, errors = run_python(DJANGO + program, directory).communicate(timeout=20)
    assert output == "storyjobs|storyjobs\n", errors


def test_a_server_that_cannot_start_is_an_operational_error_like_any_other(tmp_path):
    (tmp_path / "file").touch()
    program = """
from django.db import OperationalError
try:
    answer()
except OperationalError as error:
    print(error)
"""
    output, errors = run_python(DJANGO + program, tmp_path / "file" / "postgres").communicate(timeout=20)
    assert output.startswith("The embedded PostgreSQL cannot use"), errors


def test_the_guardian_needs_nothing_but_pythons_own_library():
    guardian = ROOT / "storyjobs" / "embedded_postgres" / "guardian.py"
    program = f"import runpy; runpy.run_path({str(guardian)!r})"
    assert subprocess.run([sys.executable, "-I", "-S", "-c", program], env={}, cwd=os.sep).returncode == 0
