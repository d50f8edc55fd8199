"""What was measured while very many visits fell due together, as figures with their targets."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from bench.figures import Figure, percentile
from worker.settings import WorkerSettings

_A_MEGABYTE: Final = 1_000_000
_A_GIBIBYTE: Final = 2**30
_ANSWER: Final = {50: 1.0, 99: 3.0}
"""Seconds within which a person should be answered, by percentile."""
_LATE: Final = 30.0  # seconds
_ROUND: Final = 60.0  # KB of database for each round of letters
_LOOKS: Final = {"list": 1.0, "tasks": 1.0, "audit": 10.0}  # seconds


class Burst(NamedTuple):
    """Seconds and bytes.

    Attributes:
        visits: Whose deadlines fell due together.
        delivered: Until each of their invitations was sent.
        late: Of each record of a deadline, from the moment it was due.
        answers: Of each decision that people took meanwhile.
        unrecorded: How many of those had no answer in time, and were told so.
        memory_at_first: Of the worker, before they were opened.
        memory_idle: Of the worker, once they are open and nothing happens.
        memory_most: Of the worker, whenever it had most.
        kept_for_opening: How much the database grew while they were opened.
        kept_for_letters: How much it grew while they were invited.
    """

    visits: int
    delivered: float
    late: Sequence[float]
    answers: Sequence[float]
    unrecorded: int
    memory_at_first: int
    memory_idle: int
    memory_most: int
    kept_for_opening: int
    kept_for_letters: int


class Looked(NamedTuple):
    """Seconds that a command took.

    Attributes:
        waited: By the clock.
        worked: Of its processor time.
    """

    waited: float
    worked: float


def figures_of(burst: Burst, looks: Mapping[str, Sequence[Looked]]) -> list[Figure]:
    """The rows of a table."""
    return [*_people(burst), *_kept(burst), *_looks(looks)]


def _people(burst: Burst) -> Iterator[Figure]:
    number = f"{burst.visits:,} visits"
    yield Figure(f"{number} due, until all are invited", "s", [burst.delivered])
    for percent, target in _ANSWER.items():
        what = f"a person's decision meanwhile, p{percent} of {len(burst.answers)}"
        yield Figure(what, "s", [percentile(burst.answers, percent)], target=target)
    yield Figure("  of those told “not yet”", "", [burst.unrecorded])
    yield Figure("a deadline's record, late at p50", "s", [percentile(burst.late, 50)])
    yield Figure("a deadline's record, late at most", "s", [max(burst.late)], target=_LATE)


def _kept(burst: Burst) -> Iterator[Figure]:
    idle = burst.memory_idle / _A_MEGABYTE
    yield Figure("the worker's memory before", "MB", [burst.memory_at_first / _A_MEGABYTE])
    what = f"the worker's memory, {burst.visits:,} open and idle"
    yield Figure(what, "MB", [idle], target=_A_GIBIBYTE / _A_MEGABYTE)
    if burst.visits <= WorkerSettings.max_cached_workflows:
        each = (burst.memory_idle - burst.memory_at_first) / burst.visits / 1000
        yield Figure("  for each visit in its cache", "KB", [each])
    yield Figure("the worker's memory at most", "MB", [burst.memory_most / _A_MEGABYTE])
    yield Figure("database for each opening", "KB", [burst.kept_for_opening / burst.visits / 1000])
    kept = burst.kept_for_letters / burst.visits / 1000
    yield Figure("database for each round of letters", "KB", [kept], target=_ROUND)


def _looks(looks: Mapping[str, Sequence[Looked]]) -> Iterator[Figure]:
    for command, taken in looks.items():
        waited = [one.waited for one in taken]
        yield Figure(f"`visits {command}`", "s", waited, target=_LOOKS[command])
        yield Figure("  of the processor", "s", [one.worked for one in taken])
