"""What the tests of the embedded stack share: a running stack, and eyes for processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from stack import EmbeddedStack, throwaway_stack

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0  # seconds, on a busy machine, for what should be true at once

type_of_attribute = {"VisitStage": "Keyword", "VisitDeadline": "Datetime"}

only_linux = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="looks at processes by way of /proc"
)


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    for item in items:
        if "family" in getattr(item, "fixturenames", ()):
            item.add_marker(only_linux)


@pytest.fixture(scope="module")
def search_attributes() -> Mapping[str, str]:
    return type_of_attribute


@pytest.fixture(scope="module")
def stack(
    search_attributes: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[EmbeddedStack]:
    parent = tmp_path_factory.mktemp("throwaway")
    with throwaway_stack(search_attributes=search_attributes, parent=parent) as running:
        yield running


@pytest.fixture
def eventually() -> Callable[[Callable[[], object]], None]:
    """Wait, within bounds, until something is true."""

    def wait(condition: Callable[[], object]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline, "did not become true in time"
            time.sleep(0.01)

    return wait


@pytest.fixture
def is_running() -> Callable[[int], bool]:
    """Whether a process runs; one that only waits to be counted out does not."""

    def look(pid: int) -> bool:
        status = _stat(pid)
        return status is not None and status[0] != "Z"

    return look


@pytest.fixture
def family() -> Callable[..., dict[int, str]]:
    """The living descendants of a process: pid and command line.

    Those that are named, and whatever they started, can be left out.
    """

    def look(ancestor: int, besides: Iterable[int] = ()) -> dict[int, str]:
        parents = {
            int(entry.name): int(status[1])
            for entry in Path("/proc").iterdir()
            if entry.name.isdigit() and (status := _stat(int(entry.name))) and status[0] != "Z"
        }
        for other in besides:
            parents.pop(other, None)
        found = {ancestor}
        while more := {pid for pid, parent in parents.items() if parent in found} - found:
            found |= more
        return {pid: _command_line(pid) for pid in found - {ancestor}}

    return look


@pytest.fixture
def newcomers(family: Callable[..., dict[int, str]]) -> Callable[[], dict[int, str]]:
    """What has come to live under this process since the test began: pid and command line.

    Without what the programs of other tests start meanwhile: a PostgreSQL that has been running
    for a while starts a worker of its own now and then.
    """
    before = family(os.getpid())
    return lambda: family(os.getpid(), before)


@pytest.fixture
def run_script(
    tmp_path: Path,
) -> Iterator[Callable[..., tuple[subprocess.Popen[str], str]]]:
    """Start a Python script in a process of its own, with an empty home folder.

    It has said "ready", and what follows on that line, when the call returns.
    """
    running: list[subprocess.Popen[str]] = []
    home = tmp_path / "home"
    home.mkdir()
    search_path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])

    def run(script: str, *arguments: str | Path) -> tuple[subprocess.Popen[str], str]:
        process = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", script, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": search_path, "HOME": str(home)},
            # Whatever runs the tests in the background has its children ignore Ctrl-C.
            preexec_fn=_hears_interrupts,  # noqa: PLW1509 - it only sets a signal
        )
        running.append(process)
        assert process.stdout is not None
        word, _, rest = process.stdout.readline().partition(" ")
        assert word.strip() == "ready"
        return process, rest.strip()

    yield run
    for process in running:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _hears_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _stat(pid: int) -> list[str] | None:
    """State, parent, ... of a process, or nothing where there is none."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return text.rpartition(")")[2].split()


def _command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except (FileNotFoundError, ProcessLookupError):
        return ""
