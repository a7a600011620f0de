"""The systemd units: right in systemd's own eyes, closed, and in harmony with what our programs say of themselves."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

from jobs.cluster import BROKEN, CLEAN, LATE
from tests.chaos.clusters import ROOT

UNITS = ROOT / "deploy" / "systemd"
SERVICES = sorted(UNITS.glob("*.service"))
HOME = "/srv/storyjobs/current"
MOST_EXPOSED = 20
"""Tenths of systemd's scale from 0 (closed) to 10; a service without any protection has 96."""


@pytest.fixture
def installed(tmp_path, monkeypatch) -> Path:
    """The units as they would lie in /etc/systemd/system of a machine whose storyjobs is this checkout."""
    shutil.copytree(UNITS, tmp_path, dirs_exist_ok=True)
    for unit in (*tmp_path.rglob("*.service"), *tmp_path.rglob("*.conf")):
        unit.write_text(unit.read_text().replace(HOME, str(ROOT)))
    monkeypatch.setenv("SYSTEMD_UNIT_PATH", f"{tmp_path}:")
    return tmp_path


def instance(unit: Path) -> str:
    return unit.name.replace("@.", "@8001.")


def read(name: str) -> dict[str, str]:
    """The settings of a unit's [Service]; the last of each name."""
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str
    unit.read(UNITS / name)
    return dict(unit["Service"])


def analyze(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True)


def test_systemd_finds_nothing_wrong_with_them(installed):
    units = [instance(unit) for unit in UNITS.iterdir() if unit.is_file()]
    checked = analyze("verify", "--man=no", *units)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")


def test_systemd_does_find_a_mistake(installed):
    unit = installed / "storyjobs-web@.service"
    unit.write_text(unit.read_text().replace("/bin/web", "/bin/wab"))
    assert "not executable" in analyze("verify", "--man=no", instance(unit)).stderr


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.stem)
def test_a_service_may_do_little_more_than_its_work(installed, service):
    told = analyze("security", "--offline=true", f"--threshold={MOST_EXPOSED}", "--no-pager", instance(service))
    assert told.returncode == 0, told.stdout.splitlines()[-1]


def test_what_they_start_is_there():
    for service in SERVICES:
        program, *words = read(service.name)["ExecStart"].removeprefix(f"{HOME}/").split()
        if program == "bin/web":
            assert (ROOT / program).stat().st_mode & 0o111
        else:
            assert (program, words[0]) == (".venv/bin/python", "manage.py")
            assert words[1] in get_commands()


def test_a_cluster_is_asked_once_waited_for_and_started_again_when_it_broke():
    cluster = read("storyjobs-cluster@.service")
    assert cluster["KillMode"] == "mixed"
    assert int(cluster["TimeoutStopSec"]) >= settings.CLUSTER_STOP_SECONDS + 5
    assert cluster["Restart"] == "on-failure"
    kept_down = {int(code) for code in cluster["RestartPreventExitStatus"].split()}
    assert LATE in kept_down
    assert {BROKEN, 1}.isdisjoint(kept_down)
    assert CLEAN == 0
    assert {int(code) for code in cluster["SuccessExitStatus"].split()} == kept_down - {LATE}


def test_a_port_stays_open_while_its_web_server_is_replaced():
    web = configparser.ConfigParser(strict=False, interpolation=None)
    web.read(UNITS / "storyjobs-web@.service")
    assert web["Unit"]["Requires"] == "storyjobs-web@%i.socket"
    assert web["Service"]["ExecStart"].endswith("/bin/web --fd 3")


def test_a_web_server_has_more_time_to_stop_than_its_requests():
    graceful = re.search(r"--timeout-graceful-shutdown (\d+)", (ROOT / "bin" / "web").read_text())
    assert int(graceful[1]) + 5 <= int(read("storyjobs-web@.service")["TimeoutStopSec"])
