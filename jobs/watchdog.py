"""Whether the sentinel, which watches over all other processes of a cluster, is still turning itself."""

import time
from multiprocessing.sharedctypes import RawValue

STUCK_SECONDS = 30.0

_LAST_BEAT = RawValue("d", 0.0)  # of the clock that all processes of a machine share


def beat() -> None:
    _LAST_BEAT.value = time.monotonic()


def is_stuck() -> bool:
    return 0 < _LAST_BEAT.value < time.monotonic() - STUCK_SECONDS
