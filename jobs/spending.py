"""What a step's paid calls cost, collected while the step runs and stored with it, also when it fails."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
class Charge:
    """One paid call. `cost_usd` is None when the model's price is not known; `usage` counts tokens by class."""

    provider: str
    model: str
    kind: str
    usage: dict[str, int] = field(default_factory=dict)
    cost_usd: Decimal | None = None
    request_id: str = ""


_charges: ContextVar[list[Charge] | None] = ContextVar("charges", default=None)


def record(charge: Charge) -> None:
    """Note a paid call of the step that is running; outside a step it is nobody's and is dropped."""
    charges = _charges.get()
    if charges is not None:
        charges.append(charge)


@contextmanager
def collecting() -> Iterator[list[Charge]]:
    """Collect the charges recorded inside the block, tasks started in it included."""
    charges: list[Charge] = []
    token = _charges.set(charges)
    try:
        yield charges
    finally:
        _charges.reset(token)
