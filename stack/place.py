"""Where a stack's folder is at home, so that a copy of it does not act as the folder itself.

A copy knows the same letters, deadlines and subscriptions: with both running, each letter would go
twice. A file in the folder holds which file it is on its disk, and where. The first goes along
where the folder is moved; the second is the same where it was restored in its place. Where neither
is, it was copied, or moved to another disk or machine: nobody can tell these apart by looking, so
whoever starts it there has to say which it is.
"""

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from enum import Enum
from hashlib import sha256
from pathlib import Path
from tempfile import mkstemp
from typing import Self

from stack.errors import StackUnavailable

PLACE_NAME = "place.json"
_MACHINE = Path("/etc/machine-id")


class Told(Enum):
    """What whoever starts a stack says of its folder."""

    NOTHING = "nothing"
    MOVED = "moved"
    """It was moved, or restored elsewhere from a backup: no other one goes on."""
    TRIAL = "trial"
    """It is a copy, to try something: nothing may leave it."""


@dataclass(frozen=True)
class Place:
    """Where a folder was when it was last at home.

    Attributes:
        inode: Of the file that says so.
        device: On which disk; other numbers may be given when a machine starts.
        path: Of the folder.
        machine: A digest of what the machine calls itself; empty where it has no such name.
        trial: Whether it is a copy from which nothing may leave.
    """

    inode: int
    device: int
    path: str
    machine: str
    trial: bool

    def is_of(self, there: Self) -> bool:
        """Whether what was read is no copy of it."""
        same_path = self.path == there.path
        itself = self.inode == there.inode and (same_path or self.device == there.device)
        return itself or (same_path and self.machine == there.machine)


def at_home(folder: Path, told: Told = Told.NOTHING) -> Place:
    """Where a folder is at home, which is where it is, unless it was copied or moved.

    A folder that says nothing is new, or is of a release that kept no such file.

    Args:
        folder: Of a stack; made where it is missing.
        told: What whoever starts it says.

    Raises:
        StackUnavailable: It may be a copy, and nobody said what it is; it is said to be a trial,
            and is the folder itself; or it cannot be written to.
    """
    known = _known(folder)
    if known is None:
        return _settled(folder, trial=told is Told.TRIAL)
    was, here = known
    if was is not None and was.is_of(here):
        if told is Told.TRIAL and not was.trial:
            raise StackUnavailable(
                f"'{folder}' is no copy: letters that stayed here in a trial would never be sent. "
                "Stop it, copy the folder, and try with the copy."
            )
        return was
    if told is Told.NOTHING:
        whose = f"at home in '{was.path}'" if was else "at home elsewhere"
        raise StackUnavailable(
            f"'{folder}' is a copy, or was moved or restored elsewhere: it was {whose}. Two that "
            "go on would both send the same letters. If no other one goes on, start it once with "
            "--moved; to try something with a copy, with --trial: nothing leaves it then."
        )
    # A trial stays one wherever it is: letters that it kept are marked as sent.
    return _settled(folder, trial=told is Told.TRIAL or (was is not None and was.trial))


def _known(folder: Path) -> tuple[Place | None, Place] | None:
    """What the file says, if that can be read, and where it is; nothing where there is none."""
    path = folder / PLACE_NAME
    try:
        with path.open(encoding="utf-8") as file:
            here = _of(os.fstat(file.fileno()), folder, trial=False)
            with suppress(TypeError, ValueError):
                return Place(**json.load(file)), here
            return None, here
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unusable(folder, error) from error


def _settled(folder: Path, *, trial: bool) -> Place:
    draft: Path | None = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = mkstemp(dir=folder, prefix=f".{PLACE_NAME}.")  # 0600
        draft = Path(name)
        with open(handle, "w", encoding="utf-8") as file:  # noqa: PTH123 - a descriptor
            place = _of(os.fstat(handle), folder, trial=trial)
            json.dump(asdict(place), file, indent=2)
            file.flush()
            os.fsync(handle)
        draft.replace(folder / PLACE_NAME)  # it stays the same file
    except OSError as error:
        if draft is not None:
            draft.unlink(missing_ok=True)
        raise _unusable(folder, error) from error
    return place


def _of(file: os.stat_result, folder: Path, *, trial: bool) -> Place:
    return Place(file.st_ino, file.st_dev, str(folder.resolve()), _machine(), trial)


def _machine() -> str:
    try:
        name = _MACHINE.read_bytes().strip()
    except OSError:
        return ""
    # It is not to be told to others as it is, by the manual page of machine-id(5).
    return sha256(b"visits" + name).hexdigest()[:16]


def _unusable(folder: Path, error: OSError) -> StackUnavailable:
    return StackUnavailable(
        f"The stack's folder '{folder}' cannot be used ({error.strerror}). "
        "Name a folder that is yours to write to."
    )
