"""A stand-in for a gateway that sends SMS."""

from .faults import Reply, status
from .server import Call, FakeServer


class FakeSms(FakeServer):
    """Takes what comes with its key, and remembers it."""

    KEY = "Bearer sms-test"

    @property
    def messages(self) -> list[tuple[str, str]]:
        """To whom, and the code in the text."""
        return [(call.json["to"], call.json["text"][:6]) for call in self.calls]

    def answer(self, call: Call) -> Reply:
        if call.headers.get("Authorization") != self.KEY:
            return status(401)
        return Reply(201, {"id": str(len(self.calls))})
