import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from stack import StackUnavailable
from stack.folders import LOCK_NAME, hold, hold_temporary, is_held, sweep

HOLDER = """
import sys, time
from pathlib import Path
from stack.folders import hold_temporary
print("ready", hold_temporary(Path(sys.argv[1])).path, flush=True)
time.sleep(60)
"""

RunScript = Callable[..., tuple[subprocess.Popen[str], str]]


def test_a_folder_is_held_once_at_a_time(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "var"
    with hold(folder):
        assert is_held(folder)
        with pytest.raises(StackUnavailable, match=rf"Process {os.getpid()} already runs"):
            hold(folder)
    assert not is_held(folder)
    hold(folder).release()


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StackUnavailable, match=r"file/var' cannot be used \(Not a directory\)"):
        hold(tmp_path / "file" / "var")


def test_a_temporary_folder_is_private_and_goes_when_released(tmp_path: Path) -> None:
    with hold_temporary(tmp_path) as folder:
        assert folder.path.name.startswith("area-visits-")
        assert folder.path.stat().st_mode & 0o777 == 0o700
        (folder.path / "some" / "thing").mkdir(parents=True)
    assert not list(tmp_path.iterdir())


def test_a_sweep_removes_what_a_killed_process_left_and_nothing_else(
    tmp_path: Path, run_script: RunScript
) -> None:
    killed, left = run_script(HOLDER, tmp_path)
    _alive, living = run_script(HOLDER, tmp_path)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    unlocked = tmp_path / "area-visits-of-somebody"
    other = tmp_path / "other"
    outside = tmp_path / "outside"
    for folder in (unlocked, other, outside):
        folder.mkdir()
    for folder in (other, outside):
        (folder / LOCK_NAME).touch()
    link = tmp_path / "area-visits-link"
    link.symlink_to(outside)

    sweep(tmp_path)

    assert not Path(left).exists()
    assert set(tmp_path.iterdir()) >= {Path(living), unlocked, other, outside, link}
    assert (outside / LOCK_NAME).exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make another user's folder")
def test_a_sweep_leaves_the_folders_of_other_users(tmp_path: Path) -> None:
    theirs = tmp_path / "area-visits-theirs"
    theirs.mkdir()
    (theirs / LOCK_NAME).touch()
    os.chown(theirs, 1234, 1234)

    sweep(tmp_path)

    assert theirs.exists()
