import os
import threading
import time
from pathlib import Path

import pytest

from jobs.errors import TransientError
from storybooks.media import media_store

KEY = "pictures/5f0c/cover.webp"


@pytest.fixture
def root(settings, tmp_path):
    settings.MEDIA_STORE = "local"
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def store(root):
    return media_store()


def files(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def test_what_is_saved_is_read_back(store, root):
    store.save(KEY, b"\x00picture", "image/webp")

    assert store.read(KEY) == b"\x00picture"
    assert files(root) == [KEY]


def test_saving_again_replaces(store, root):
    store.save(KEY, b"old", "image/webp")
    store.save(KEY, b"new", "image/webp")

    assert store.read(KEY) == b"new"
    assert files(root) == [KEY]


def test_what_is_not_there_is_not_found_and_may_be_deleted(store):
    store.delete(KEY)
    with pytest.raises(FileNotFoundError):
        store.read(KEY)

    store.save(KEY, b"x", "image/webp")
    store.delete(KEY)
    store.delete(KEY)
    with pytest.raises(FileNotFoundError):
        store.read(KEY)


def test_nobody_else_on_the_machine_may_look(store, root):
    old = os.umask(0)
    try:
        store.save(KEY, b"x", "image/webp")
    finally:
        os.umask(old)

    for path in [root, *root.rglob("*")]:
        assert path.stat().st_mode & 0o777 == (0o600 if path.is_file() else 0o700)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "cover",
        "../secret.txt",
        "a/../../secret.txt",
        "/etc/passwd.txt",
        "a//b.png",
        "a/.b.png",
        "a/b.png/",
        "a/b.png\n",
        "a\\b.png",
        "a/b\x00.png",
        "A/B.png",
        "é.png",
        "a" * 300 + ".png",
    ],
)
def test_no_key_leads_anywhere_else(store, root, key):
    (root.parent / "secret.txt").write_text("secret")

    for act in (lambda: store.save(key, b"x", "image/png"), lambda: store.read(key), lambda: store.delete(key)):
        with pytest.raises(ValueError, match="not a media key"):
            act()
    assert (root.parent / "secret.txt").read_text() == "secret"


def test_a_planted_link_to_a_file_is_neither_read_nor_written_through(store, root, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    (root / "pictures").mkdir(parents=True)
    (root / "pictures" / "a.png").symlink_to(secret)

    with pytest.raises(FileNotFoundError):
        store.read("pictures/a.png")
    store.save("pictures/a.png", b"ours", "image/png")

    assert secret.read_text() == "secret"
    assert store.read("pictures/a.png") == b"ours"


def test_a_planted_link_to_a_folder_leads_nowhere(store, root, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.png").write_bytes(b"theirs")
    root.mkdir()
    (root / "pictures").symlink_to(outside)

    with pytest.raises(FileNotFoundError):
        store.read("pictures/a.png")
    with pytest.raises(TransientError):
        store.save("pictures/b.png", b"ours", "image/png")
    store.delete("pictures/a.png")

    assert [path.name for path in outside.iterdir()] == ["a.png"]


@pytest.mark.parametrize("plant", [os.mkfifo, os.mkdir])
def test_a_planted_pipe_or_folder_is_no_picture(store, root, plant):
    (root / "pictures").mkdir(parents=True)
    plant(root / "pictures" / "a.png")

    with pytest.raises(FileNotFoundError):
        store.read("pictures/a.png")


def test_deleting_what_cannot_be_deleted_is_not_passed_over(store, root):
    (root / "pictures" / "a.png").mkdir(parents=True)

    with pytest.raises(TransientError):
        store.delete("pictures/a.png")


def test_a_reader_sees_the_old_file_or_the_whole_new_one(store):
    contents = {b"a" * 200_000, b"b" * 300_000}
    store.save(KEY, b"a" * 200_000, "image/webp")
    stop = threading.Event()

    def rewrite():
        while not stop.is_set():
            for content in contents:
                store.save(KEY, content, "image/webp")

    writer = threading.Thread(target=rewrite)
    writer.start()
    try:
        assert all(store.read(KEY) in contents for _ in range(100))
    finally:
        stop.set()
        writer.join()


@pytest.mark.parametrize("clearing", ["the next save", "the regular clean-up"])
def test_a_draft_of_a_killed_writer_is_cleared_away_and_a_running_ones_is_not(store, root, clearing):
    store.save(KEY, b"x", "image/webp")
    incoming = root / "incoming"
    (incoming / "killed").write_bytes(b"half a pic")
    (incoming / "running").write_bytes(b"half a pic")
    os.utime(incoming / "killed", (time.time() - 7200,) * 2)

    if clearing == "the next save":
        store.save(KEY, b"y", "image/webp")
    else:
        store.tidy()

    assert [path.name for path in incoming.iterdir()] == ["running"]


def test_where_nothing_was_ever_kept_there_is_nothing_to_tidy(store, root):
    store.tidy()

    assert not root.exists()


def test_a_store_that_cannot_write_is_passing_trouble_and_leaves_nothing_behind(store, root):
    store.save(KEY, b"x", "image/webp")
    (root / "books").write_text("a file in the way of a folder")

    with pytest.raises(TransientError) as failed:
        store.save("books/a.pdf", b"%PDF", "application/pdf")

    assert failed.value.code == "MEDIA_STORE_ERROR"
    assert str(root) not in str(failed.value)
    assert list((root / "incoming").iterdir()) == []
