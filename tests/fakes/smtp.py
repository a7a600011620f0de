"""A stand-in for a mail server."""

import email
import email.policy
import socketserver
import threading
from email.message import EmailMessage


class _Handler(socketserver.StreamRequestHandler):
    """Just enough of RFC 5321 for one sender."""

    def handle(self) -> None:
        self._say("220 fake")
        while line := self.rfile.readline().decode().strip():
            word = line.split()[0].upper()
            if self.server.refusals and word == "MAIL":
                self.server.refusals -= 1
                self._say("451 later")
            elif word == "DATA":
                self._say("354 go on")
                self.server.mails.append(self._message())
                self._say("250 taken")
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 fine")

    def _message(self) -> EmailMessage:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        return email.message_from_bytes(b"".join(lines), policy=email.policy.default)

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class FakeSmtp(socketserver.ThreadingTCPServer):
    """Keeps what it is given in `mails`; refuses the next `refusals`."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.mails: list[EmailMessage] = []
        self.refusals = 0
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def port(self) -> int:
        return self.server_address[1]

    def __exit__(self, *exception: object) -> None:
        self.shutdown()
        self.server_close()
