"""bin/setup in a checkout of its own, whose requirements are empty: no network, but a real virtual environment."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SETUP = Path(__file__).resolve().parents[2] / "bin" / "setup"
TOOLS = ("bash", "cat", "dirname", "env", "flock", "id", "mkdir", "readlink", "sed", "sha256sum", "sh")


@pytest.fixture
def checkout(tmp_path):
    """A checkout with spaces in its path, and a `tools` folder that is all of its PATH."""
    folder = tmp_path / "my checkout"
    (folder / "bin").mkdir(parents=True)
    shutil.copy(SETUP, folder / "bin")
    (folder / "requirements.txt").touch()
    (folder / "requirements-dev.txt").touch()
    (tmp_path / "tools").mkdir()
    for tool in TOOLS:
        (tmp_path / "tools" / tool).symlink_to(shutil.which(tool))
    return folder


def give_python(checkout: Path, script: str = f'exec "{sys.executable}" "$@"') -> None:
    python = checkout.parent / "tools" / "python3"
    python.write_text(f"#!/bin/sh\n{script}\n")
    python.chmod(0o755)


def start(checkout: Path) -> subprocess.Popen:
    return subprocess.Popen(
        [checkout / "bin" / "setup"],
        cwd="/",
        env={"PATH": str(checkout.parent / "tools"), "HOME": str(checkout.parent)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_without_a_new_enough_python_it_says_what_to_install(checkout):
    give_python(checkout, "exit 1")  # as an older Python answers to the question for its version
    setup = start(checkout)
    assert "storyjobs needs Python 3.11 or newer" in setup.communicate(timeout=20)[0]
    assert setup.returncode == 1
    assert not (checkout / ".venv").exists()


def test_without_ensurepip_it_says_what_to_install(checkout):
    give_python(checkout, f'case "$*" in *ensurepip*) exit 1 ;; esac; exec "{sys.executable}" "$@"')
    setup = start(checkout)
    output = setup.communicate(timeout=20)[0]
    assert f"apt-get install python3.{sys.version_info.minor}-venv" in output
    assert setup.returncode == 1


def test_two_at_once_make_one_environment_and_the_next_has_nothing_to_do(checkout):
    give_python(checkout)
    first, second = start(checkout), start(checkout)
    output = first.communicate(timeout=120)[0] + second.communicate(timeout=120)[0]
    assert (first.returncode, second.returncode) == (0, 0), output
    assert output.count("Making the virtual environment") == 1
    assert output.count("Installing requirements.txt") == 1
    assert start(checkout).communicate(timeout=20)[0] == ""


def test_changed_requirements_are_installed_again(checkout):
    give_python(checkout)
    start(checkout).communicate(timeout=120)
    (checkout / "requirements.txt").write_text("# one more thought\n")
    output = start(checkout).communicate(timeout=60)[0]
    assert output == "Installing requirements.txt ...\n"


@pytest.mark.parametrize("script", ["setup", "serve", "demo"])
def test_help_needs_no_installation(checkout, script):
    give_python(checkout)
    shutil.copy(SETUP.with_name(script), checkout / "bin")
    shutil.copytree(SETUP.with_name("lib"), checkout / "bin" / "lib")
    command = [checkout / "bin" / script, "--help"]
    environment = {"PATH": str(checkout.parent / "tools"), "HOME": os.sep, "PYTHONDONTWRITEBYTECODE": "1"}
    result = subprocess.run(command, cwd="/", env=environment, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert f"bin/{script}" in result.stdout
    assert not (checkout / ".venv").exists()
