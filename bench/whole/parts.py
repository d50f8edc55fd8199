"""What each part of a house takes of the processor and of memory, while it is used."""

import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.processor import descendants, proportional, seconds_of

SERVERS: Final = {"temporal": "Temporal's server", "postgres": "PostgreSQL"}
_TICK: Final = os.sysconf("SC_CLK_TCK")
_IDLE: Final = slice(
    3, 5
)  # of the kernel's numbers for all processors: idle, and waiting for disks
_COUNTED: Final = 8  # of them; guests' time is counted twice


@dataclass(frozen=True)
class Moment:
    """How things stand.

    Attributes:
        at: By a clock that only goes forward.
        spent: Seconds of processor time of each part so far; a process of several is one part.
        memory: Bytes of each.
        machine: Seconds that all processors worked so far, for whomever.
    """

    at: float
    spent: Mapping[str, float]
    memory: Mapping[str, int]
    machine: float


@dataclass(frozen=True)
class Took:
    """What was taken between two moments.

    Attributes:
        seconds: Between them.
        cores: Of each part, how many processors it kept busy on average.
        memory: Bytes of each in the end.
        others: How many processors kept others busy who share the machine.
    """

    seconds: float
    cores: Mapping[str, float]
    memory: Mapping[str, int]
    others: float

    @property
    def busiest(self) -> str:
        """The part that kept most of a processor busy."""
        return max(self.cores, key=lambda part: self.cores[part])


def moment(processes: Mapping[str, Sequence[int]]) -> Moment:
    """Now.

    Args:
        processes: Of each part but the servers, by its name.
    """
    spent: dict[str, float] = {}
    memory: dict[str, int] = {}
    named = {
        pid: name if len(pids) == 1 else f"{name} {number}"
        for name, pids in processes.items()
        for number, pid in enumerate(pids, start=1)
    }
    for pid, program in descendants(os.getpid()):
        part = named.get(pid) or SERVERS.get(program)
        if part is not None:
            spent[part] = spent.get(part, 0.0) + seconds_of(pid)
            memory[part] = memory.get(part, 0) + _memory_of(pid)
    return Moment(time.monotonic(), spent, memory, _machine())


def took(before: Moment, after: Moment) -> Took:
    """What was taken meanwhile."""
    seconds = after.at - before.at
    cores = {
        part: (now - before.spent.get(part, 0.0)) / seconds for part, now in after.spent.items()
    }
    others = (after.machine - before.machine) / seconds - sum(cores.values())
    return Took(seconds, cores, after.memory, max(0.0, others))


def _memory_of(pid: int) -> int:
    try:
        return proportional(pid)
    except OSError:
        return 0  # ended meanwhile


def _machine() -> float:
    first = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0]
    numbers = [int(number) for number in first.split()[1 : 1 + _COUNTED]]
    return (sum(numbers) - sum(numbers[_IDLE])) / _TICK
