"""manage.py backup and restore: what a family had is there again, and nothing that was there is lost on the way."""

import io
import json
import os
import signal
import subprocess
import sys
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.test import Client

from jobs.database import database_thread
from jobs.engine import Submitter, submit
from jobs.job_type import job_types
from jobs.models import Job, JobHistory
from jobs.states import Status
from prints.models import PrintRequest
from prints.states import Status as PrintStatus
from storybooks.files import keep
from storybooks.media import media_store
from storybooks.models import StoredFile, Storybook
from storyjobs.backup import backup as making
from storyjobs.backup import databases, programs
from tests.chaos.clusters import ROOT, eventually
from tests.jobs.helpers import job_in
from tests.prints.shelf import request_in
from tests.storybooks.shelf import PDF, finished_book, picture
from users import sign_ins
from users.erasure import erase, erase_requested
from users.models import Erased, User

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def folder(tmp_path, settings) -> Path:
    """Where backups go; the media are in a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "backups"


@pytest.fixture
def book(folder, alice) -> Storybook:
    """Alice's, of a finished job, on its way to the printer."""
    book = finished_book(alice, job=job_in(Status.COMPLETED, alice))
    request_in(PrintStatus.APPROVED, alice, book)
    return book


@pytest.fixture
def elsewhere(settings, tmp_path):
    """A context manager: Django is another installation, with no database and no media folder yet; its name."""
    name = f"{connection.settings_dict['NAME']}_elsewhere_{os.getpid()}"

    @contextmanager
    def moved() -> Iterator[str]:
        settings.MEDIA_ROOT = tmp_path / "elsewhere"
        with databases.connected_to(name):
            yield name

    yield moved
    databases.drop(name)


@pytest.fixture
def database() -> Iterator[str]:
    """The name of the test's database; what a restore puts aside is dropped in the end."""
    name = connection.settings_dict["NAME"]
    database_thread.submit(connections.close_all).result()
    yield name
    connection.close()
    for (other,) in databases._asked("SELECT datname::text FROM pg_database WHERE starts_with(datname, %s)", [name]):
        if other != name:
            databases.drop(other)


def run(command: str, *arguments: object, **options: object) -> str:
    out = io.StringIO()
    call_command(command, *map(str, arguments), stdout=out, **options)
    return out.getvalue()


def made(folder: Path, **options: object) -> Path:
    run("backup", "--to", folder, no_verify=True, **options)
    return max(folder.glob("*.tar"))


def manifest(path: Path) -> dict:
    with tarfile.open(path) as tar:
        return json.load(tar.extractfile("manifest.json"))


def rewritten(path: Path, change) -> Path:
    """The backup with other members: `change` gets them as (info, bytes) and gives those of the new file."""
    with tarfile.open(path) as tar:
        members = [(info, tar.extractfile(info).read()) for info in tar]
    other = path.with_name("changed.tar")
    with tarfile.open(other, "w") as tar:
        for info, data in change(members):
            info.size = len(data) if info.isreg() else 0
            tar.addfile(info, io.BytesIO(data))
    return other


def everything() -> dict[str, int]:
    return {"users": User.objects.count(), "jobs": Job.objects.count(), "files": StoredFile.objects.count()}


def another_session() -> psycopg.Connection:
    return psycopg.connect(**connection.get_connection_params() | {"cursor_factory": psycopg.Cursor})


def others(name: str) -> list[str]:
    """Databases beside this one that a run has made."""
    found = databases._asked("SELECT datname::text FROM pg_database WHERE starts_with(datname, %s)", [f"{name}_"])
    return [other for (other,) in found]


def test_a_familys_job_book_pictures_and_order_are_readable_elsewhere(book, alice, folder, elsewhere, client_of):
    assert "9 media files, tried out in a scratch database." in run("backup", "--to", folder)
    with elsewhere() as name:
        told = run("restore", max(folder.glob("*.tar")))
        assert f"The database {name} is that of" in told
        assert "9 media files are back." in told
        assert "Row-level security is as declared." in run("check_rls")
        _assert_readable(book, client_of(User.objects.get(phone=alice.phone)))
        another = submit(job_types()["noop"], {}, Submitter(alice))  # sequences go on where they were
        assert JobHistory.objects.latest("id").job_id == another.id


