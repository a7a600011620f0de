"""What a request to the API costs, against the plainest views that do the same, in the same server process.

Start: a guest's POST of a scenes job, against a REST framework view that validates and stores one row. Poll: a guest's
status request for a running job, answered 200 and, with If-None-Match, 304, against a plain JSON view without database
and a REST framework view with one SELECT. All go through the same middleware; limits are off. The kinds take turns over
the same kept-alive connections. Prints median milliseconds a request, and ratios, ours by the bare one.
"""

import argparse
import http.client
import itertools
import json
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from stage import prepare, run, web

STORY = "Mina found a lantern at the edge of the forest and carried it home."
BODY = json.dumps({"story": STORY, "audience": "children"})
LIMITS = {f"RATE_LIMIT_{name}": "off" for name in ("ADDRESS", "USER", "STARTS", "POLLING")}
BLOCK = 10  # requests of a connection before the next kind's turn
COMPARED = [  # what by what, and the target if there is one
    ("start", "bare create", 3.0),
    ("poll", "bare select", 3.0),
    ("poll", "bare constant", None),
    ("poll 304", "poll", 1.0),
    ("poll 304", "bare select", None),
    ("poll 304", "bare constant", None),
]


@dataclass(frozen=True)
class Kind:
    """One request, and the status that its answer must have."""

    method: str
    path: str
    expected: int
    body: str | None = None
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/bench api", description=__doc__)
    parser.add_argument("--requests", type=int, default=400, help="requests of each kind, after a warm-up")
    parser.add_argument("--connections", type=int, nargs="+", default=[1, 8], help="how many side by side")
    options = parser.parse_args()
    print("Preparing a scratch database ...", flush=True)
    prepare(DJANGO_SETTINGS_MODULE="bare.settings", **LIMITS)
    path, note = running_job(), note_id()
    with web() as (host, port, _):
        etag = etag_of(host, port, path)
        kinds = {
            "start": Kind("POST", "/api/jobs/scenes/start", 202, BODY),
            "bare create": Kind("POST", "/bare/notes", 201, BODY),
            "poll": Kind("GET", path, 200),
            "poll 304": Kind("GET", path, 304, headers={"If-None-Match": etag}),
            "bare select": Kind("GET", f"/bare/notes/{note}", 200),
            "bare constant": Kind("GET", "/bare/constant", 200),
        }
        for number in options.connections:
            print(f"{options.requests} requests of each kind, {number} at a time ...", flush=True)
            show(measure(host, port, kinds, number, options.requests))


def running_job() -> str:
    """The status path of a guest's job that a worker has claimed."""
    from django.urls import reverse

    from jobs.claiming import claim_next
    from jobs.engine import submit
    from jobs.job_type import job_types

    scenes = job_types()["scenes"]
    serializer = scenes.input_serializer(data=json.loads(BODY))
    serializer.is_valid(raise_exception=True)
    job = submit(scenes, serializer.validated_data)
    claim_next()
    return reverse("scenes-status", args=[job.id])


def note_id() -> int:
    from bare.models import Note

    return Note.objects.create(**json.loads(BODY)).id


def etag_of(host: str, port: int, path: str) -> str:
    connection = http.client.HTTPConnection(host, port, timeout=60)
    connection.request("GET", path)
    etag = connection.getresponse().headers["ETag"]
    connection.close()
    return etag


def measure(host: str, port: int, kinds: dict[str, Kind], number: int, requests: int) -> dict[str, float]:
    """The median milliseconds of each kind's requests, over `number` connections side by side."""
    connections = [http.client.HTTPConnection(host, port, timeout=60) for _ in range(number)]
    blocks = max(1, round(requests / BLOCK / number))
    taken: dict[str, list[float]] = {name: [] for name in kinds}
    with ThreadPoolExecutor(number) as threads:
        for turn in range(-max(1, blocks // 10), blocks):  # the turns before 0 warm up
            for name, kind in kinds.items():
                times = itertools.chain(*threads.map(send, connections, itertools.repeat(kind)))
                if turn >= 0:
                    taken[name].extend(times)
    for connection in connections:
        connection.close()
    return {name: statistics.median(times) for name, times in taken.items()}


def send(connection: http.client.HTTPConnection, kind: Kind) -> list[float]:
    """Milliseconds of each request of a block, until its answer has been read."""
    times = []
    for _ in range(BLOCK):
        began = time.perf_counter()
        connection.request(kind.method, kind.path, kind.body, kind.headers)
        answer = connection.getresponse()
        answer.read()
        times.append(1000 * (time.perf_counter() - began))
        if answer.status != kind.expected:
            raise SystemExit(f"{kind.method} {kind.path} was answered {answer.status}, not {kind.expected}.")
    return times


def show(medians: dict[str, float]) -> None:
    for name, median in medians.items():
        print(f"  {name:<14} {median:7.2f} ms")
    for ours, bare, target in COMPARED:
        wanted = f"  (target {target:g} or less)" if target else ""
        print(f"  {ours + ' ÷ ' + bare:<28} {medians[ours] / medians[bare]:5.2f}{wanted}", flush=True)


if __name__ == "__main__":
    run(main)
