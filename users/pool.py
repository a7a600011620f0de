"""Giving database connections back early: whoever waits for something else must keep no other request waiting."""

from collections.abc import Callable

from asgiref.sync import iscoroutinefunction, sync_to_async
from django.db import connection
from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import sync_and_async_middleware


def release_connection() -> None:
    """Give this thread's connection back to the pool, unless a transaction holds it. The next query takes another."""
    if not connection.in_atomic_block:
        connection.close()


def expect_connection(seconds: float) -> None:
    """For a request that is not worth the usual wait: see that the pool can give a connection by then.

    Raises PoolTimeout. Where there is no pool, or this thread has a connection, there is nothing to wait for.
    """
    pool = connection.pool
    if pool and connection.connection is None:
        pool.open()
        pool.putconn(pool.getconn(timeout=seconds))


@sync_and_async_middleware
def release_before_sending(get_response: Callable) -> Callable:
    """Django itself waits until the whole answer is sent, which a client that reads slowly can put off for ever."""

    async def answer_async(request: HttpRequest) -> HttpResponseBase:
        response = await get_response(request)
        await sync_to_async(release_connection)()  # in the thread that the request's blocking parts ran in
        return response

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        release_connection()
        return response

    return answer_async if iscoroutinefunction(get_response) else answer
