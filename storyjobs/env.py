"""Settings from the environment: every variable typed, and all wrong ones refused together before anything starts.

The process's own environment wins over the `.env` file, also with an empty value; an empty variable counts as unset.
django-environ reads `.env` and takes database URLs apart. Its casts are not used: they follow a leading "$" into other
variables (so a secret may not start with one), read "maybe" as false, and quote the refused value in the error.
"""

import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from io import StringIO
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from users.rate_limits import Limit

REQUIRED = object()
"""The default of a variable that has none: leaving it unset is a mistake."""

BY_PROFILE = object()
"""The default of a variable whose default is told by the profile in force."""

PROCESS, DOTENV, DEFAULT = "environment", ".env", "default"
"""Where a value comes from."""

POSTGRES = "django.db.backends.postgresql"
BOOLEANS = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}
ORIGIN = r"https?://(\*\.)?([a-z0-9.-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?"
DOTENV_LINE = re.compile(r"|#.*|(export )?[A-Za-z_0-9]+=.*")


@dataclass(frozen=True)
class Reading:
    """What a variable means now, in words that may be shown to anybody, and where it is set, also if it is wrong there.
    `value` is kept of secrets alone, to compare them.
    """

    origin: str
    shown: str
    value: str = field(default="", repr=False)


class Environment:
    """Reads variables one by one and remembers what is wrong; `check()` raises for all of it at once.

    A reader returns its default for a wrong value, so that settings can go on. Errors never show a possible secret.
    """

    def __init__(self, dotenv: Path | None = None, variables: Mapping[str, str] = os.environ):
        self.problems: list[str] = []
        self.readings: dict[str, Reading] = {}
        self.dotenv_names: set[str] = set()
        self.profile: Mapping[str, Any] = {}  # what BY_PROFILE means, by the names of the variables
        self._folder = dotenv.parent if dotenv else Path.cwd()
        # A copy: what stands in .env is for our settings, not for every library and child process.
        self._source = type("Source", (environ.Env,), {"ENVIRON": dict(variables)})
        if dotenv and dotenv.exists():
            self._read_dotenv(dotenv)

    def is_set(self, name: str) -> bool:
        return bool(self._source.ENVIRON.get(name, "").strip())

    def integer(self, name: str, default: Any, minimum: int | None = None, maximum: int | None = None) -> int:
        parse = _parser(int, r"-?[0-9]{1,18}", minimum, maximum)
        return self._read(name, default, parse, f"a whole number{_range(minimum, maximum)}")

    def number(self, name: str, default: Any, minimum: float | None = None, maximum: float | None = None) -> float:
        parse = _parser(float, r"-?[0-9]{1,18}(\.[0-9]{1,18})?", minimum, maximum)
        return self._read(name, default, parse, f"a number{_range(minimum, maximum)}")

    def boolean(self, name: str, default: Any) -> bool:
        return self._read(name, default, lambda value: BOOLEANS[value.lower()], f"one of {', '.join(BOOLEANS)}")

    def choice(self, name: str, default: Any, allowed: Iterable[str]) -> str:
        known = {value: value for value in allowed}
        return self._read(name, default, known.__getitem__, f"one of {', '.join(known)}")

    def text(self, name: str, default: Any = "") -> str:
        return self._read(name, default, _printable, "one line of printable text")

    def secret(self, name: str, default: Any = "", minimum_length: int = 1) -> str:
        def parse(value: str) -> str:
            return _printable(_matching(f".{{{minimum_length},}}", value))

        return self._read(name, default, parse, f"{minimum_length} or more printable characters", _length)

    def listing(self, name: str, default: Iterable[str] = ()) -> list[str]:
        def parse(value: str) -> list[str]:
            return [item.strip() for item in _printable(value).split(",") if item.strip()]

        return list(self._read(name, default, parse, "texts separated by commas"))

    def networks(self, name: str, default: Iterable[str] = ()) -> list[IPv4Network | IPv6Network]:
        def parse(value: str) -> list[IPv4Network | IPv6Network]:
            return [ip_network(item.strip()) for item in value.split(",") if item.strip()]

        networks = "networks such as 10.0.0.0/8 or fd00::/8, separated by commas"
        return self._read(name, parse(",".join(default)), parse, networks)

    def origins(self, name: str, default: Iterable[str] = (), wildcards: bool = False) -> list[str]:
        """Scheme, host and port of other sites, in lower case; with `wildcards` also https://*.example.com."""

        def parse(value: str) -> list[str]:
            found = [_matching(ORIGIN, item.strip().lower()) for item in value.split(",") if item.strip()]
            if not wildcards and any("*" in item for item in found):
                raise ValueError
            return found

        return list(self._read(name, default, parse, "origins such as https://example.com, separated by commas"))

    def limit(self, name: str, default: str) -> Limit | None:
        """How often per time; None for "off"."""

        def parse(value: str) -> Limit | None:
            return None if value == "off" else Limit.parse(value)

        return self._read(name, Limit.parse(default), parse, "a rate such as 5/h, 100/15m or 10/10s, or off")

    def amount(self, name: str, default: str) -> Decimal | None:
        """A sum of money above zero; None for "off"."""

        def parse(value: str) -> Decimal | None:
            if value == "off":
                return None
            amount = Decimal(_matching(r"[0-9]{1,9}(\.[0-9]{1,6})?", value))
            if not amount:
                raise ValueError
            return amount

        return self._read(name, Decimal(default), parse, "an amount above 0 such as 12.50, or off")

    def path(self, name: str, default: Any) -> Path:
        """A relative path starts at the folder of `.env`, wherever the command was called from."""
        return self._read(name, default, lambda value: self._folder / Path(value).expanduser(), "a path")

    def url(self, name: str, default: Any = "", schemes: Iterable[str] = ("https", "http")) -> str:
        def parse(value: str) -> str:
            parts = urlsplit(_matching(r"\S+", _printable(value)))
            if parts.scheme not in schemes or not parts.hostname or parts.port == 0:
                raise ValueError
            return value

        starts = " or ".join(f"{scheme}://" for scheme in schemes)
        return self._read(name, default, parse, f"a URL that starts with {starts}", _host)

    def database(self, name: str, default: Any = None) -> dict[str, Any] | None:
        """Django's settings for the PostgreSQL database behind a URL."""
        allowed = "a URL such as postgres://user:password@host:5432/name, special characters percent-encoded"
        return self._read(name, default, self._parse_database, allowed, _place)

    def refuse(self, name: str, sentence: str) -> None:
        """Note that `name` is wrong: for the rules that concern more than one variable."""
        self.problems.append(f"{name} {sentence}")

    def check(self) -> None:
        """Raise ImproperlyConfigured with one line for each problem found so far."""
        if self.problems:
            raise ImproperlyConfigured("The environment is not right.\n" + "\n".join(self.problems))

    def _read(
        self,
        name: str,
        default: Any,
        parse: Callable[[str], Any],
        allowed: str,
        shown: Callable[[Any], str] | None = None,
    ) -> Any:
        """`shown` says what may be told of a value that may hold a secret."""
        default = self.profile[name] if default is BY_PROFILE else default
        value, is_default = self._parsed(name, default, parse, allowed, may_be_told=shown is None)
        words = "off" if value is None and not is_default else (shown or _plain)(value) if value else _plain(value)
        self.readings[name] = Reading(self._origin(name), words, value if shown is _length and value else "")
        return value

    def _parsed(
        self, name: str, default: Any, parse: Callable[[str], Any], allowed: str, may_be_told: bool
    ) -> tuple[Any, bool]:
        """The value in force, and whether it is the default."""
        value = self._source.ENVIRON.get(name, "").strip()
        try:
            if value:
                return parse(value), False
            if default is REQUIRED:
                self.refuse(name, f"must be set: {allowed}")
        except (ValueError, KeyError, RuntimeError):
            self.refuse(name, f"must be {allowed}" + (f", not {value[:80]!r}" if may_be_told else ""))
        return "" if default is REQUIRED else default, True

    def _origin(self, name: str) -> str:
        if not self.is_set(name):
            return DEFAULT
        return DOTENV if name in self.dotenv_names else PROCESS

    def _read_dotenv(self, dotenv: Path) -> None:
        try:
            lines = [line.strip() for line in dotenv.read_text("utf-8-sig").splitlines()]
        except (OSError, UnicodeDecodeError):
            return self.refuse(str(dotenv), "cannot be read as text")
        # django-environ would print such a line, secret and all.
        wrong = [str(number) for number, line in enumerate(lines, 1) if not DOTENV_LINE.fullmatch(line)]
        if wrong:
            self.refuse(str(dotenv), f"has lines that are not NAME=value: {', '.join(wrong)}")
        else:
            before = set(self._source.ENVIRON)
            self._source.read_env(StringIO("\n".join(lines)))
            self.dotenv_names = set(self._source.ENVIRON) - before

    def _parse_database(self, url: str) -> dict[str, Any]:
        if self._source.DB_SCHEMES.get(url.partition("://")[0]) != POSTGRES:
            raise ValueError
        database = self._source.db_url_config(url)
        untyped = any(isinstance(database.get(option), str) for option in self._source._DB_BASE_OPTIONS)
        if not database["NAME"] or "%" in database["HOST"] or untyped:
            raise ValueError
        return database