def _assert_readable(book: Storybook, client: Client) -> None:
    job = client.get(f"/api/jobs/{book.job_id}").json()
    assert (job["status"], job["jobId"]) == ("completed", str(book.job_id))
    shown = client.get(f"/api/storybooks/{book.id}").json()
    assert shown["title"] == "The Lantern"
    assert b"".join(client.get(f"/api/storybooks/{book.id}/download")) == PDF
    scenes = [scene for page in shown["pages"] for scene in page["scenes"]]
    assert [client.get(scene["generatedImage"]).status_code for scene in scenes] == [200] * 4
    order = client.get(f"/api/prints/{PrintRequest.objects.get().id}").json()
    assert (order["status"], order["address"]["city"]) == ("approved", "Riyadh")


def test_a_backup_is_of_one_moment_while_everything_goes_on(book, folder):
    over, stored = threading.Event(), []

    def go_on() -> None:
        while not over.is_set():
            stored.append(submit(job_types()["noop"], {}))
        connection.close()

    worker = threading.Thread(target=go_on)
    worker.start()
    try:
        assert eventually(lambda: len(stored) > 3)
        told = run("backup", "--to", folder)
    finally:
        over.set()
        worker.join()
    assert "tried out" in told
    tables = manifest(max(folder.glob("*.tar")))["tables"]
    assert 3 < tables["background_jobs"] < len(stored) + 1
    assert not others(connection.settings_dict["NAME"])


def test_a_backup_is_for_its_owner_alone_and_tells_what_is_in_it(book, folder):
    path = made(folder)
    assert (path.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)
    about = manifest(path)
    assert about["tables"]["storybook_entries"] == 1
    assert "0001_initial" in about["migrations"]["jobs"]
    assert about["server_version"] == connection.pg_version
    listed = subprocess.run(["sha256sum", "--check", "SHA256SUMS"], cwd=_unpacked(path), capture_output=True, text=True)
    assert listed.returncode == 0, listed.stderr
    assert listed.stdout.count(": OK") == 3 + 9


def _unpacked(path: Path) -> Path:
    target = path.parent / "unpacked"
    with tarfile.open(path) as tar:
        tar.extractall(target, filter="data")
    return target


def test_a_file_whose_bytes_are_lost_is_told_and_one_that_is_discarded_is_left_out(book, folder):
    lost, discarded = StoredFile.objects.filter(kind="scene")[:2]
    media_store("local").delete(lost.key)
    StoredFile.objects.filter(id=discarded.id).update(discarded_at=book.created_at)
    told = run("backup", "--to", folder, no_verify=True)
    assert "1 files of the local store were erased meanwhile or are lost" in told
    with tarfile.open(max(folder.glob("*.tar"))) as tar:
        assert not {f"media/{lost.key}", f"media/{discarded.key}"} & set(tar.getnames())


def test_files_of_a_hosted_store_are_listed_and_not_fetched(folder, hosted, alice):
    file = keep("portrait", picture("teal"), "image/jpeg", user_id=alice.pk)
    hosted.reset()
    told = run("backup", "--to", folder, no_verify=True)
    assert "1 files are at cloudinary and not in it" in told
    assert hosted.calls == []
    with tarfile.open(max(folder.glob("*.tar"))) as tar:
        assert json.load(tar.extractfile("elsewhere.json"))[0]["key"] == file.key


def test_the_newest_are_kept_and_foreign_files_left_alone(folder):
    folder.mkdir()
    for day in range(1, 6):
        (folder / f"storyjobs-2026010{day}T000000Z.tar").touch()
    (folder / "holiday.tar").touch()
    draft = folder / ".storyjobs-20260101T000000Z.tar.part"
    draft.touch()
    os.utime(draft, (0, 0))
    told = run("backup", "--to", folder, "--keep", 3, no_verify=True)
    left = sorted(path.name for path in folder.iterdir())
    assert left[:3] == ["holiday.tar", "storyjobs-20260104T000000Z.tar", "storyjobs-20260105T000000Z.tar"]
    assert len(left) == 4
    assert told.count("Deleted storyjobs-2026010") == 3


