import logging
import os
import subprocess
import sys
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlsplit

import pytest

from jobs.errors import JobError, PermanentError, TransientError
from storybooks.media import cloudinary as module
from storybooks.media import media_store
from tests.fakes import faults
from tests.fakes.faults import Reply
from tests.fakes.openai import unique_picture

KEY = "pictures/5f0c1a.png"


@pytest.fixture
def server(hosted, settings):
    settings.CLOUDINARY_TIMEOUT = 5
    return hosted


@pytest.fixture
def store(server):
    return media_store()


@pytest.mark.parametrize(
    ("key", "data", "asset"),
    [
        (KEY, unique_picture(), ("image", "authenticated", "pictures/5f0c1a")),
        ("books/5f0c1a.pdf", b"%PDF-1.7", ("raw", "authenticated", "books/5f0c1a.pdf")),
    ],
)
def test_what_is_saved_is_read_back_and_deleted_and_only_a_signed_link_opens_it(store, server, key, data, asset):
    store.save(key, data, "any/thing")
    assert server.assets == {asset: data}
    assert store.read(key) == data

    store.delete(key)
    store.delete(key)
    assert server.assets == {}
    with pytest.raises(FileNotFoundError):
        store.read(key)


def test_saving_again_replaces_also_the_copies_on_the_way(store, server):
    store.save(KEY, unique_picture(), "image/png")
    last = unique_picture()
    store.save(KEY, last, "image/png")

    assert list(server.assets.values()) == [last]
    assert all(call.form["invalidate"] == call.form["overwrite"] == ["1"] for call in server.calls)


def test_a_link_to_read_by_expires_soon(store, server):
    store.save(KEY, unique_picture(), "image/png")
    store.read(KEY)

    fields = parse_qs(urlsplit(server.calls[-1].path).query)
    assert 0 < int(fields["expires_at"][0]) - time.time() < 300


PASSING = {
    "500": faults.status(500),
    "502": faults.status(502),
    "503": faults.status(503),
    "429": faults.status(429),
    "420": faults.status(420),
    "dropped": faults.drop(),
    "malformed": faults.malformed(),
    "a proxy's page": faults.html(),
    "cut": faults.cut_body(),
    "a list": Reply(body=[]),
    "null": Reply(body=b"null"),
    "success without an asset": Reply(500, {"nope": 1}),
    "another asset": Reply(200, {"public_id": "other", "secure_url": "https://x"}),
    "error as a text": Reply(500, {"error": "bad"}),
}


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING.keys())
def test_passing_trouble_is_overcome(store, server, fault):
    server.script(fault, fault)
    store.save(KEY, unique_picture(), "image/png")

    assert ("image", "authenticated", "pictures/5f0c1a") in server.assets


ACTS = {
    "save": lambda store: store.save(KEY, unique_picture(), "image/png"),
    "read": lambda store: store.read(KEY),
    "delete": lambda store: store.delete(KEY),
}
LASTING = [
    pytest.param(verb, fault, id=f"{verb}-{name}")
    for verb in ACTS
    for name, fault in PASSING.items()
    if verb != "read" or fault.body is None or fault.status != 200  # whatever is downloaded with 200 is the file
]


@pytest.mark.parametrize(("verb", "fault"), LASTING)
def test_lasting_trouble_is_worth_another_try_later(store, server, verb, fault):
    store.save(KEY, unique_picture(), "image/png")
    server.script(*[fault] * 12)

    with pytest.raises(TransientError) as failed:
        ACTS[verb](store)

    expected = "RATE_LIMITED" if fault.status in (420, 429) else "EXTERNAL_SERVICE_ERROR"
    assert failed.value.code == expected
    assert len(server.calls) >= 1 + module.ATTEMPTS


