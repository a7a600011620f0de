"""A client of an event stream that costs the bench little: a socket that notes when each step's bytes came."""

import asyncio
import re
import time
from uuid import UUID

STEP = re.compile(rb'event: progress\ndata: .*"currentStep": "Step (\d+)".*\n')


class Listener(asyncio.Protocol):
    """`steps` are the numbers heard, in order; `at` has the moment (time.perf_counter) of each."""

    def __init__(self):
        self.steps: list[int] = []
        self.at: dict[int, float] = {}
        self._tail = b""
        self._awaited: bytes | int = b"event: snapshot"
        self._arrived: asyncio.Future | None = None
        self._transport: asyncio.Transport | None = None

    async def connect(self, host: str, port: int, job_id: UUID) -> None:
        """Follow the job; returns with the stream's snapshot. Raises OSError when there is no stream."""
        loop = asyncio.get_running_loop()
        self._arrived = loop.create_future()
        self._transport, _ = await loop.create_connection(lambda: self, host, port)
        lines = (f"GET /api/jobs/{job_id}/events HTTP/1.1", f"Host: {host}:{port}", "Accept: text/event-stream")
        self._transport.write("\r\n".join([*lines, "", ""]).encode())
        await self._arrived

    async def heard_of(self, step: int) -> None:
        """Returns when the step has come. Raises OSError when the server has closed the stream."""
        if step not in self.at:
            self._awaited, self._arrived = step, asyncio.get_running_loop().create_future()
            await self._arrived

    def cut(self) -> None:
        if self._transport:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        now = time.perf_counter()
        *frames, self._tail = (self._tail + data).split(b"\n\n")
        for frame in frames:
            if b"event: snapshot" in frame:
                self._resolve(b"event: snapshot")
            elif step := STEP.search(frame + b"\n"):
                self._note(int(step[1]), now)

    def _note(self, step: int, now: float) -> None:
        self.steps.append(step)
        self.at.setdefault(step, now)
        self._resolve(step)

    def _resolve(self, what: bytes | int) -> None:
        if what == self._awaited and self._arrived and not self._arrived.done():
            self._arrived.set_result(None)

    def connection_lost(self, error: Exception | None) -> None:
        if self._arrived and not self._arrived.done():
            self._arrived.set_exception(ConnectionError("a stream was refused or cut"))
