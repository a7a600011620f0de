"""Whether this cluster is on its way out: one byte that all its processes share, set by the first stop signal.

Workers look at it between jobs and inside them, so that a running job is handed back instead of being killed.
"""

from multiprocessing.sharedctypes import RawValue

DRAINING = RawValue("b", 0)  # without a lock: a killed process could take one with it


def draining() -> bool:
    return bool(DRAINING.value)


def start_draining() -> None:
    DRAINING.value = 1
