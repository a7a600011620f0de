"""What commands are told in words: lengths of time, and how many."""

import re
from argparse import ArgumentTypeError
from datetime import timedelta

UNITS = {"ms": "milliseconds", "s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
LONGEST = timedelta(days=100 * 365)


def duration(text: str) -> timedelta:
    """From "7d", "12h", "1.5m", "30s" or "500ms"; for `type=` of an argument, whose parser tells the sentence."""
    match = re.fullmatch(r"([0-9]{1,9}(?:\.[0-9]{1,3})?)(ms|s|m|h|d)", text.strip())
    length = timedelta(**{UNITS[match[2]]: float(match[1])}) if match else timedelta.max
    if length > LONGEST:
        raise ArgumentTypeError(f"{text!r} is no length of time such as 7d, 12h, 5m, 30s or 500ms")
    return length


def count(text: str) -> int:
    """From "1", "250" or "1,000,000"; for `type=` of an argument."""
    digits = text.replace(",", "").replace("_", "")
    if not re.fullmatch("[0-9]{1,12}", digits) or int(digits) == 0:
        raise ArgumentTypeError(f"{text!r} is no number of 1 or more")
    return int(digits)


def percent(text: str) -> float:
    """From "1%", "0.5%" or "10"."""
    match = re.fullmatch(r"([0-9]{1,3}(?:\.[0-9]{1,3})?)%?", text.strip())
    if not match or float(match[1]) > 100:
        raise ArgumentTypeError(f"{text!r} is no percentage from 0 to 100, as 1%")
    return float(match[1])
