"""An installation as families would use it: ENVIRONMENT=production, on the database of the test, without a proxy."""

import json
import os
import urllib.request
from http.client import HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.db import connection

HOST = "stories.example.com"
NO_LIMITS = ("ADDRESS", "USER", "STARTS", "POLLING", "FILES", "SIGN_IN", "CODES", "STAFF_SIGN_IN")


def database_url() -> str:
    """The test's own database, also where it is on the embedded server's socket."""
    params = connection.get_connection_params()
    login = f"{params.get('user', '')}:{params.get('password', '')}"
    options = {name: params[name] for name in ("host", "port", "requirepeer") if name in params}
    return f"postgres://{login}@/{connection.settings_dict['NAME']}?{urlencode(options)}"


def production(folder: Path, **further: object) -> dict[str, str]:
    """The environment of its processes: what production demands, and the offline studio said in so many words."""
    own = {
        "ENVIRONMENT": "production",
        "DJANGO_SETTINGS_MODULE": "storyjobs.settings",
        "SECRET_KEY": "nobody guesses 1 of these 50 letters of the test's key!",
        "DATABASE_URL": database_url(),
        "SITE_URL": f"https://{HOST}",
        "ALLOWED_HOSTS": HOST,
        "BEHIND_PROXY": "true",
        "CODE_DELIVERY": "off",
        "STUDIO": "offline",
        "MEDIA_ROOT": folder / "media",
        "PYTHONDONTWRITEBYTECODE": "1",
        **{f"RATE_LIMIT_{name}": "off" for name in NO_LIMITS},
        **further,
    }
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "STORYJOBS_"))}
    return clean | {name: str(value) for name, value in own.items()}


class Family:
    """Talks to a web server as the proxy in front of it does."""

    def __init__(self, port: int):
        self.base = f"http://127.0.0.1:{port}"
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def ask(self, path: str, body: dict[str, Any] | None = None) -> HTTPResponse:
        headers = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}
        data = None if body is None else json.dumps(body).encode()
        headers |= {"Content-Type": "application/json"} if data else {}
        return self._opener.open(urllib.request.Request(self.base + path, data, headers), timeout=20)

    def ask_json(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        with self.ask(path, body) as answer:
            return json.load(answer)

    def answers(self) -> bool:
        try:
            self.ask("/readyz").close()
        except OSError:
            return False
        return True


def path_of(url: str) -> str:
    """What the site's address tells of itself, without its host."""
    parts = urlsplit(url)
    assert parts.netloc == HOST
    return f"{parts.path}?{parts.query}"
