"""What bin/serve and bin/demo start is kept running, stopped in time, and never outlives them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from services import MAX_DEATHS, Service, ServiceFailed, Services

LIBRARY = Path(__file__).resolve().parents[2] / "bin" / "lib"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
SUPERVISOR = """
import sys, time
from services import Service, Services, interrupt_on_stop_signals
interrupt_on_stop_signals()
sleeper = Service("sleeper", [sys.executable, "-c", "import time; time.sleep(60)"])
try:
    with Services([sleeper], 10) as services:
        services.tend()
        print(sleeper.process.pid, flush=True)
        while True:
            services.tend()
            time.sleep(0.05)
except KeyboardInterrupt:
    print("stopped")
"""


def python(program: str, **options) -> Service:
    return Service("sample", [sys.executable, "-c", program], **options)


def tend_until(services: Services, condition, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        services.tend()
        time.sleep(0.01)


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_gone(pid: int, seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    return not is_alive(pid)


def test_a_service_that_dies_is_started_again():
    service = python("import time; time.sleep(60)")
    with Services([service], 10) as services:
        services.tend()
        first = service.process.pid
        service.process.kill()
        tend_until(services, lambda: service.process and service.process.pid != first)
        assert service.alive()
    assert not service.alive()


def test_a_service_that_keeps_dying_ends_it_all_and_waits_longer_each_time(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr("services.time.monotonic", lambda: now[0])
    service, other = python("raise SystemExit(3)"), python("import time; time.sleep(60)")
    waits = []

    def live_on(services):
        while True:
            services.tend()
            service.process.wait()
            services.tend()
            waits.append(service.restart_at - now[0])
            now[0] = service.restart_at

    with Services([service, other], 10) as services:
        with pytest.raises(ServiceFailed, match=r"sample keeps stopping \(last exit code 3\)"):
            live_on(services)
        assert other.alive()
    assert waits == [0, 1, 3, 7][: MAX_DEATHS - 1]
    assert not other.alive()


def test_a_service_that_ignores_the_request_to_stop_is_killed_at_the_deadline(tmp_path):
    with (tmp_path / "output").open("wb") as output:
        service = python(STUBBORN, output=output)
        with Services([service], stop_seconds=0.3) as services:
            services.tend()
            tend_until(services, lambda: (tmp_path / "output").read_text() == "up\n")
        assert service.process.returncode == -signal.SIGKILL


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_signal_ends_the_services_and_then_the_program(number):
    supervisor = _supervisor()
    service = int(supervisor.stdout.readline())
    supervisor.send_signal(number)
    assert supervisor.communicate(timeout=20)[0] == "stopped\n"
    assert not is_alive(service)


def test_services_end_with_a_supervisor_that_was_killed():
    supervisor = _supervisor()
    service = int(supervisor.stdout.readline())
    supervisor.kill()
    assert wait_gone(service)
    supervisor.communicate()


def _supervisor() -> subprocess.Popen:
    environment = os.environ | {"PYTHONPATH": str(LIBRARY)}
    return subprocess.Popen([sys.executable, "-c", SUPERVISOR], stdout=subprocess.PIPE, text=True, env=environment)
