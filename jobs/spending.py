"""What a step's paid calls cost, collected while the step runs and stored with it, also when it fails; and whether they
may be made at all.
"""

import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from decimal import Decimal

log = logging.getLogger("jobs")


@dataclass(frozen=True)
class Charge:
    """One paid call. `cost_usd` is None when the model's price is not known; `usage` counts tokens by class."""

    provider: str
    model: str
    kind: str
    usage: dict[str, int] = field(default_factory=dict)
    cost_usd: Decimal | None = None
    request_id: str = ""


def cost_of(charges: Iterable[Charge]) -> Decimal:
    """US dollars, as far as they are known."""
    return sum((charge.cost_usd for charge in charges if charge.cost_usd is not None), Decimal(0))


@dataclass(frozen=True)
class _Purse:
    """Of the step that is running."""

    may_pay: Callable[[], Awaitable[None]] | None
    charges: list[Charge] = field(default_factory=list)


_purse: ContextVar[_Purse | None] = ContextVar("purse", default=None)


async def ask_to_pay() -> None:
    """To be called before each paid call. Raises BudgetReached when the running step may pay no more today."""
    purse = _purse.get()
    if purse and purse.may_pay:
        await purse.may_pay()


def record(charge: Charge) -> None:
    """Note a paid call of the step that is running; outside a step it is nobody's and is dropped."""
    if charge.cost_usd is None:  # no budget counts it
        log.warning("spending.price_unknown provider=%s model=%s", charge.provider, charge.model)
    purse = _purse.get()
    if purse is not None:
        purse.charges.append(charge)


@contextmanager
def collecting(may_pay: Callable[[], Awaitable[None]] | None = None) -> Iterator[list[Charge]]:
    """Collect the charges recorded inside the block, tasks started in it included; `may_pay` answers `ask_to_pay`."""
    purse = _Purse(may_pay)
    token = _purse.set(purse)
    try:
        yield purse.charges
    finally:
        _purse.reset(token)
