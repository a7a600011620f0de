"""bin/demo: one storybook from a photo and a story, made the way a family's would be, over HTTP."""

import argparse
import base64
import contextlib
import os
import re
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from client import Client, Pace, Refused, TryLater
from progress import Lines, progress
from services import ROOT, STOP_SIGNALS, ServiceFailed, Services, interrupt_on_stop_signals, web_and_cluster

SAMPLES = ROOT / "storybooks" / "samples"
DESCRIPTION = """\
Makes one storybook from nothing but this checkout: installs, starts an embedded PostgreSQL, a web server and a cluster
of job workers, sends a photo and a story over HTTP, shows how the book comes along, and saves its PDF. Everything it
started is stopped at the end. Exits with 0 only if the book is complete.
"""
PICTURE_TYPES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png", b"RIFF": "image/webp"}
AUDIENCES = ("children", "young_adults", "adults")
STYLES = ("storybook", "semi-realistic", "comic-book", "flat-illustration", "anime")
START_SECONDS = 60.0
BOOK_SECONDS = 3600.0
LONGEST_PAUSE = 10.0
UNLIMITED = {"RATE_LIMIT_STARTS": "off", "RATE_LIMIT_ADDRESS": "off"}
"""For our own server, which has but one visitor: one who likes to try again."""


