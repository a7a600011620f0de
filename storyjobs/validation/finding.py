"""What was found out about one thing."""

from dataclasses import dataclass
from typing import Literal

OK, WARNING, ERROR, SKIPPED = "ok", "warning", "error", "skipped"


@dataclass(frozen=True)
class Finding:
    about: str
    status: Literal["ok", "warning", "error", "skipped"]
    sentence: str