def test_a_backup_that_does_not_restore_as_it_was_is_none(book, folder, monkeypatch):
    counted = databases.counts
    runs = iter([{"users": 7}, {}])
    monkeypatch.setattr(making.databases, "counts", lambda: counted() | next(runs))
    with pytest.raises(CommandError, match="users has 1, not 7"):
        run("backup", "--to", folder)
    assert list(folder.iterdir()) == []


def test_programs_of_another_version_are_refused_with_what_to_install(folder, monkeypatch):
    monkeypatch.setattr(programs, "_folders", lambda: iter([Path("/usr/lib/postgresql/15/bin"), Path("/nowhere")]))
    with pytest.raises(CommandError, match=r"The server is PostgreSQL 18, .* postgresql-client-18"):
        run("backup", "--to", folder)


def test_a_stopped_backup_leaves_nothing(book, folder):
    """It waits for a table that somebody has locked, and is told to stop."""
    name = connection.settings_dict["NAME"]
    with another_session() as other:
        other.execute("LOCK TABLE background_jobs")
        command = subprocess.Popen(
            [sys.executable, "manage.py", "backup", "--to", folder],
            cwd=ROOT,
            env=os.environ | {"TEST_DATABASE": name},
            stderr=subprocess.PIPE,
            text=True,
        )
        assert eventually(lambda: folder.exists() and list(folder.glob(".*.part")))
        command.send_signal(signal.SIGTERM)
        complaint = command.communicate(timeout=20)[1]
    assert command.returncode == 130
    assert "Stopped. There is no new backup." in complaint
    assert list(folder.iterdir()) == []
    assert others(name) == []


def test_a_restore_takes_the_place_of_what_was_there_only_when_told(book, folder, database, alice, bob):
    """What was there is kept. Who was erased since then stays erased, nobody is signed in any more, and bytes that no
    row knows leave the store.
    """
    tokens, theirs = sign_ins.sign_in(alice), keep("portrait", picture("red"), "image/jpeg", user_id=bob.pk)
    path = made(folder)
    erase(bob)
    late = keep("portrait", picture("blue"), "image/jpeg", user_id=alice.pk)
    with pytest.raises(CommandError, match=r"is not empty\. With --yes"):
        run("restore", path)
    assert StoredFile.objects.filter(id=late.id).exists()

    told = run("restore", path, "--yes")
    (before,) = others(database)
    assert f'DROP DATABASE "{before}"' in told
    with databases.connected_to(before):
        assert StoredFile.objects.filter(id=late.id).exists()
    assert set(User.objects.all()) == {alice}
    assert "1 people had been erased since then, and go again." in told
    assert Erased.objects.count() == 1  # and the list has come along
    with pytest.raises(sign_ins.TokenRefused):
        sign_ins.user_of(tokens.access)
    aside = Path(told.rpartition("put aside: ")[2].strip())
    assert (aside / late.key).read_bytes() == picture("blue")
    for gone in (late, theirs):
        with pytest.raises(FileNotFoundError):
            media_store("local").read(gone.key)
    assert media_store("local").read(book.pdf.key) == PDF


