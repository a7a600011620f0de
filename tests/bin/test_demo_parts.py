"""The parts of bin/demo that need no running product: what it reads, what it prints, whom it believes."""

import argparse
import base64
import http.server
import json
import threading

import pytest
from client import Client, Pace, Refused, Unwell
from demo import file_name, follow, read_request, report, save_book
from progress import Lines
from services import Services


class Handler(http.server.BaseHTTPRequestHandler):
    answers = {}

    def do_GET(self):
        status, body = self.answers[self.path]
        self.send_response(status)
        if status == 429:
            self.send_header("Retry-After", "7")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def client():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield Client(f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    thread.join()
    server.server_close()


def options(tmp_path, story=b"Once.", photo=b"\xff\xd8\xffrest"):
    (tmp_path / "story").write_bytes(story)
    (tmp_path / "photo").write_bytes(photo)
    wishes = {"title": "A day", "audience": "children", "style": "anime", "out": tmp_path}
    return argparse.Namespace(story=tmp_path / "story", photo=tmp_path / "photo", **wishes)


def completed(**result):
    book = {"title": "A day", "pages": [{"scenes": [{}, {}]}], "has_errors": False, "pdf_url": "/book.pdf"}
    return {"status": "completed", "result": book | result}


def test_the_request_carries_story_photo_and_wishes(tmp_path):
    request = read_request(options(tmp_path))
    kind, _, data = request.pop("characterImage").partition(";base64,")
    assert (kind, base64.b64decode(data)) == ("data:image/jpeg", b"\xff\xd8\xffrest")
    assert request == {"title": "A day", "story": "Once.", "audience": "children", "style": "anime"}


@pytest.mark.parametrize(
    ("files", "sentence"),
    [({"story": b"\xff"}, "is not a text in UTF-8"), ({"photo": b"GIF89a"}, "is not a JPEG, PNG or WebP picture")],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path, files, sentence):
    with pytest.raises(SystemExit, match=sentence):
        read_request(options(tmp_path, **files))


@pytest.mark.parametrize(
    ("title", "name"),
    [("The Lantern in the Fog", "the-lantern-in-the-fog"), ("../../etc", "etc"), ("ليلى", "ليلى"), ("!!", "storybook")],
)
def test_a_title_becomes_a_file_name_without_paths(title, name):
    assert file_name(title) == name


def test_the_finished_book_is_saved_and_complete(tmp_path, client, capsys):
    Handler.answers = {"/book.pdf": (200, b"%PDF-1.7 book")}
    path = save_book(client, completed(), options(tmp_path))
    assert path.read_bytes() == b"%PDF-1.7 book"
    assert report(completed(), path, 12.3) is True
    assert str(path) in capsys.readouterr().out


def test_a_book_with_a_missing_picture_is_saved_and_not_complete(tmp_path, client, capsys):
    Handler.answers = {"/book.pdf": (200, b"%PDF-1.7 book")}
    job = completed(has_errors=True, warning="One picture is missing.")
    assert report(job, save_book(client, job, options(tmp_path)), 1) is False
    assert "One picture is missing." in capsys.readouterr().err


def test_a_failed_job_leaves_no_file_and_says_why(tmp_path, client, capsys):
    job = {"status": "failed", "error": "The photo shows no face.", "code": "NO_FACE"}
    assert save_book(client, job, options(tmp_path)) is None
    assert report(job, None, 1) is False
    assert "The photo shows no face. (NO_FACE)" in capsys.readouterr().err


def test_what_is_no_pdf_is_not_saved(tmp_path, client):
    Handler.answers = {"/book.pdf": (200, b"<html>")}
    with pytest.raises(Refused, match="not a PDF"):
        save_book(client, completed(), options(tmp_path))
    assert not list(tmp_path.glob("*.pdf"))


def test_a_refusal_is_told_with_its_sentence_and_code(client):
    body = {"error": "The story is too long.", "code": "INVALID_INPUT", "details": {"story": ["too long"]}}
    Handler.answers = {"/x": (400, json.dumps(body).encode()), "/y": (500, b"oops")}
    with pytest.raises(Refused, match=r"The story is too long. \(INVALID_INPUT, HTTP 400\) .*too long"):
        client.get_json("/x")
    with pytest.raises(Unwell, match="HTTP 500"):
        client.get_json("/y")


def test_a_server_that_is_asked_too_often_is_left_alone_for_as_long_as_it_says(client, monkeypatch):
    Handler.answers = {"/x": (429, json.dumps({"error": "Too many.", "code": "RATE_LIMIT_EXCEEDED"}).encode())}
    slept = []

    def sleep(seconds):
        slept.append(seconds)
        if len(slept) == 2:
            Handler.answers = {"/x": (200, b'{"status": "completed"}')}

    monkeypatch.setattr("client.time.sleep", sleep)
    assert [status["status"] for status in follow(client, Services([], 1), "/x")] == ["completed"]
    assert slept == [0, 7]


def test_questions_about_a_job_stay_within_ten_in_ten_seconds(monkeypatch):
    now = [100.0]
    asked = []
    monkeypatch.setattr("client.time.monotonic", lambda: now[0])
    monkeypatch.setattr("client.time.sleep", lambda seconds: now.__setitem__(0, now[0] + seconds))
    pace = Pace()
    for _ in range(50):
        pace.wait()
        asked.append(now[0])
    assert all(later - first > 10 for first, later in zip(asked, asked[10:], strict=False))


def test_the_client_follows_no_link_to_another_host(client):
    with pytest.raises(Refused, match=r"another host: 169\.254\.169\.254"):
        client.get("http://169.254.169.254/book.pdf")


def test_a_job_is_followed_to_its_end_through_a_short_silence_of_the_server(client, monkeypatch):
    pages = [(200, "processing"), (503, "oops"), (200, "processing"), (200, "completed"), (200, "never asked for")]
    moments = iter(pages)
    monkeypatch.setattr(client, "get", lambda url, wait: _answer(*next(moments)))
    monkeypatch.setattr("client.time.sleep", lambda seconds: None)
    seen = [status["status"] for status in follow(client, Services([], 1), "/status")]
    assert seen == ["processing", "processing", "completed"]


def _answer(code, status):
    if code >= 500:
        raise Unwell(f"The server answered HTTP {code}.")
    return json.dumps({"status": status}).encode()


def test_plain_progress_prints_each_step_once(capsys):
    with Lines() as lines:
        for percent, step in [(0, "pending"), (0, "pending"), (40, "Drawing [bold] scene 3")]:
            lines.show(percent, step)
    printed = capsys.readouterr().out.splitlines()
    assert [line.split(" s ")[1].split() for line in printed] == [
        ["0", "%", "pending"],
        ["40", "%", "Drawing", "[bold]", "scene", "3"],
    ]