def listening(env: Environment) -> tuple[str, int]:
    """Where bin/serve listens: host and port."""
    return env.text("HOST", default="127.0.0.1"), env.integer("PORT", default=8000, minimum=1, maximum=65_535)


def _matching(pattern: str, value: str) -> str:
    if not re.fullmatch(pattern, value):
        raise ValueError
    return value


def _printable(value: str) -> str:
    if not value.isprintable():
        raise ValueError
    return value


def _parser(kind: Callable[[str], Any], pattern: str, minimum: Any, maximum: Any) -> Callable[[str], Any]:
    def parse(value: str) -> Any:
        number = kind(_matching(pattern, value))
        if (minimum is not None and number < minimum) or (maximum is not None and number > maximum):
            raise ValueError
        return number

    return parse


def _range(minimum: float | None, maximum: float | None) -> str:
    return ("" if minimum is None else f" from {minimum}") + ("" if maximum is None else f" up to {maximum}")


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return ",".join(map(str, value))
    return "" if value is None else str(value)


def _length(secret: str) -> str:
    return f"set, {len(secret)} characters"


def _host(url: str) -> str:
    """Names, passwords, paths and queries may be what lets somebody in."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname}{port}" + ("/..." if parts.path.strip("/") or parts.query else "")


def _place(database: dict[str, Any]) -> str:
    port = f":{database['PORT']}" if database["PORT"] else ""
    return f"{database['NAME']} at {database['HOST'] or 'this machine'}{port}"
