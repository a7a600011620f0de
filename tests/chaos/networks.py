"""Machines of one network on this one: namespaces with a cable each to a database server, whose cables can be cut."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from django.db import connections
from django.db.utils import load_backend

from storyjobs.embedded_postgres.account import account_of, make_folder
from storyjobs.embedded_postgres.place import ENVIRONMENT, find_place

DATABASE, PASSWORD = "storyjobs", "only for this test"


class Machine:
    """A network namespace with one cable, to the server of its network."""

    def __init__(self, network: str, number: int):
        self.name, self._server = f"{network}m{number}", f"{network}db"
        self.address, self.server_address = f"10.203.{number}.2", f"10.203.{number}.1"
        self._plug, self._socket = f"sjm{number}", f"sjs{number}"
        _ip("netns", "add", self.name)
        _ip("link", "add", self._plug, "netns", self.name, "type", "veth", "peer", self._socket, "netns", self._server)
        _up(self.name, self._plug, self.address)
        _up(self._server, self._socket, self.server_address)

    @property
    def prefix(self) -> list[str]:
        """The command that runs another one on this machine."""
        return ["ip", "netns", "exec", self.name]

    @property
    def database_url(self) -> str:
        return f"postgres://{DATABASE}:{PASSWORD.replace(' ', '%20')}@{self.server_address}:5432/{DATABASE}"

    def cut(self) -> None:
        """As when the switch at the other end loses power: nothing arrives any more, and nobody is told."""
        _ip("-n", self._server, "link", "set", self._socket, "down")

    def mend(self) -> None:
        _ip("-n", self._server, "link", "set", self._socket, "up")


@contextmanager
def network(machines: int) -> Iterator[tuple[str, list[Machine]]]:
    """The namespace of a server, and so many machines. Raises PermissionError where nobody may make any."""
    name = f"sj{os.getpid()}"
    try:
        _ip("netns", "add", f"{name}db")
    except OSError as error:
        raise PermissionError(str(error)) from error
    try:
        yield f"{name}db", [Machine(name, number) for number in range(1, machines + 1)]
    finally:
        for place in (f"{name}db", *(f"{name}m{number}" for number in range(1, machines + 1))):
            with suppress(OSError):
                _ip("netns", "delete", place)


def _up(namespace: str, link: str, address: str) -> None:
    _ip("-n", namespace, "address", "add", f"{address}/24", "dev", link)
    for device in ("lo", link):
        _ip("-n", namespace, "link", "set", device, "up")


def _ip(*arguments: str) -> None:
    done = subprocess.run(["ip", *arguments], capture_output=True, text=True)
    if done.returncode:
        raise OSError(f"ip {' '.join(arguments)}: {done.stderr.strip()}")


@contextmanager
def database_server(folder: Path, namespace: str) -> Iterator[None]:
    """PostgreSQL in the namespace: machines come by TCP and password, the test by a socket, for the length of the block
    on Django's own connection."""
    make_folder(folder)
    place = find_place(folder, account_of(folder))
    as_postgres = {"stdin": subprocess.DEVNULL, "env": ENVIRONMENT, "cwd": "/"}

    def command(program: str, *arguments: str) -> list[str]:
        return place.account.command([str(place.binaries / program), *arguments], parent_death="KILL")

    for name in ("data", "socket"):
        (folder / name).mkdir(mode=0o700)
        os.chown(folder / name, place.account.uid, place.account.gid)
    (folder / "hba").write_text("local all all trust\nhost all all 10.203.0.0/16 scram-sha-256\n")
    (folder / "hba").chmod(0o644)
    initdb = command(
        "initdb", "--username=postgres", "--no-locale", "--encoding=UTF8", "--no-sync", str(folder / "data")
    )
    subprocess.run(initdb, check=True, capture_output=True, **as_postgres)
    options = {
        "listen_addresses": "*",
        "unix_socket_directories": folder / "socket",
        "hba_file": folder / "hba",
        "timezone": "UTC",
        "fsync": "off",
    }
    words = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
    server = ["ip", "netns", "exec", namespace, *command("postgres", "-D", str(folder / "data"), *words)]
    with (folder / "log").open("wb") as log, subprocess.Popen(server, stdout=log, stderr=log, **as_postgres) as process:
        try:
            _make_database(folder / "socket")
            with _django_on(folder / "socket"):
                yield
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(5)
            process.kill()


def _make_database(socket: Path) -> None:
    deadline = time.monotonic() + 20
    while True:
        try:
            admin = psycopg.connect(host=str(socket), user="postgres", dbname="postgres", autocommit=True)
            break
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
    with admin:
        admin.execute(f"CREATE ROLE {DATABASE} LOGIN CREATEROLE PASSWORD '{PASSWORD}'")
        admin.execute(f"CREATE DATABASE {DATABASE} OWNER {DATABASE}")


@contextmanager
def _django_on(socket: Path) -> Iterator[None]:
    before = connections["default"]
    own = before.settings_dict | {"ENGINE": "storyjobs.postgres", "HOST": str(socket), "PORT": "5432"}
    own |= {"NAME": DATABASE, "USER": DATABASE, "PASSWORD": ""}
    connections["default"] = load_backend(own["ENGINE"]).DatabaseWrapper(own, "default")
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = before
