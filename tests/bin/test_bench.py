"""The benches with tiny numbers: they come to their figures and leave nothing behind, also when interrupted."""

import os
import re
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[2]
BENCHES = ("queue", "book", "api", "events")


@pytest.fixture
def scratch():
    """The folder in which a bench keeps what it needs; empty again when it has ended."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)
        assert list(Path(folder).iterdir()) == []
        assert processes_with(folder) == [], "a process was left behind"


def processes_with(word: str) -> list[psutil.Process]:
    return [one for one in psutil.process_iter(["cmdline"]) if any(word in part for part in one.info["cmdline"] or [])]


def start(name: str, scratch: Path, *arguments: object) -> subprocess.Popen:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "STORYJOBS_"))}
    return subprocess.Popen(
        [sys.executable, f"bin/lib/bench/bench_{name}.py", *map(str, arguments)],
        cwd=ROOT,
        env=clean | {"PYTHONPATH": str(ROOT), "TMPDIR": str(scratch)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=_in_the_background,
    )


def _in_the_background() -> None:
    """As a shell without a terminal starts what ends with "&"."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def said(name: str, scratch: Path, *arguments: object) -> str:
    bench = start(name, scratch, *arguments)
    output = bench.communicate(timeout=120)[0]
    assert bench.returncode == 0, output
    return output


def test_the_api_is_compared_with_bare_views_one_and_several_requests_at_a_time(scratch):
    output = said("api", scratch, "--requests", 20, "--connections", 1, 2)
    assert re.findall(r"(\d) at a time", output) == ["1", "2"]
    medians = re.findall(r"^  (\w.*?) +([\d.]+) ms$", output, re.M)
    kinds = ["start", "bare create", "poll", "poll 304", "bare select", "bare constant"]
    assert [name for name, _ in medians] == kinds * 2
    ratios = re.findall(r"^  start ÷ bare create +([\d.]+)", output, re.M)
    for block, ratio in zip((dict(medians[:6]), dict(medians[6:])), ratios, strict=True):
        assert float(block["start"]) / float(block["bare create"]) == pytest.approx(float(ratio), rel=0.05)  # rounded
    assert output.count("÷") == 12


def test_every_listener_hears_every_step(scratch):
    output = said("events", scratch, "--listeners", 12, "--steps", 5)
    assert "every listener got all 5 steps, once and in order" in output
    assert re.search(r"server memory: [\d.]+ MB before, [\d.]+ MB with all, -?\d+ kB a stream", output)
    assert re.search(r"commit to arrival: p50 -?[\d.]+ ms, p99 [\d.]+ ms", output)
    assert re.search(r"first listener -?[\d.]+ ms, of its last -?[\d.]+ ms", output)


def test_an_interrupted_bench_leaves_nothing_behind(scratch):
    bench = start("events", scratch, "--listeners", 3, "--steps", 1_000_000)
    seen = []
    for line in bench.stdout:
        seen.append(line)
        if line.startswith("Reporting"):
            break
    bench.send_signal(signal.SIGTERM)  # which it takes for a Ctrl-C
    rest = bench.communicate(timeout=60)[0]
    assert bench.returncode == 130, "".join(seen) + rest
    assert "Traceback" not in rest


def test_benches_tell_what_they_are():
    output = subprocess.run([ROOT / "bin" / "bench"], capture_output=True, text=True, check=True, timeout=20).stdout
    for name in BENCHES:
        assert re.search(rf"^  {name} +\w", output, re.M)
    assert subprocess.run([ROOT / "bin" / "bench", "none"], capture_output=True, timeout=20).returncode == 1


@pytest.mark.parametrize("name", BENCHES)
def test_each_bench_explains_itself(name, tmp_path):
    assert said(name, tmp_path, "--help").startswith(f"usage: bin/bench {name}")


@pytest.mark.parametrize(
    ("received", "steps"),
    [
        ([[1, 2]], [1, 2]),
        ([[1], [1]], [1, 1]),
        ([[2], [1]], [2, 1]),
    ],
)
def test_a_listener_notes_each_step_as_often_and_in_the_order_it_came(received, steps):
    from listener import Listener

    listener = Listener()
    for together in received:
        data = b"".join(b'event: progress\ndata: {"currentStep": "Step %d"}\nid: 7\n\n' % step for step in together)
        for place in range(len(data)):  # whatever pieces the network makes of it
            listener.data_received(data[place : place + 1])
    assert listener.steps == steps
    assert set(listener.at) == set(steps)