def test_whoever_waits_to_be_erased_when_a_restore_is_cut_off_is_erased_by_the_schedule(
    book, folder, database, bob, monkeypatch
):
    path = made(folder)
    erase(bob)
    monkeypatch.setattr("storyjobs.management.commands.restore.tidy", lambda: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(CommandError, match="Restored; stopped while tidying up"):
        run("restore", path, "--yes")
    assert not User.objects.get(pk=bob.pk).is_active
    erase_requested()
    assert not User.objects.filter(pk=bob.pk).exists()


def test_nothing_is_touched_while_anybody_else_is_connected(book, folder, database):
    path = made(folder)
    before = everything()
    with another_session(), pytest.raises(CommandError, match="1 other sessions are connected"):
        run("restore", path, "--yes")
    assert everything() == before
    assert others(database) == []


def _flipped(name: str):
    def change(members):
        return [(info, _with_another_byte(data) if info.name.startswith(name) else data) for info, data in members]

    return change


def _with_another_byte(data: bytes) -> bytes:
    return data[:50] + bytes([data[50] ^ 1]) + data[51:]


def _with(name: str, **attributes):
    def change(members):
        info = tarfile.TarInfo(name)
        for attribute, value in attributes.items():
            setattr(info, attribute, value)
        return [*members, (info, b"")]

    return change


DAMAGES = {
    "a picture": (_flipped("media/scenes"), "is damaged"),
    "the dump": (_flipped("database.dump"), "database.dump is damaged"),
    "the manifest": (_flipped("manifest.json"), "manifest.json is damaged"),
    "its end": (lambda members: members[:-1], "its end is missing"),
    "a file less": (lambda members: members[1:], "its end is missing"),
    "a way out": (_with("../../etc/passwd"), "something that no backup has"),
    "a way out of the media": (_with("media/../x.png"), "something that no backup has"),
    "a link": (_with("media/a.png", type=tarfile.SYMTYPE, linkname="/etc/passwd"), "something that no backup has"),
    "a picture more": (_with("media/scenes/more.png"), "checksums is not of these files"),
}


def test_a_damaged_file_is_refused_before_anything_is_touched(book, folder):
    path = made(folder)
    before = everything()
    for what, (change, sentence) in DAMAGES.items():
        with pytest.raises(CommandError, match=sentence):
            run("restore", rewritten(path, change), "--yes")
        assert everything() == before, what
    half = path.with_name("half.tar")
    half.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(CommandError, match="This is no whole backup"):
        run("restore", half, "--yes")
    with pytest.raises(CommandError, match="No such file"):
        run("restore", folder / "none.tar")


def test_a_failure_in_the_middle_leaves_what_was_there(book, folder, database, monkeypatch):
    path = made(folder)
    late = keep("portrait", picture("red"), "image/jpeg", user_id=book.user_id)
    before = everything()
    monkeypatch.setattr(
        "storyjobs.backup.media.LocalStore.save", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left"))
    )
    with pytest.raises(CommandError, match=r"Not restored\. .*No space left"):
        run("restore", path, "--yes")
    assert everything() == before
    assert others(database) == []
    assert media_store("local").read(late.key) == picture("red")


def test_a_backup_of_a_newer_version_is_refused(book, folder):
    connection.cursor().execute(
        "INSERT INTO django_migrations (app, name, applied) VALUES ('jobs', '9999_tomorrow', now())"
    )
    try:
        path = made(folder)
    finally:
        connection.cursor().execute("DELETE FROM django_migrations WHERE name = '9999_tomorrow'")
    with pytest.raises(CommandError, match=r"this one does not know jobs\.9999_tomorrow"):
        run("restore", path, "--yes")


def test_a_database_with_tables_of_somebody_else_is_not_taken_for_empty(book, folder, elsewhere):
    """Also where they stand in a schema that is not ours: with --yes it stays, under another name."""
    path = made(folder)
    with elsewhere() as name:
        databases._create(name)
        connection.cursor().execute("CREATE SCHEMA theirs CREATE TABLE kept (id int)")
    with pytest.raises(CommandError, match=r"is not empty\. With --yes"):
        run("restore", path, "--into", name)
    told = run("restore", path, "--into", name, "--yes")
    (before,) = others(name)
    assert f'DROP DATABASE "{before}"' in told
    with databases.connected_to(before):
        connection.cursor().execute("SELECT FROM theirs.kept")
    databases.drop(before)


@pytest.mark.parametrize("name", ["", "x" * 64, "ä" * 32])
def test_a_name_that_is_none_is_refused_and_does_not_mean_ours(folder, name):
    with pytest.raises(CommandError, match="is no name of a database"):
        run("restore", folder / "some.tar", "--into", name, "--yes")


def test_where_the_login_may_make_no_database_an_empty_one_is_filled(book, folder, elsewhere, monkeypatch):
    path = made(folder)
    with elsewhere() as name:
        databases._create(name)
        monkeypatch.setattr(databases, "may_create", lambda: False)
        assert "9 media files are back." in run("restore", path)
        assert Storybook.objects.count() == 1
        with pytest.raises(CommandError, match="is not empty, and the login may not make"):
            run("restore", path, "--yes")


@pytest.mark.parametrize("name", ["postgres", "template1"])
def test_the_servers_own_databases_are_never_replaced(folder, name):
    with pytest.raises(CommandError, match="belongs to the server"):
        run("restore", folder / "some.tar", "--into", name, "--yes")
