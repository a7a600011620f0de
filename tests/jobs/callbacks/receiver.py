"""A client's server that is called back."""

import json
import threading
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        server = self.server
        with server.lock:
            server.calls.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            status, headers = server.answers.pop(0) if server.answers else (200, {})
        if status is None:  # never answers
            server.over.wait(30)
            return
        with suppress(OSError):
            self.send_response(status)
            for name, value in {"Content-Length": "0", **headers}.items():
                self.send_header(name, value)
            self.end_headers()

    def log_message(self, *_):
        pass


class Receiver(ThreadingHTTPServer):
    """Notes each call as (path, headers, body); answers by `answers` (status, headers), then 200. None: no answer."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.calls: list[tuple[str, dict[str, str], bytes]] = []
        self.answers: list[tuple[int | None, dict[str, str]]] = []
        self.lock, self.over = threading.Lock(), threading.Event()

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.server_port}"

    @property
    def url(self) -> str:
        return f"http://{self.place}/hook?key=hidden"

    def ids(self) -> list[str]:
        return [headers["webhook-id"] for _, headers, _ in self.calls]

    def verified(self, secret: str, call: int = 0) -> dict[str, Any]:
        """A message as a receiver's library accepts it."""
        _, headers, body = self.calls[call]
        Webhook(secret).verify(body, headers)
        return json.loads(body)


@contextmanager
def receiving():
    server = Receiver()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
