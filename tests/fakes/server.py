"""A loopback HTTP server whose answers a test scripts and whose calls it reads back."""

import email.parser
import email.policy
import json
import select
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from . import faults
from .faults import Reply


@dataclass
class Upload:
    field: str
    filename: str
    mime: str
    data: bytes


@dataclass
class Call:
    """One recorded request; `at` and `done` are seconds of the monotonic clock, `gone` is set when the client left."""

    method: str
    path: str
    headers: Any
    body: bytes
    at: float
    done: float | None = None
    json: Any = None
    form: dict[str, list[str]] = field(default_factory=dict)
    files: list[Upload] = field(default_factory=list)
    gone: threading.Event = field(default_factory=threading.Event)

    def summary(self) -> dict[str, Any]:
        return {"method": self.method, "path": self.path, "at": self.at, "done": self.done, "gone": self.gone.is_set()}


class FakeServer:
    """Port 0 takes a free one. `delay` seconds pass before each answer; `max_parallel` is the most calls seen at once;
    `called` is set by the first.

    From another process: GET /_calls, POST /_reset, and POST /_script with a fault by name, its arguments, and the
    requests it is for: {"fault": "status", "status": 503, "path": "/v1/images", "times": 2}.
    """

    def __init__(self, port: int = 0, delay: float = 0):
        self.delay = delay
        self.calls: list[Call] = []
        self.called = threading.Event()
        self.parallel = self.max_parallel = 0
        self._script: deque[Reply] = deque()
        self._rules: list[list[Any]] = []
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._server = _listening(self, port)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def script(self, *replies: Reply) -> None:
        """Answer the next requests so, whatever their path."""
        self._script.extend(replies)

    def when(self, matches: Callable[[Call], bool], reply: Reply | Callable[[Call], Reply], times: int = 1) -> None:
        """Answer the next `times` requests that match so."""
        self._rules.append([matches, reply, times])

    def calls_to(self, path: str) -> list[Call]:
        return [call for call in self.calls if call.path.startswith(path)]

    def reset(self) -> None:
        with self._lock:
            self.calls.clear()
            self._script.clear()
            self._rules.clear()
            self.called.clear()
            self.max_parallel = 0

    def close(self) -> None:
        """Stop, and let go of every client that still waits."""
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self):
        return self

    def __exit__(self, *exception) -> None:
        self.close()

    def answer(self, call: Call) -> Reply:
        """The answer where nothing is scripted."""
        raise NotImplementedError

    def handle(self, handler: BaseHTTPRequestHandler) -> None:
        call = _read(handler)
        if call.path.startswith("/_"):
            return _send(handler, self._control(call))
        with self._lock:
            self.calls.append(call)
            self.parallel += 1
            self.max_parallel = max(self.max_parallel, self.parallel)
        self.called.set()
        try:
            self._serve(handler, call)
        finally:
            call.done = time.monotonic()
            with self._lock:
                self.parallel -= 1

    def _serve(self, handler: BaseHTTPRequestHandler, call: Call) -> None:
        reply = self._scripted(call)
        if reply is None:
            reply = self.answer(call)
        elif reply.body is None and not (reply.hang or reply.drop):
            own = self.answer(call)
            reply = replace(reply, status=own.status, body=own.body, headers=own.headers)
        self._wait(handler, call, 3600 if reply.hang else reply.delay or self.delay)
        if reply.hang or reply.drop or call.gone.is_set():
            handler.close_connection = True
        elif reply.drip:
            self._drip(handler, call, reply)
        else:
            _send(handler, reply)

    def _scripted(self, call: Call) -> Reply | None:
        with self._lock:
            for rule in self._rules:
                if rule[2] > 0 and rule[0](call):
                    rule[2] -= 1
                    return rule[1](call) if callable(rule[1]) else rule[1]
            return self._script.popleft() if self._script else None

    def _wait(self, handler: BaseHTTPRequestHandler, call: Call, seconds: float) -> None:
        """Wait, but not for a client that has hung up, nor when the server closes."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and not self._closing.is_set():
            readable, _, _ = select.select([handler.connection], [], [], min(left, 0.02))
            if readable:  # a client that waits for an answer has nothing to say: it has left
                return call.gone.set()

    def _drip(self, handler: BaseHTTPRequestHandler, call: Call, reply: Reply) -> None:
        handler.close_connection = True
        try:
            for byte in _rendered(handler, reply):
                handler.wfile.write(bytes([byte]))
                self._wait(handler, call, reply.drip)
                if call.gone.is_set() or self._closing.is_set():
                    return
        except OSError:
            call.gone.set()

    def _control(self, call: Call) -> Reply:
        if call.path == "/_calls":
            return Reply(body={"calls": [c.summary() for c in self.calls], "max_parallel": self.max_parallel})
        if call.path == "/_reset":
            self.reset()
        if call.path == "/_script":
            order = dict(call.json)
            fault, path, times = order.pop("fault"), order.pop("path", "/"), order.pop("times", 1)
            self.when(lambda c: c.path.startswith(path), faults.BY_NAME[fault](**order), times)
        return Reply(body={})


def _listening(fake: FakeServer, port: int) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self):
            fake.handle(self)

        do_GET = do_POST = do_PUT = do_DELETE = handle_any

        def log_message(self, *args):
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

        def handle_error(self, request, client_address):
            pass  # a client that hangs up is what many tests are about

    return Server(("127.0.0.1", port), Handler)


def _read(handler: BaseHTTPRequestHandler) -> Call:
    body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
    call = Call(handler.command, handler.path, handler.headers, body, time.monotonic())
    kind = handler.headers.get("Content-Type") or ""
    if kind.startswith("application/json") and body:
        call.json = json.loads(body)
    elif kind.startswith("multipart/"):
        _read_form(call, kind)
    return call


def _read_form(call: Call, kind: str) -> None:
    parser = email.parser.BytesParser(policy=email.policy.HTTP)
    for part in parser.parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + call.body).iter_parts():
        name, data = part.get_param("name", header="content-disposition"), part.get_payload(decode=True) or b""
        if part.get_filename() is None:
            call.form.setdefault(name, []).append(data.decode())
        else:
            call.files.append(Upload(name, part.get_filename(), part.get_content_type(), data))


def _rendered(handler: BaseHTTPRequestHandler, reply: Reply) -> bytes:
    """Head and body in one piece: two writes would cost 40 ms a call (Nagle and the delayed acknowledgement)."""
    body = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
    headers = {"Content-Type": "application/json", "x-request-id": "req_fake", **reply.headers}
    lines = [f"HTTP/1.1 {reply.status} {handler.responses.get(reply.status, ('',))[0]}"]
    lines += [f"{name}: {value}" for name, value in headers.items()] + [f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body[: reply.cut]


def _send(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
    if reply.cut is not None:
        handler.close_connection = True
    try:
        handler.wfile.write(_rendered(handler, reply))
    except OSError:
        handler.close_connection = True
