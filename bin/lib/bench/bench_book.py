"""What the engine adds to the waiting for a provider: a book of 12 scenes, every call of the stand-in taking 2 s.

Prints the wall time from the start call to the finished book, divided by the critical path of the calls: moderation,
description and portrait one after the other, then the pictures in as many rounds as STUDIO_CONCURRENCY makes of them.
"""

import argparse
import base64
import io
import math
import time

from stage import cluster, prepare, run, until

SCENES = 12


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/bench book", description=__doc__)
    parser.add_argument("--delay", type=float, default=2.0, help="seconds that each call of the stand-in takes")
    parser.add_argument("--concurrency", type=int, default=4, help="calls side by side in the book")
    parser.add_argument("--books", type=int, default=3, help="books, one after the other")
    options = parser.parse_args()
    from tests.fakes.openai import FakeOpenAI

    with FakeOpenAI(delay=options.delay) as openai:
        prepare(
            STUDIO="openai",
            OPENAI_API_KEY=openai.key,
            OPENAI_BASE_URL=openai.base_url,
            STUDIO_CONCURRENCY=str(options.concurrency),
            Q_WORKERS="2",
        )
        with cluster():
            make_book()  # the first one pays for the cluster's start
            for number in range(1, options.books + 1):
                report(number, make_book(), critical_path(options.delay, options.concurrency))


def critical_path(delay: float, concurrency: int) -> float:
    """Seconds: three calls that wait for each other, then the cover and the scenes in rounds."""
    return delay * (3 + math.ceil((SCENES + 1) / concurrency))


def report(number: int, wall: float, critical: float) -> None:
    ratio = f"ratio {wall / critical:.3f} (target 1.15 or less)"
    print(f"book {number}: {wall:.2f} s for a critical path of {critical:.1f} s: {ratio}", flush=True)


def make_book() -> float:
    """Seconds from the start call to the finished book."""
    from jobs.engine import submit
    from jobs.job_type import job_types
    from jobs.models import Job
    from jobs.states import FINISHED, Status

    began = time.monotonic()
    job = submit(job_types()["storybook"], request())
    until(lambda: Job.objects.filter(id=job.id, status__in=FINISHED).exists())
    wall = time.monotonic() - began
    job.refresh_from_db()
    if job.status != Status.COMPLETED or job.result_data["has_errors"]:
        raise SystemExit(f"The book was not made: {job.error_code}")
    return wall


def request() -> dict:
    from PIL import Image

    photo = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(photo, "JPEG")
    scene = {"emotion": "happy", "imagePrompt": "a hill in the morning"}
    return {
        "title": "The bench",
        "story": "Somebody sits on a bench on a hill and looks at the valley for twelve scenes.",
        "characterImage": "data:image/jpeg;base64," + base64.b64encode(photo.getvalue()).decode(),
        "audience": "children",
        "style": "storybook",
        "characterDescription": "",
        "isReusedImage": False,
        "pages": [
            {"pageNumber": number, "scenes": [{**scene, "description": f"View {number}."}]}
            for number in range(1, SCENES + 1)
        ],
    }


if __name__ == "__main__":
    run(main)
