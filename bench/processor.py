"""Processor time of this process and of those that it started, by what they are."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_TICK = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Spent(NamedTuple):
    """Seconds of processor time, user and system.

    Attributes:
        server: Temporal's.
        database: PostgreSQL's, all of its processes.
        worker: Of the process that runs workflows and activities.
        player: Of this process, which decides and moves clocks.
    """

    server: float
    database: float
    worker: float
    player: float

    @property
    def total(self) -> float:
        """All of it."""
        return sum(self)

    def since(self, before: "Spent", times: int) -> "Spent":
        """What was spent from a moment on, for each of so many things that were done."""
        pairs = zip(self, before, strict=True)
        return Spent(*((now - then) / times for now, then in pairs))


def spent(worker: int) -> Spent:
    """What was spent so far.

    Args:
        worker: The worker's process.
    """
    server = database = 0.0
    for pid, name in descendants(os.getpid()):
        match name:
            case "temporal":
                server += seconds_of(pid)
            case "postgres":
                database += seconds_of(pid)
            case _:
                pass
    return Spent(server, database, seconds_of(worker), time.process_time())


def seconds_of(pid: int) -> float:
    """Of one process, and of those of its children that have ended; 0 where it is gone."""
    try:
        fields = _stat(pid)
    except OSError:
        return 0.0
    return sum(int(field) for field in fields[11:15]) / _TICK


def resident(pid: int) -> int:
    """Bytes of memory that a process has resident."""
    return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * _PAGE


def most_resident(pid: int) -> int:
    """Bytes of memory that a process had resident when it had most."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024  # the kernel says "kB" and means 1,024


def proportional(pid: int) -> int:
    """Bytes of memory of a process; what several share counts for each in its part."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    line = next(line for line in rollup.splitlines() if line.startswith("Pss:"))
    return int(line.split()[1]) * 1024  # as above


def descendants(of: int) -> Iterator[tuple[int, str]]:
    """Every process that one started, and those that these started, each with its name."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            children.setdefault(int(_stat(int(folder.name))[1]), []).append(int(folder.name))
        except OSError:
            continue  # ended meanwhile
    left = children.get(of, [])
    while left:
        pid = left.pop()
        left += children.get(pid, [])
        try:
            yield pid, Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip()
        except OSError:
            continue


def _stat(pid: int) -> list[str]:
    """From the state on, which is the third: the name before it may hold anything."""
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
