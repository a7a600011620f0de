"""What listeners to one job cost a web server process, and how soon each of them hears of a step.

The bench reports steps as a worker does and waits until everybody has heard one before it reports the next; who misses
a step, or hears it twice or out of turn, fails the bench. Latency: from the moment the reporter knows that its step is
committed until the step's bytes have come to a listener; bench, server and database share the machine. Memory: the
server process's resident set, before (one stream has come and gone) and with everybody connected.
"""

import argparse
import asyncio
import statistics
import time

import psutil
from asgiref.sync import sync_to_async
from listener import Listener
from stage import percentile, prepare, run, web

PATIENCE = 60.0
"""Seconds in which everybody must be connected, or have heard of a step."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/bench events", description=__doc__)
    parser.add_argument("--listeners", type=int, default=300, help="streams of the job, at most 1000")
    parser.add_argument("--steps", type=int, default=50, help="steps reported, one after the other")
    options = parser.parse_args()
    print("Preparing a scratch database ...", flush=True)
    prepare()
    claim = claimed_job()
    with web(MAX_STREAMS_PER_CALLER="1000", RATE_LIMIT_POLLING="off", RATE_LIMIT_ADDRESS="off") as (host, port, pid):
        asyncio.run(bench(host, port, psutil.Process(pid), claim, options.listeners, options.steps))


def claimed_job():
    """A claim on a job that only we report on."""
    from jobs.claiming import claim_next
    from jobs.engine import submit
    from jobs.job_type import job_types

    submit(job_types()["noop"], {})
    return claim_next()


async def bench(host: str, port: int, server: psutil.Process, claim, number: int, steps: int) -> None:
    from django.db import connections

    listeners = []
    try:
        before = await memory_after_one(host, port, server, claim)
        print(f"Connecting {number} listeners ...", flush=True)
        began = time.perf_counter()
        listeners = [Listener() for _ in range(number)]
        await everybody(listener.connect(host, port, claim.id) for listener in listeners)
        print(f"all connected, each with its snapshot, in {time.perf_counter() - began:.2f} s", flush=True)
        show_memory(before, server.memory_info().rss, number)
        await report(claim, 0, listeners)  # the first one also waits for who has not subscribed yet
        print(f"Reporting {steps} steps, each when everybody has heard the last ...", flush=True)
        show_latency([await report(claim, step, listeners) for step in range(1, steps + 1)])
        check(listeners, steps)
    finally:
        for listener in listeners:
            listener.cut()
        await sync_to_async(connections.close_all)()  # of the thread that reported


async def memory_after_one(host: str, port: int, server: psutil.Process, claim) -> int:
    """Bytes of the server when it has everything loaded that a stream needs."""
    first = Listener()
    await everybody([first.connect(host, port, claim.id)])
    first.cut()
    return server.memory_info().rss


async def report(claim, step: int, listeners: list[Listener]) -> list[float]:
    """Report a step; the milliseconds from its commit until each listener had it, sorted."""
    from jobs import outcomes

    def commit() -> float:
        outcomes.report_progress(claim, min(99, step), f"Step {step}")
        return time.perf_counter()

    committed = await sync_to_async(commit)()
    await everybody(listener.heard_of(step) for listener in listeners)
    return sorted(1000 * (listener.at[step] - committed) for listener in listeners)


async def everybody(waiting) -> None:
    """A task group and not `gather`, which logs a traceback when Ctrl-C comes while it waits."""
    try:
        async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as group:
            for one in waiting:
                group.create_task(one)
    except TimeoutError:
        raise SystemExit("Not every listener got what it waited for: no answer in time.") from None
    except ExceptionGroup as refusals:
        raise SystemExit(f"Not every listener got what it waited for: {refusals.exceptions[0]}.") from None


def check(listeners: list[Listener], steps: int) -> None:
    wrong = sum(listener.steps != list(range(steps + 1)) for listener in listeners)
    if wrong:
        raise SystemExit(f"{wrong} of {len(listeners)} listeners did not get every step once and in order.")
    print(f"every listener got all {steps} steps, once and in order")


def show_memory(before: int, after: int, number: int) -> None:
    each = (after - before) / number / 1000
    print(
        f"server memory: {before / 1e6:.1f} MB before, {after / 1e6:.1f} MB with all, {each:.0f} kB a stream",
        flush=True,
    )


def show_latency(steps: list[list[float]]) -> None:
    """`steps` has the sorted latencies of each step's listeners, in milliseconds."""
    every = [latency for one in steps for latency in one]
    print(f"commit to arrival: p50 {percentile(every, 50):.1f} ms, p99 {percentile(every, 99):.1f} ms")
    first, last = (statistics.median(one[place] for one in steps) for place in (0, -1))
    print(f"of a step's first listener {first:.1f} ms, of its last {last:.1f} ms (medians)")


if __name__ == "__main__":
    run(main)
