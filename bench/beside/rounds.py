"""Rounds of visits on each side in turn: processor time, rate and answers of each."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Final

from bench.beside.dbos_rounds import OnDbos
from bench.beside.playing import Alone, Whole
from bench.figures import Figure, percentile
from bench.picture import Bar
from bench.processor import Spent, spent

WHOLE: Final = "a whole visit"
BARE: Final = "bare"
DBOS: Final = "DBOS"
PROCESSOR_TARGET: Final = 1.5
"""Of the bare one's processor time."""
DBOS_TARGET: Final = 1.0
ANSWER_TARGET: Final = 0.3
"""Seconds, at the median, at fifty at once."""
_AT_ONCE_OF_TARGET: Final = 50
_ALONE: Final = 4  # visits of a round in which they are played one after the other

Play = Callable[[Sequence[int]], Awaitable[Sequence[float]]]
"""Plays visits of these numbers at once; the seconds that each decision took."""


@dataclass
class Side:
    """One of those that are compared.

    Attributes:
        name: What it is called.
        play: Plays visits at once.
        worker: Its process.
        rounds: What was measured in each round, by how many were at once.
    """

    name: str
    play: Play
    worker: int
    rounds: dict[int, list["Round"]] = field(default_factory=dict)


@dataclass(frozen=True)
class Round:
    """What one round measured.

    Attributes:
        spent: Processor time of each visit.
        rate: Visits a second.
        answers: Seconds that each decision took.
    """

    spent: Spent
    rate: float
    answers: Sequence[float]


def side_of(name: str, playing: Whole | Alone, worker: int) -> Side:
    """A side on Temporal."""

    async def play(numbers: Sequence[int]) -> Sequence[float]:
        playing.answers.clear()
        await asyncio.gather(*(playing.play(number) for number in numbers))
        return list(playing.answers)

    return Side(name, play, worker)


def dbos_side(rounds: OnDbos) -> Side:
    """The side on DBOS."""
    return Side(DBOS, rounds.play, rounds.pid)


async def play_rounds(sides: Sequence[Side], at_once: int, rounds: int) -> None:
    """Play on each side in turn, and note what it took.

    Args:
        sides: Those that are compared.
        at_once: How many visits.
        rounds: How often.
    """
    for _ in range(rounds):
        for side in sides:
            side.rounds.setdefault(at_once, []).append(await _round(side, at_once))


_NUMBERS: Final[Iterator[int]] = count(1)


async def _round(side: Side, at_once: int) -> Round:
    before, begun = spent(side.worker), time.perf_counter()
    answers: list[float] = []
    batches = _ALONE if at_once == 1 else 1
    for _ in range(batches):
        answers += await side.play([next(_NUMBERS) for _ in range(at_once)])
    took = time.perf_counter() - begun
    number = at_once * batches
    each = spent(side.worker).since(before, number)
    if side.name == DBOS:  # Temporal's server idles beside it, and nobody is in this process
        each = each._replace(server=0, player=0)
    return Round(each, number / took, answers)


async def clock_rounds(bare: Alone, worker: int, rounds: int) -> list[float]:
    """What it costs to move a clock through a visit, which nobody does in real life.

    Returns:
        Seconds of processor time, for each round: with the clock moved, less without.
    """
    costs = []
    for _ in range(rounds):
        spent_on = {}
        for moved in (False, True):
            before = spent(worker)
            for _ in range(_ALONE):
                await bare.idle(next(_NUMBERS), moved=moved)
            spent_on[moved] = spent(worker).since(before, _ALONE).total
        costs.append(spent_on[True] - spent_on[False])
    return costs


def without_clock(sides: Sequence[Side], clock: Sequence[float]) -> Iterator[Figure]:
    """The rows that leave out what moving the clock costs; DBOS has none that could be moved.

    Args:
        sides: With rounds of one visit at a time.
        clock: What that costs.
    """
    cost = statistics.median(clock) * 1000
    yield Figure("  of that, moving the clock", "ms", [one * 1000 for one in clock])
    whole, *others = ([round_.spent.total * 1000 for round_ in side.rounds[1]] for side in sides)
    for side, theirs in zip(sides[1:], others, strict=True):
        moved = 0 if side.name == DBOS else cost
        yield Figure(
            "  processor time without it",
            "ms",
            [one - cost for one in whole],
            side.name,
            [one - moved for one in theirs],
            PROCESSOR_TARGET if side.name == BARE else DBOS_TARGET,
        )


def figures_of(sides: Sequence[Side], at_once: int) -> Iterator[Figure]:
    """The rows of one number of visits at once; the first side is held against each other."""
    whole, *others = sides
    mine = whole.rounds[at_once]
    what = "one at a time" if at_once == 1 else f"{at_once} at once"
    for other in others:
        theirs = other.rounds[at_once]
        yield Figure(
            f"processor time of a visit, {what}",
            "ms",
            [round_.spent.total * 1000 for round_ in mine],
            other.name,
            [round_.spent.total * 1000 for round_ in theirs],
            PROCESSOR_TARGET if other.name == BARE else DBOS_TARGET,
        )
    for part in Spent._fields:
        yield Figure(
            f"  of that, the {part}",
            "ms",
            [getattr(round_.spent, part) * 1000 for round_ in mine],
            others[0].name,
            [getattr(round_.spent, part) * 1000 for round_ in others[0].rounds[at_once]],
        )
    for other in others:
        yield Figure(
            f"visits a second, {what}",
            "",
            [round_.rate for round_ in mine],
            other.name,
            [round_.rate for round_ in other.rounds[at_once]],
        )
    for percent in (50, 99):
        target = ANSWER_TARGET if percent == 50 and at_once == _AT_ONCE_OF_TARGET else None  # noqa: PLR2004 - the median
        for other in others:
            yield Figure(
                f"a decision's answer p{percent}, {what}",
                "s",
                [percentile(round_.answers, percent) for round_ in mine],
                other.name,
                [percentile(round_.answers, percent) for round_ in other.rounds[at_once]],
            )
        if target is not None:
            values = [percentile(round_.answers, percent) for round_ in mine]
            yield Figure(f"a decision's answer p{percent}, {what}", "s", values, target=target)


def bars_of(sides: Sequence[Side], at_once: int) -> Iterator[Bar]:
    """A bar for each side: the medians of its parts, in milliseconds."""
    what = "one at a time" if at_once == 1 else f"{at_once} at once"
    for side in sides:
        rounds = side.rounds[at_once]
        parts = {
            part: statistics.median(getattr(round_.spent, part) for round_ in rounds) * 1000
            for part in Spent._fields
        }
        yield Bar(f"{side.name}, {what}", parts)
