"""Ctrl-C in the half second in which a command loads."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

PRESSED_AT = """
import os, runpy, signal, sys

class Pressed:
    def find_spec(self, name, path=None, target=None):
        if name == at:
            os.kill(os.getpid(), signal.SIGINT)

at = sys.argv.pop(1)
sys.meta_path.insert(0, Pressed())
runpy.run_module("console.main", run_name="__main__", alter_sys=True)
"""
"""Runs `visits`, and presses Ctrl-C as it comes to a module."""


@pytest.mark.parametrize(
    "at",
    [
        pytest.param("asyncpg", id="while what every command needs is loaded"),
        pytest.param("console.run.up", id="while the command is put together"),
        pytest.param("console.terminal.service", id="as it begins"),
    ],
)
def test_whoever_presses_it_sees_no_traceback_and_the_status_is_true(
    at: str, tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PRESSED_AT, at, "up", "--dir", str(tmp_path / "var")],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        text=True,
        timeout=60,
    )

    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    # Shells call it 130, whether the signal ended the process or the process says so itself.
    assert done.returncode in {130, -signal.SIGINT}
    assert not (tmp_path / "var/postgres").exists()


def test_where_it_is_ignored_a_command_loads_on(tmp_path: Path) -> None:
    """As one that a script started in the background."""
    ignoring = f"import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n{PRESSED_AT}"
    done = subprocess.run(
        [sys.executable, "-c", ignoring, "asyncpg", "up", "--help"],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert "Ctrl-C stops it" in done.stdout
