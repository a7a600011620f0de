"""The stand-ins as a process of their own: `python -m tests.fakes --openai-port 9001 --delay 2`."""

import argparse
import json
import signal

from .cloudinary import FakeCloudinary
from .openai import FakeOpenAI


def main() -> None:
    parser = argparse.ArgumentParser(description="Stand-ins for OpenAI and Cloudinary; prints their addresses as JSON.")
    parser.add_argument("--openai-port", type=int, default=0)
    parser.add_argument("--openai-key", default="sk-test")
    parser.add_argument("--cloudinary-port", type=int, default=0)
    parser.add_argument("--delay", type=float, default=0, help="seconds before every answer")
    options = parser.parse_args()
    with (
        FakeOpenAI(options.openai_key, options.openai_port, options.delay) as openai,
        FakeCloudinary(port=options.cloudinary_port, delay=options.delay) as cloudinary,
    ):
        print(json.dumps({"openai": openai.base_url, "cloudinary": cloudinary.url}), flush=True)  # noqa: T201
        signal.sigwait({signal.SIGINT, signal.SIGTERM})


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    main()
