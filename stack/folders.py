"""Folders that one stack holds at a time, and temporary ones that never pile up.

A folder is held by a lock on a file in it. The programs of the stack inherit the lock, so that a
free lock proves more than that the stack's own process is gone: nothing of it runs any more.
"""

import contextlib
import fcntl
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import Self

from stack.errors import StackUnavailable

LOCK_NAME = "stack.lock"
TEMPORARY_PREFIX = "area-visits-"
_NEW_PREFIX = ".new-area-visits-"  # not swept: its lock is not taken yet
_SETTLING = 10.0  # seconds that the programs of a killed stack are given to end
_PAUSE = 0.02  # seconds between two tries of a lock


class HeldFolder:
    """A folder whose lock this process holds."""

    def __init__(self, path: Path, lock: int, *, temporary: bool) -> None:
        """Keep a lock that is already taken; use `hold` or `hold_temporary`."""
        self.path = path
        self.temporary = temporary
        self._lock: int | None = lock

    @property
    def lock(self) -> int:
        """The lock's descriptor, for the children to keep.

        Raises:
            RuntimeError: the folder was released.
        """
        if self._lock is None:
            raise RuntimeError(f"{self.path} is not held any more")
        return self._lock

    def release(self) -> None:
        """Give the folder up; a temporary one is removed. May be called twice."""
        if self._lock is None:
            return
        if self.temporary:
            _remove(self.path)
        os.close(self._lock)
        self._lock = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def hold(path: Path) -> HeldFolder:
    """Take a folder for this process, making it where it is missing.

    Where the last holder was killed, its programs get a few seconds to end.

    Raises:
        StackUnavailable: another process holds it, or it cannot be written to.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        lock = os.open(path / LOCK_NAME, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise StackUnavailable(
            f"The stack's folder '{path}' cannot be used ({error.strerror}). "
            "Name a folder that is yours to write to."
        ) from error
    deadline = time.monotonic() + _SETTLING
    while not _try_lock(lock):
        holder = _holder(lock)
        if (holder is not None and is_alive(holder)) or time.monotonic() > deadline:
            os.close(lock)
            who = "Another process" if holder is None else f"Process {holder}"
            raise StackUnavailable(
                f"{who} already runs a stack under '{path}'. Use that one, stop it first, or "
                "name another folder."
            )
        time.sleep(_PAUSE)
    os.truncate(lock, 0)
    os.pwrite(lock, str(os.getpid()).encode(), 0)
    return HeldFolder(path, lock, temporary=False)


def hold_temporary(parent: Path) -> HeldFolder:
    """Make a folder that only this user can enter, removed when released.

    Folders that killed processes of the same user left in `parent` are removed first.

    Raises:
        StackUnavailable: `parent` cannot be written to.
    """
    sweep(parent)
    try:
        made = Path(tempfile.mkdtemp(prefix=_NEW_PREFIX, dir=parent.absolute()))
        folder = hold(made)
        # Under the name that others sweep only now that the lock is held.
        path = made.with_name(TEMPORARY_PREFIX + made.name.removeprefix(_NEW_PREFIX))
        made.rename(path)
    except OSError as error:
        raise StackUnavailable(
            f"No temporary folder can be made in '{parent}' ({error.strerror}). "
            "Set TMPDIR to a folder that is yours to write to."
        ) from error
    return HeldFolder(path, folder.lock, temporary=True)


def sweep(parent: Path) -> None:
    """Remove this user's temporary folders whose lock is free, and nothing else."""
    for path in parent.glob(f"{TEMPORARY_PREFIX}*"):
        # Someone else's, vanishing, or without a lock: not ours to judge.
        with contextlib.suppress(OSError):
            if path.lstat().st_uid != os.geteuid() or path.is_symlink():
                continue
            lock = os.open(path / LOCK_NAME, os.O_RDWR | os.O_NOFOLLOW)
            try:
                if _try_lock(lock):
                    _remove(path)
            finally:
                os.close(lock)


def is_held(path: Path) -> bool:
    """Whether a stack lives in a folder."""
    try:
        lock = os.open(path / LOCK_NAME, os.O_RDWR | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        return not _try_lock(lock)
    finally:
        os.close(lock)


def is_alive(pid: int) -> bool:
    """Whether a process of that number runs, whoever owns it."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _try_lock(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(lock: int) -> int | None:
    text = os.pread(lock, 32, 0)
    return int(text) if text.isdigit() else None


def _remove(path: Path) -> None:
    """Remove a folder, its lock last, so that a removal cut short is finished by a sweep."""
    with contextlib.suppress(OSError):
        for entry in path.iterdir():
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry, ignore_errors=True)
            elif entry.name != LOCK_NAME:
                entry.unlink()
        (path / LOCK_NAME).unlink()
        path.rmdir()
