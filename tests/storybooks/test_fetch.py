"""Fetching pictures: from real servers on loopback, which an attacker would like to reach and must not."""

import gzip
import shutil
import socket
import ssl
import subprocess
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from storybooks.fetch import PictureUrlRefused, fetch_picture
from storybooks.photos import PhotoRefused

PUBLIC = "93.184.216.34"


class Pictures(BaseHTTPRequestHandler):
    """Answers by path: a picture, a redirect, an error, or something nasty."""

    def do_GET(self):
        self.server.seen.append((self.path, dict(self.headers)))
        getattr(self, "send_" + self.path.split("/")[1].split("?")[0])()

    def reply(self, status=200, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def send_picture(self):
        self.reply(body=b"picture", Content_Length="7")

    def send_away(self):
        self.reply(302, Location=self.server.away)

    def send_round(self):
        self.reply(302, Location="/round")

    def send_missing(self):
        self.reply(404, b"not here")

    def send_zipped(self):
        self.reply(body=gzip.compress(b"\0" * 10_000_000), Content_Encoding="gzip")

    def send_short(self):
        self.reply(body=b"half", Content_Length="4000")

    def send_endless(self):
        self.reply()
        while not self.server.over.is_set():
            self.wfile.write(b"\0" * 65536)

    def send_drip(self):
        self.send_response(200)
        self.send_header("Content-Length", "100000")
        self.end_headers()
        self.drip()

    def send_drippinghead(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        self.drip()

    def drip(self):
        while not self.server.over.wait(0.05):
            self.wfile.write(b".")

    def handle(self):
        with suppress(OSError):  # the fetcher hung up, as it should
            super().handle()

    def log_message(self, *_):
        pass


def serving(wrap=None):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pictures)
    server.seen, server.away, server.over = [], "", threading.Event()
    if wrap:
        server.socket = wrap(server.socket)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    return server


def stopped(server):
    server.over.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def server(settings):
    server = serving()
    settings.TRUSTED_PICTURE_HOSTS = [f"127.0.0.1:{server.server_port}"]
    yield server
    stopped(server)


def url(server, path):
    return f"http://127.0.0.1:{server.server_port}{path}"


def refusal(address) -> PictureUrlRefused:
    with pytest.raises(PictureUrlRefused) as caught:
        fetch_picture(address)
    return caught.value


def resolving(monkeypatch, *rounds):
    """The resolver answers each question with the next of the rounds, the last one for ever; returns the questions."""
    asked = []

    def answer(host, port, *_, **__):
        found = rounds[min(len(asked), len(rounds) - 1)]
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    return asked


def test_a_picture_comes_back_as_it_was_sent(server):
    assert fetch_picture(url(server, "/picture?size=1")) == b"picture"
    path, headers = server.seen[0]
    assert path == "/picture?size=1"
    assert headers["Host"] == f"127.0.0.1:{server.server_port}"
    assert headers["Accept-Encoding"] == "identity"


def test_a_proxy_named_by_the_environment_is_not_asked(server, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert fetch_picture(url(server, "/picture")) == b"picture"


INWARD = [
    "http://127.0.0.1/a",
    "http://localhost/a",
    "http://localhost./a",
    "http://LOCALHOST/a",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://127.1/",
    "http://0/",
    "http://10.0.0.1/",
    "http://172.16.3.4/",
    "http://192.168.1.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.64.0.1/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://[::1]/",
    "http://[::]/",
    "http://[fe80::1]/",
    "http://[fd00::1]/",
    "http://[ff02::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:93.184.216.34]/",
    "http://[2002:7f00:1::]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[fec0::1]/",
    "http://[::127.0.0.1]/",
    "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/",
]
MALFORMED = [
    "",
    "picture.jpg",
    "//host/a",
    "http://",
    "http://[",
    "http://a:b/",
    f"http://{PUBLIC}:99999/",
    "file:///etc/passwd",
    "ftp://example.com/a",
    "gopher://example.com/",
    "data:image/png;base64,AAAA",
    f"http://user:secret@{PUBLIC}/",
    f"http://{PUBLIC}@127.0.0.1/",
    f"http://{PUBLIC}:22/",
    f"http://{PUBLIC}:443/",
    f"https://{PUBLIC}:80/",
    f"http://{PUBLIC}/a b",
    f"http://{PUBLIC}/\r\nX-Evil: 1",
]


@pytest.mark.parametrize("address", [*INWARD, *MALFORMED])
def test_an_inward_or_malformed_address_is_forbidden_with_one_sentence_for_all(address, monkeypatch):
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: pytest.fail("connected"))
    refused = refusal(address)
    assert refused.code == "PICTURE_URL_FORBIDDEN"
    assert refused.message == "This picture address is unknown or not allowed. Use a public web address"


def test_a_name_with_one_inward_address_among_public_ones_is_forbidden(monkeypatch):
    resolving(monkeypatch, [PUBLIC, "10.0.0.1"])
    assert refusal("http://pictures.test/").code == "PICTURE_URL_FORBIDDEN"


def test_a_name_that_changes_its_mind_is_asked_once_and_the_checked_address_is_used(monkeypatch):
    asked = resolving(monkeypatch, [PUBLIC], ["127.0.0.1"])
    connected = []

    def connect(address, **_):
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    assert refusal("http://pictures.test/").code == "PICTURE_URL_UNREACHABLE"
    assert asked == ["pictures.test"]
    assert connected == [(PUBLIC, 80)]


def test_a_redirect_to_another_picture_is_followed(server):
    server.away = "/picture"
    assert fetch_picture(url(server, "/away")) == b"picture"


@pytest.mark.parametrize(
    "away", ["http://127.0.0.1:1/", "http://169.254.169.254/", "file:///etc/passwd", "//[::1]/", "//["]
)
def test_a_redirect_inwards_is_forbidden(server, away):
    server.away = away
    assert refusal(url(server, "/away")).code == "PICTURE_URL_FORBIDDEN"


def test_a_redirect_without_end_is_given_up_after_three_more_calls(server):
    assert refusal(url(server, "/round")).code == "PICTURE_URL_UNREACHABLE"
    assert len(server.seen) == 4


@pytest.mark.parametrize("path", ["/missing", "/zipped", "/short"])
def test_an_error_a_compressed_or_a_broken_answer_counts_as_unreachable(server, path):
    assert refusal(url(server, path)).code == "PICTURE_URL_UNREACHABLE"


def test_an_endless_answer_is_dropped_at_the_size_limit(server, settings):
    settings.MAX_PHOTO_BYTES = 1024 * 1024
    with pytest.raises(PhotoRefused) as caught:
        fetch_picture(url(server, "/endless"))
    assert caught.value.code == "PHOTO_TOO_LARGE"


@pytest.mark.parametrize("path", ["/drip", "/drippinghead"])
def test_a_server_that_drips_is_left_at_the_deadline(server, settings, path):
    settings.PICTURE_FETCH_SECONDS = 0.4
    started = time.monotonic()
    assert refusal(url(server, path)).code == "PICTURE_URL_UNREACHABLE"
    assert time.monotonic() - started < 2


def test_a_resolver_that_never_answers_is_left_at_the_deadline(settings, monkeypatch):
    settings.PICTURE_FETCH_SECONDS = 0.2
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: over.wait(20) and [])
    started = time.monotonic()
    assert refusal("http://pictures.test/").code == "PICTURE_URL_FORBIDDEN"
    assert time.monotonic() - started < 2
    over.set()


@pytest.mark.skipif(not shutil.which("openssl"), reason="needs the openssl program to make a certificate")
@pytest.mark.parametrize(("name", "known", "works"), [("pictures", True, True), ("pictures", False, False),
                                                      ("other", True, False)])  # fmt: skip
def test_https_needs_a_trusted_certificate_for_the_very_name(tmp_path, settings, monkeypatch, name, known, works):
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    names = f"subjectAltName=DNS:{name}.test"
    making = ["openssl", "req", "-x509", "-nodes", "-days", "2", "-newkey", "rsa:2048"]
    into = ["-keyout", key, "-out", certificate, "-subj", f"/CN={name}.test", "-addext", names]
    subprocess.run([*making, *into], check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    server = serving(lambda plain: context.wrap_socket(plain, server_side=True))
    try:
        if known:
            monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        resolving(monkeypatch, ["127.0.0.1"])
        settings.TRUSTED_PICTURE_HOSTS = [f"pictures.test:{server.server_port}"]
        address = f"https://pictures.test:{server.server_port}/picture"
        if works:
            assert fetch_picture(address) == b"picture"
        else:
            assert refusal(address).code == "PICTURE_URL_UNREACHABLE"
    finally:
        stopped(server)
