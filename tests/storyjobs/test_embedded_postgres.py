"""The embedded PostgreSQL starts for its first user, survives any kill, and is gone after its last user."""

import os
import stat
import subprocess
from pathlib import Path

import pytest

from storyjobs.embedded_postgres.server import is_running

from .embedded import end, eventually, kill, parent_of, postmaster_of, run_python, start_user, using, wait_ready


def test_five_that_start_at_once_share_one_server(new_directory):
    users = [start_user(new_directory) for _ in range(5)]
    for user in users:
        wait_ready(user)
    log = (new_directory / "postgres.log").read_text()
    assert log.count("ready to accept connections") == 1
    assert not (new_directory / "postgres.log.1").exists()
    for user in users:
        end(user)


def test_the_server_stays_until_the_last_of_its_users_has_left(directory):
    with using(directory):
        server = postmaster_of(directory)
        with using(directory):
            assert postmaster_of(directory) == server
        with using(directory):
            assert postmaster_of(directory) == server
    assert eventually(lambda: not is_running(directory))
    assert "database system is shut down" in (directory / "postgres.log").read_text()


def test_a_killed_last_user_leaves_no_server_behind(directory):
    with using(directory) as user:
        kill(user.pid)
        user.wait()
    assert eventually(lambda: not is_running(directory))


def test_after_a_killed_postmaster_the_next_connection_finds_everything_that_was_committed(directory):
    with using(directory, "CREATE TABLE kept AS SELECT 1"):
        kill(postmaster_of(directory))
        with using(directory, "SELECT * FROM kept"):
            pass


def test_a_busy_backend_of_a_killed_postmaster_does_not_keep_the_next_server_from_starting(directory):
    with using(directory, "CREATE FUNCTION spin() RETURNS void LANGUAGE plpgsql AS 'BEGIN LOOP END LOOP; END'"):
        spinning = start_user(directory, "SELECT spin()")
        assert eventually(lambda: _a_backend_is_at(directory, "SELECT"))
        kill(postmaster_of(directory))
        with using(directory):
            spinning.communicate(timeout=20)
            assert spinning.returncode != 0


def _a_backend_is_at(directory, word):
    postmaster = postmaster_of(directory)
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    return any(word in _title_of(pid) for pid in children)


def _title_of(pid) -> str:
    """What a process says that it does; nothing when it has ended since it was listed."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def test_after_a_killed_guardian_the_server_stops_and_comes_back_for_the_next(directory):
    with using(directory):
        server = postmaster_of(directory)
        kill(parent_of(server))
        with using(directory):
            assert postmaster_of(directory) != server


@pytest.mark.parametrize("stage", ["data.new", "data.new/base/1", "data.new/global/pg_filenode.map"])
def test_a_starter_killed_while_it_makes_the_data_does_no_harm(new_directory, stage):
    starter = start_user(new_directory)
    assert eventually((new_directory / stage).exists)
    kill(starter.pid)
    starter.communicate()
    with using(new_directory):
        assert not (new_directory / "data.new").exists()


def test_a_forked_child_keeps_the_server_after_its_parent_has_ended(directory):
    parent = run_python(
        """
import os, pathlib, sys, time, psycopg
from storyjobs.embedded_postgres.server import connection_params
params = connection_params(pathlib.Path(sys.argv[1]))
if os.fork() == 0:
    sys.stdin.readline()
    psycopg.connect(**params, dbname="storyjobs").close()
    print("the child connected", flush=True)
""",
        directory,
    )
    os.waitid(os.P_PID, parent.pid, os.WEXITED | os.WNOWAIT)
    output, errors = parent.communicate("go on\n", timeout=20)
    assert output == "the child connected\n", errors


def test_a_long_path_with_spaces_and_letters_under_a_closed_folder_works_and_no_folder_changes(tmp_path):
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    directory = home / "Mein Büro (früher) 'x' $HOME" / ("深" * 60) / "var" / "postgres"
    directory.parent.mkdir(parents=True)
    folders = [*directory.parents]
    before = [_rights(folder) for folder in folders]
    with using(directory):
        assert [_rights(folder) for folder in folders] == before
        assert stat.S_IMODE((directory / "data").stat().st_mode) == 0o700
    assert eventually(lambda: not is_running(directory))
    assert [_rights(folder) for folder in folders] == before


def _rights(path):
    status = path.stat()
    return status.st_mode, status.st_uid, status.st_gid


def test_the_server_listens_on_no_network(directory):
    with using(directory):
        files = [os.readlink(link) for link in Path(f"/proc/{postmaster_of(directory)}/fd").iterdir()]
        inodes = {file.removeprefix("socket:[").removesuffix("]") for file in files if file.startswith("socket:")}
        assert inodes
        for table in ("tcp", "tcp6"):
            lines = Path(f"/proc/net/{table}").read_text().splitlines()[1:]
            assert not inodes & {line.split()[9] for line in lines}


def test_a_failing_statement_leaves_no_word_of_it_in_the_log(directory):
    user = start_user(directory, "SELECT 'a family story'::integer")
    user.communicate(timeout=20)
    assert user.returncode != 0
    assert "family" not in (directory / "postgres.log").read_text()


def test_a_place_that_cannot_be_used_is_named_in_one_sentence(tmp_path):
    blocked = tmp_path / "file"
    blocked.touch()
    user = start_user(blocked / "postgres")
    errors = user.communicate(timeout=20)[1]
    assert f"The embedded PostgreSQL cannot use {blocked / 'postgres'}: File exists." in errors


def test_data_of_another_version_is_refused_with_the_servers_own_reason(directory):
    with using(directory):
        pass
    assert eventually(lambda: not is_running(directory))
    (directory / "data" / "PG_VERSION").write_text("17\n")
    user = start_user(directory)
    errors = user.communicate(timeout=20)[1]
    assert "The embedded PostgreSQL did not start" in errors
    assert "database files are incompatible with server" in errors


def test_ctrl_c_in_the_terminal_of_one_user_leaves_the_server_to_the_others(directory):
    first = start_user(directory, prefix=("setsid",))
    wait_ready(first)
    with using(directory):
        server = postmaster_of(directory)
        subprocess.run(["kill", "-INT", "--", f"-{first.pid}"], check=True)
        first.communicate(timeout=20)
        with using(directory):
            assert postmaster_of(directory) == server


def test_a_user_whose_server_was_deleted_gets_a_new_one(directory):
    program = """
import pathlib, shutil, sys, psycopg
from storyjobs.embedded_postgres.server import connection_params
directory = pathlib.Path(sys.argv[1])
first = connection_params(directory)
shutil.rmtree(directory)
second = connection_params(directory)
psycopg.connect(**second, dbname="storyjobs").close()
print(first["host"] != second["host"])
"""
    output, errors = run_python(program, directory).communicate(timeout=30)
    assert output == "True\n", errors
