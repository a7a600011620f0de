"""Writes the tables of docs/configuration.md anew, from .env.example, the profiles and the guide's names.

With --check, as bin/lint calls it, it writes nothing and exits with 1 when the page is behind.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from storyjobs.profiles import DEFAULTS, PROFILES  # noqa: E402
from storyjobs.validation.variables import ELSEWHERE  # noqa: E402

PAGE = ROOT / "docs" / "configuration.md"
BLOCK = re.compile(r"(<!-- (\w+): made by bin/lib/configuration.py -->\n).*?(<!-- end -->)", re.DOTALL)


@dataclass
class Entry:
    """What one comment of .env.example tells, of the variables below it."""

    meaning: str = ""
    defaults: dict[str, str] = field(default_factory=dict)


def page_now(text: str) -> str:
    """The page with its tables as they are to be."""
    made = {"profiles": _profiles, "variables": _variables, "names": _names}
    return BLOCK.sub(lambda block: f"{block[1]}\n{made[block[2]]()}\n{block[3]}", text)


def sections() -> Iterator[tuple[str, list[Entry]]]:
    """Title and entries of each part of .env.example."""
    for part in (ROOT / ".env.example").read_text().split("\n# --- ")[1:]:
        title, *lines = part.splitlines()
        yield title, _entries(lines)


def _entries(lines: list[str]) -> list[Entry]:
    entries = [Entry()]
    for line in lines:
        if line.startswith("#"):
            if entries[-1].defaults:
                entries.append(Entry())
            entries[-1].meaning = f"{entries[-1].meaning} {line[2:]}".strip()
        elif line:
            name, _, value = line.partition("=")
            entries[-1].defaults[name] = value
    return entries


def _profiles() -> str:
    rows = [(f"`{name}`", *map(_shown, values)) for name, values in DEFAULTS.items()]
    return _table(("", *PROFILES), rows)


def _variables() -> str:
    parts = []
    for title, entries in sections():
        rows = [
            ("<br>".join(f"`{name}`" for name in entry.defaults), _defaults(entry), entry.meaning.replace("|", r"\|"))
            for entry in entries
        ]
        parts.append(f"### {title}\n\n" + _table(("Variable", "Default", "Meaning"), rows))
    return "\n".join(parts)


def _defaults(entry: Entry) -> str:
    return "<br>".join(
        "by profile" if name in DEFAULTS else f"`{value}`" if value else "–" for name, value in entry.defaults.items()
    )


def _names() -> str:
    return _table(("In the guide", "Here"), [(f"`{name}`", place) for name, place in sorted(ELSEWHERE.items())])


def _shown(value: object) -> str:
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _table(heading: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    first, *others = [f"| {' | '.join(line)} |\n" for line in (heading, *rows)]
    return "".join([first, "|---" * len(heading) + "|\n", *others])


def main(*options: str) -> int:
    text = PAGE.read_text()
    now = page_now(text)
    if options != ("--check",):
        PAGE.write_text(now)
    elif now != text:
        print("docs/configuration.md is behind: call .venv/bin/python bin/lib/configuration.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
