"""A stand-in for a Slack-compatible incoming webhook."""

from .faults import Reply, status
from .server import Call, FakeServer


class FakeSlack(FakeServer):
    """Takes {"text": …} at its secret path and nothing else."""

    PATH = "/services/T0/B0/secret"

    @property
    def hook(self) -> str:
        return self.url + self.PATH

    @property
    def texts(self) -> list[str]:
        return [call.json["text"] for call in self.calls if call.path == self.PATH]

    def answer(self, call: Call) -> Reply:
        if call.path != self.PATH:
            return status(404)
        if call.method != "POST" or not isinstance(call.json, dict) or call.json.keys() != {"text"}:
            return status(400)
        return Reply(200, b"ok", {"Content-Type": "text/plain"})
