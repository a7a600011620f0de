"""Measurements that the requests of one process share for a few seconds, so that asking often costs nothing."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

from django.core.cache import cache

Value = TypeVar("Value")


class Shared(Generic[Value]):
    """What `measure` returned at most `seconds` ago. Whoever asks while it is being measured waits for that; if it
    fails, all who waited get the error, and the next one measures anew.
    """

    def __init__(self, name: str, measure: Callable[[], Value], seconds: float):
        self._name, self._measure, self._seconds = f"shared:{name}", measure, seconds
        self._lock = threading.Lock()
        self._flight: Future[Value] | None = None

    def get(self) -> Value:
        if (kept := cache.get(self._name)) is not None:
            return kept
        with self._lock:
            flight, is_mine = self._flight or Future(), self._flight is None
            self._flight = flight
        if is_mine:
            self._fly(flight)
        return flight.result()

    def _fly(self, flight: Future[Value]) -> None:
        try:
            value = self._measure()
            cache.set(self._name, value, self._seconds)
            flight.set_result(value)
        except BaseException as error:
            flight.set_exception(error)
        finally:
            with self._lock:
                self._flight = None
