"""For whom the database is asked: every statement says it, so that row security shows no more than is theirs.

A request begins as nobody and becomes its user when that user has been authenticated; staff are as unbound as workers
and commands. What is about nobody's rows in particular (counting the queue, one-time codes, signing in) says so with
`with service():`. Nothing of it stays in the session: `identity` goes along with each statement, for the length of its
transaction (`storyjobs.postgres`, `jobs.statements`), so that a pool may hand connections to anybody.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID

import psycopg
from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import sync_and_async_middleware
from psycopg.pq import TransactionStatus

WEB_ROLE = "storyjobs_web"
SERVICE_ROLE = "storyjobs_service"

IDENTITY = """SELECT set_config('role', %(role)s, true), set_config('storyjobs.user', %(user)s, true),
    set_config('storyjobs.asked', %(asked)s, true), set_config('storyjobs.granted', %(granted)s, true)"""
"""What precedes a statement, with the values of `identity`; in force until the end of the transaction."""
_UNBOUND = {"role": "none", "user": "", "asked": "", "granted": ""}


@dataclass(eq=False)
class Acting:
    """For whom one request acts. One object for all of its threads: each sees what another has found out.

    `asked` are the ids that the request itself names: so a guest's rows are known. `granted` are those it may read
    whoever owns them, because it has shown a token for them.
    """

    user_id: UUID | None = None
    is_staff: bool = False
    asked: set[UUID] = field(default_factory=set)
    granted: set[UUID] = field(default_factory=set)


_request: ContextVar[Acting | None] = ContextVar("request", default=None)
_elevated: ContextVar[bool] = ContextVar("elevated", default=False)
_outside: Acting | None = None


@sync_and_async_middleware
def restrict(get_response: Callable) -> Callable:
    """The first middleware: from here to the end of the answer the database is asked for this request's caller only."""

    async def answer_async(request: HttpRequest) -> HttpResponseBase:
        with acting_as(Acting()):
            return await get_response(request)

    def answer(request: HttpRequest) -> HttpResponseBase:
        with acting_as(Acting()):
            return get_response(request)

    return answer_async if iscoroutinefunction(get_response) else answer


@contextmanager
def acting_as(acting: Acting | None) -> Iterator[None]:
    """For what goes on after its request's view has returned; with the answer of `acting_now`."""
    token = _request.set(acting)
    try:
        yield
    finally:
        _request.reset(token)


@contextmanager
def service() -> Iterator[None]:
    """Unbound by row security, for what is about nobody's rows in particular. Also a decorator of functions."""
    token = _elevated.set(True)
    try:
        yield
    finally:
        _elevated.reset(token)


def nobody_outside_of_requests() -> None:
    """For a process that only serves requests: what comes to the database around them finds nothing."""
    global _outside
    _outside = Acting()


def acting_now() -> Acting | None:
    """Of the request that is being answered; None outside of one, where the service acts."""
    return _request.get()


def become(user) -> None:
    """The request acts for this user, who has been authenticated; for nobody after AnonymousUser."""
    if acting := _request.get():
        acting.user_id, acting.is_staff = user.pk, user.is_active and user.is_staff


def ask_for(id: UUID) -> None:
    """The request names this id: if a guest owns what it stands for, it is there for whoever knows it."""
    if acting := _request.get():
        acting.asked.add(id)


def grant(id: UUID) -> None:
    """The request has shown that it may read this, whoever owns it."""
    if acting := _request.get():
        acting.granted.add(id)


def made(id: UUID) -> None:
    """The request is about to store a row with this id, which a guest must see again."""
    ask_for(id)
    grant(id)


def identity(session: psycopg.Connection) -> dict[str, str] | None:
    """What the next statement on this session has to say of itself first, for IDENTITY; None for nothing.

    The service says nothing, but in a transaction in which somebody else has spoken: their role is in force there.
    """
    status = session.info.transaction_status
    if status == TransactionStatus.INERROR:  # only a rollback can follow
        return None
    acting = _restricted()
    if acting is None:
        session.spoken_for = status != TransactionStatus.IDLE and getattr(session, "spoken_for", False)
        return _UNBOUND if session.spoken_for else None
    session.spoken_for = True
    user = str(acting.user_id or "")
    return {"role": WEB_ROLE, "user": user, "asked": _listed(acting.asked), "granted": _listed(acting.granted)}


def _restricted() -> Acting | None:
    acting = _request.get() or _outside
    return None if acting is None or acting.is_staff or _elevated.get() else acting


def _listed(ids: set[UUID]) -> str:
    return ",".join(map(str, ids))