@pytest.mark.parametrize("fault", [faults.hang(), faults.drip(0.1)], ids=["hang", "drip"])
@pytest.mark.parametrize("verb", ACTS)
def test_a_silent_or_dripping_server_holds_nobody(store, server, settings, fault, verb):
    store.save(KEY, unique_picture(), "image/png")
    settings.CLOUDINARY_TIMEOUT = 0.2
    server.script(*[fault] * 12)
    started = time.monotonic()

    with pytest.raises(TransientError):
        ACTS[verb](store)

    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CLOUDINARY_API_SECRET", "wrong"),
        ("CLOUDINARY_API_KEY", "999"),
        ("CLOUDINARY_CLOUD_NAME", "other"),
        ("CLOUDINARY_API_SECRET", None),
    ],
)
def test_wrong_credentials_are_a_matter_of_configuration_and_asked_once(store, server, settings, name, value):
    setattr(settings, name, value)

    for act in ACTS.values():
        server.calls.clear()
        with pytest.raises(PermanentError) as failed:
            act(store)
        assert failed.value.code == "CONFIGURATION_ERROR"
        assert len(server.calls) <= 1


def test_a_file_that_is_not_accepted_fails_for_good(store, server):
    for data in (b"no picture", b""):
        with pytest.raises(PermanentError) as failed:
            store.save(KEY, data, "image/png")
        assert failed.value.code == "INVALID_INPUT"


def test_a_key_cannot_climb(store, server):
    for act in (lambda: store.read("../a.png"), lambda: store.delete("a/..//b.png")):
        with pytest.raises(ValueError, match="not a media key"):
            act()
    assert server.calls == []


def test_a_file_larger_than_we_ever_store_is_not_read(store, server, monkeypatch):
    store.save(KEY, unique_picture(), "image/png")
    monkeypatch.setattr(module, "MOST_BYTES", 100)

    with pytest.raises(PermanentError):
        store.read(KEY)


def test_many_threads_store_at_once(store, server):
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: store.save(f"pictures/{n}.png", unique_picture(), "image/png"), range(24)))

    assert len(server.assets) == 24


def test_neither_secret_nor_signature_nor_answer_reaches_a_log_or_an_exception(store, server, settings, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    answer = f"Invalid Signature 1234. String to sign - 'x'. {settings.CLOUDINARY_API_SECRET}"
    shown = ""
    for fault in (faults.status(401, message=answer), faults.status(500, message=answer), Reply(500, answer)):
        server.script(*[fault] * 3)
        with pytest.raises(JobError) as failed:
            store.save(KEY, unique_picture(), "image/png")
        shown += "".join(traceback.format_exception(failed.value))
        assert failed.value.__context__ is None
        server.reset()
    shown += caplog.text + "".join(capfd.readouterr())
    for secret in (settings.CLOUDINARY_API_SECRET, "Signature", "String to sign"):
        assert secret not in shown
    assert "Cloudinary upload failed" in shown


def test_parent_and_children_after_a_fork_each_get_their_own_answers(server, store):
    store.save(KEY, unique_picture(), "image/png")  # leaves a warm connection
    children = []
    for number in range(3):
        pid = os.fork()
        if pid == 0:
            os._exit(_saves_ten(store, f"child-{number}"))
        children.append(pid)

    assert _saves_ten(store, "parent") == 0
    assert [os.waitpid(pid, 0)[1] for pid in children] == [0, 0, 0]
    assert len(server.assets) == 41


def _saves_ten(store, who: str) -> int:
    """0 when every upload's answer was its own: `save` compares the public id."""
    module.ATTEMPTS = 1
    try:
        for number in range(10):
            store.save(f"{who}/{number}.png", unique_picture(), "image/png")
    except BaseException:
        return 1
    finally:
        module.ATTEMPTS = 3
    return 0


def test_the_sdk_does_not_write_to_the_terminal_by_itself():
    code = (
        "import logging, os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'tests.settings'; django.setup();"
        "import storybooks.media.cloudinary; assert not logging.getLogger('Cloudinary').handlers"
    )

    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0


def test_a_call_that_is_given_up_leaves_no_thread_that_keeps_the_process_alive():
    from users.deadline import within

    forever = threading.Event()
    with pytest.raises(TimeoutError):
        within(0.05, forever.wait)

    left = [thread for thread in threading.enumerate() if thread.name == "call with a deadline"]
    forever.set()
    assert all(thread.daemon for thread in left)
