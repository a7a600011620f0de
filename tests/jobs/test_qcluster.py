"""What `manage.py qcluster` tells before and beside its work."""

from django.core.management import get_commands, load_command_class
from django.db import connections

from jobs.cluster import _database


def test_the_command_is_ours_and_its_help_tells_how_to_stop_it():
    assert get_commands()["qcluster"] == "jobs"
    text = load_command_class("jobs", "qcluster").create_parser("manage.py", "qcluster").format_help()
    for word in ("SIGTERM", "Ctrl-C", "Exit codes: 0", "70", "124"):
        assert word in text


def test_the_start_line_names_the_database_without_its_password(monkeypatch):
    params = {"HOST": "db.internal", "PORT": "", "NAME": "books", "USER": "worker", "PASSWORD": "hush"}
    monkeypatch.setattr(connections["default"], "settings_dict", params)
    assert _database() == "db.internal:5432/books"
