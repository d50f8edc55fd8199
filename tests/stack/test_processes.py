import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from stack.processes import Child, spawn

PYTHON = sys.executable
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    "print('deaf', flush=True); time.sleep(60)"
)
POLITE = (
    "import signal, sys, time; signal.signal(signal.SIGTERM, lambda *_: sys.exit(7)); "
    "print('listening', flush=True); time.sleep(60)"
)
PARENT = """
import sys, time
from pathlib import Path
from stack.processes import spawn
folder = Path(sys.argv[1])
child = spawn([sys.executable, "-c", sys.argv[3]], log=folder / "log", env={}, cwd=folder,
              guarded=sys.argv[2] == "guarded")
while not child.said():
    time.sleep(0.01)
print("ready", flush=True)
time.sleep(60)
"""

tied = pytest.mark.parametrize("guarded", [False, True], ids=["kernel", "guarded"])
if not sys.platform.startswith("linux"):
    tied = pytest.mark.parametrize("guarded", [True], ids=["guarded"])

Eventually = Callable[[Callable[[], object]], None]
Family = Callable[[int], dict[int, str]]
Newcomers = Callable[[], dict[int, str]]
RunScript = Callable[..., tuple[subprocess.Popen[str], str]]


def run_python(code: str, folder: Path, *, guarded: bool) -> Child:
    return spawn([PYTHON, "-c", code], log=folder / "log", env={}, cwd=folder, guarded=guarded)


@tied
def test_a_child_dies_with_its_parent_even_if_it_ignores_requests(
    guarded: bool,  # noqa: FBT001 - a parameter of the test
    tmp_path: Path,
    run_script: RunScript,
    family: Family,
    is_running: Callable[[int], bool],
    eventually: Eventually,
) -> None:
    parent, _ = run_script(PARENT, tmp_path, "guarded" if guarded else "kernel", STUBBORN)
    children = family(parent.pid)
    assert len(children) == (2 if guarded else 1)

    parent.kill()

    eventually(lambda: not any(is_running(pid) for pid in children))


@tied
def test_a_child_is_asked_to_end_before_it_is_made_to(
    guarded: bool,  # noqa: FBT001 - a parameter of the test
    tmp_path: Path,
    eventually: Eventually,
) -> None:
    child = run_python(POLITE, tmp_path, guarded=guarded)
    eventually(child.said)
    assert child.poll() is None

    assert child.stop(signal.SIGTERM, 5) == 7
    assert child.poll() == 7


@tied
def test_a_child_that_does_not_listen_is_killed(
    guarded: bool,  # noqa: FBT001 - a parameter of the test
    tmp_path: Path,
    newcomers: Newcomers,
    eventually: Eventually,
) -> None:
    child = run_python(STUBBORN, tmp_path, guarded=guarded)
    eventually(child.said)

    assert child.stop(signal.SIGTERM, 0.1) == -signal.SIGKILL
    eventually(lambda: not newcomers())


def test_a_child_is_out_of_reach_of_the_terminal_and_inherits_only_what_it_is_given(
    tmp_path: Path,
) -> None:
    kept = os.open(tmp_path, os.O_RDONLY)
    other = os.open(tmp_path, os.O_RDONLY)
    os.set_inheritable(other, True)  # noqa: FBT003 - it takes no name
    code = (
        "import os; print(os.getsid(0) == os.getpid(), "
        f"[os.path.exists(f'/dev/fd/{{n}}') for n in ({kept}, {other})])"
    )
    child = spawn([PYTHON, "-c", code], log=tmp_path / "log", env={}, cwd=tmp_path, keep=[kept])
    try:
        assert child.wait(5) == 0
    finally:
        os.close(kept)
        os.close(other)
    assert child.said().strip() == "True [True, False]"


def test_a_program_that_is_not_there_says_so_in_the_log(tmp_path: Path) -> None:
    child = spawn([tmp_path / "nothing"], log=tmp_path / "log", env={}, cwd=tmp_path)

    assert child.wait(5) == 127
    assert "nothing was not started" in child.said()


def test_starting_from_another_thread_is_a_programmers_mistake(tmp_path: Path) -> None:
    refused: list[RuntimeError] = []

    def start() -> None:
        try:
            spawn([PYTHON], log=tmp_path / "log", env={}, cwd=tmp_path)
        except RuntimeError as error:
            refused.append(error)

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert "main thread" in str(refused[0])


def test_a_log_that_grew_large_is_put_aside(tmp_path: Path) -> None:
    log = tmp_path / "program.log"
    log.write_bytes(b"x" * 1_000_001)

    spawn([PYTHON, "-c", "print('new')"], log=log, env={}, cwd=tmp_path).wait(5)

    assert log.read_text() == "new\n"
    assert (tmp_path / "program.previous.log").stat().st_size == 1_000_001