def parse_arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(
        prog="bin/demo", description=DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--title", default="The Lantern in the Fog", help="of the book (default: %(default)s)")
    parser.add_argument("--story", type=Path, default=SAMPLES / "story.txt", metavar="FILE", help="text, UTF-8")
    parser.add_argument("--photo", type=Path, default=SAMPLES / "child.jpg", metavar="FILE", help="JPEG, PNG or WebP")
    parser.add_argument("--audience", choices=AUDIENCES, default="children", help="(default: %(default)s)")
    parser.add_argument("--style", choices=STYLES, default="storybook", help="(default: %(default)s)")
    parser.add_argument("--out", type=Path, default=Path("out"), metavar="DIR", help="for the PDF (default: ./out)")
    parser.add_argument("--keep-running", action="store_true", help="go on serving after the book, until Ctrl-C")
    return parser.parse_args()


def main() -> int:
    """Make the book; the exit code says whether it is complete."""
    options = parse_arguments()
    interrupt_on_stop_signals()
    try:
        request = read_request(options)
        options.out.mkdir(parents=True, exist_ok=True)
        return demonstrate(options, request)
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
    except OSError as error:
        print(f"{error.filename}: {error.strerror}" if error.filename else error, file=sys.stderr)
        return 1
    except (Refused, ServiceFailed) as error:
        print(error, file=sys.stderr)
        return 1


def read_request(options: argparse.Namespace) -> dict[str, Any]:
    """The body of the start request. Exits with a sentence when a file cannot be used."""
    try:
        story = options.story.read_text("utf-8")
    except UnicodeDecodeError:
        fail(f"{options.story} is not a text in UTF-8.")
    photo = options.photo.read_bytes()
    kind = next((kind for magic, kind in PICTURE_TYPES.items() if photo.startswith(magic)), None)
    if kind is None:
        fail(f"{options.photo} is not a JPEG, PNG or WebP picture.")
    image = f"data:{kind};base64,{base64.b64encode(photo).decode()}"
    wishes = {"audience": options.audience, "style": options.style}
    return {"title": options.title, "story": story, "characterImage": image, **wishes}


def demonstrate(options: argparse.Namespace, request: dict[str, Any]) -> int:
    """Start what is needed, make the book, and stop it all again."""
    from database import database, migrate, stop_seconds

    began = time.monotonic()
    os.environ.update(UNLIMITED)
    port = free_port()
    client = Client(f"http://127.0.0.1:{port}")
    with contextlib.ExitStack() as stack:
        stack.enter_context(database())
        migrate()
        outputs = {name: stack.enter_context((ROOT / "var" / f"demo-{name}.log").open("wb")) for name in LOGS}
        services = stack.enter_context(Services(web_and_cluster("127.0.0.1", port, outputs), stop_seconds()))
        wait_for(client, services)
        print(f"Ready after {time.monotonic() - began:.1f} s at {client.base}; logs are in {ROOT / 'var'}.")
        job = make_book(client, services, request)
        complete = report(job, save_book(client, job, options), time.monotonic() - began)
        if options.keep_running:
            serve_on(client, services)
        return 0 if complete else 1


LOGS = ("web", "cluster")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for(client: Client, services: Services) -> None:
    """Return once the web server answers."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        services.tend()
        if client.answers():
            return
        if time.monotonic() > deadline:
            raise Refused(f"The web server does not answer; see {ROOT / 'var' / 'demo-web.log'}.")
        time.sleep(0.1)


def make_book(client: Client, services: Services, request: dict[str, Any]) -> dict[str, Any]:
    """Submit the book and watch its job until that is finished. Returns the job's last status."""
    from database import cancel_job

    job = client.post_json("/api/jobs/storybook/start", request)
    try:
        with progress() as display:
            for status in follow(client, services, job["pollingUrl"]):
                show(display, status)
    except BaseException:
        for number in STOP_SIGNALS:  # an impatient second Ctrl-C waits for this
            signal.signal(number, signal.SIG_IGN)
        cancel_job(job["jobId"])  # or the next run would go on with a book that nobody waits for
        raise
    return status


def follow(client: Client, services: Services, url: str) -> Iterator[dict[str, Any]]:
    """The job's status, again and again until it is finished. A short silence of the server is waited out."""
    pace, pause = Pace(), 0.0
    heard = began = time.monotonic()
    while True:
        pace.wait(pause)
        services.tend()
        pause = 0.0
        try:
            status = client.get_json(url, wait=1)
            heard = time.monotonic()
            yield status
            if status["status"] not in ("pending", "processing"):
                return
        except TryLater as later:
            heard, pause = time.monotonic(), min(later.seconds, LONGEST_PAUSE)
        except OSError:
            if time.monotonic() - heard > START_SECONDS:
                raise
        if time.monotonic() - began > BOOK_SECONDS:
            raise Refused("The book is not finished after an hour.")


def show(display: Lines, job: dict[str, Any]) -> None:
    display.show(int(job.get("progress") or 0), job.get("currentStep") or job["status"])


def save_book(client: Client, job: dict[str, Any], options: argparse.Namespace) -> Path | None:
    """Save the finished book's PDF and return its path; None when there is no book."""
    if job["status"] != "completed":
        return None
    pdf = client.get(job["result"]["pdf_url"])
    if not pdf.startswith(b"%PDF"):
        raise Refused("What the server sent as the book is not a PDF.")
    path = options.out / f"{file_name(job['result']['title'])}.pdf"
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(pdf)
    unfinished.replace(path)
    return path.resolve()


def file_name(title: str) -> str:
    """The title's letters and digits, joined with dashes."""
    return re.sub(r"[\W_]+", "-", title).strip("-").lower()[:60] or "storybook"


def report(job: dict[str, Any], path: Path | None, seconds: float) -> bool:
    """Say what came out. Returns whether the book is complete."""
    if path is None:
        print(f"No book: {job.get('error') or job['status']} ({job.get('code') or job['status']})", file=sys.stderr)
        return False
    result = job["result"]
    pictures = sum(len(page["scenes"]) for page in result["pages"])
    print(f"{result['title']}: {pictures} pictures, {path.stat().st_size / 1e6:.1f} MB, in {seconds:.0f} s")
    print(path)
    if result["has_errors"]:
        print(result.get("warning") or "Some pictures could not be drawn.", file=sys.stderr)
    return not result["has_errors"]


def serve_on(client: Client, services: Services) -> None:
    """Keep everything running until Ctrl-C."""
    print(f"Still serving at {client.base}. Ctrl-C stops it.", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        while True:
            services.tend()
            time.sleep(0.2)


def fail(sentence: str) -> NoReturn:
    sys.exit(sentence)


if __name__ == "__main__":
    sys.exit(main())
