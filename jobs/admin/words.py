"""Times and money as a table shows them: short, and of one form."""

from datetime import timedelta
from decimal import Decimal

NOTHING = "–"


def spell(time: timedelta | None) -> str:
    """The two largest units that say something: "0.4 s", "12 s", "3 min 20 s", "2 h 5 min", "6 d 4 h"."""
    if time is None:
        return NOTHING
    seconds = max(0.0, time.total_seconds())
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    for unit, size, smaller, part in (("d", 86_400, "h", 3600), ("h", 3600, "min", 60), ("min", 60, "s", 1)):
        if whole >= size:
            rest = whole % size // part
            return f"{whole // size} {unit} {rest} {smaller}" if rest else f"{whole // size} {unit}"
    return f"{whole} s"


def dollars(amount: Decimal | None) -> str:
    """With a tenth of a cent, where it says something."""
    if amount is None:
        return NOTHING
    return f"${amount:.2f}" if amount >= 1 or not amount else f"${amount:.3f}"


def many(number: int, one: str, more: str = "") -> str:
    return f"{number:,} {one if number == 1 else more or one + 's'}"
