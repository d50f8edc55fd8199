"""The table of `make chaos`: its rows, and what makes them."""

import sys
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from stack import StackAddresses

COLUMNS = ("Fault", "Times", "Visits", "Doubled", "Lost", "Events lost", "Stranded", "Otherwise")


@dataclass(frozen=True)
class Verdict:
    """A row of the table.

    Attributes:
        fault: What was done.
        times: How often.
        visits: How many visits took part.
        duplicated: Letters that went more often than undisturbed.
        lost: Letters that did not go.
        events_lost: Events that did not happen, or twice.
        stranded: Visits that did not come to their end.
        different: Whether anything else is otherwise than undisturbed.
        details: What was done in detail, and what is otherwise, a line each.
        not_played: Why it could not be done here, as a sentence; empty where it was.
    """

    fault: str
    times: int
    visits: int = 1
    duplicated: int = 0
    lost: int = 0
    events_lost: int = 0
    stranded: int = 0
    different: bool = False
    details: Sequence[str] = ()
    not_played: str = ""

    @property
    def clean(self) -> bool:
        """Whether it was played, and nothing was lost or done twice."""
        wrong = self.duplicated + self.lost + self.events_lost + self.stranded
        return not wrong and not self.different and not self.not_played


@dataclass(frozen=True)
class Site:
    """Where a fault is tried.

    Attributes:
        addresses: Of servers that all share, and nobody stops.
        folder: The fault's own.
        seed: Decides whatever is left to chance.
        one_in: Of how many occasions one is used.
        other: The code of another release, if one was named.
    """

    addresses: StackAddresses
    folder: Path
    seed: str = ""
    one_in: int = 1
    other: Path | None = None


@dataclass(frozen=True)
class Fault:
    """One part of the table.

    Attributes:
        name: What is done to whom, as the table says it.
        play: Does it, and says what came of it.
        alone: Whether it wants the machine for itself.
    """

    name: str
    play: Callable[[Site], Awaitable[Verdict]]
    alone: bool = False


def drawn(verdicts: Iterable[Verdict]) -> str:
    """The table as text."""
    rows = [COLUMNS, *map(_row, verdicts)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(COLUMNS))]
    lines = ("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
    return "".join(f"{line}\n" for line in lines)


def _row(one: Verdict) -> tuple[str, ...]:
    if one.not_played:
        return (one.fault, *("-" for _ in COLUMNS[1:-1]), "not played")
    numbers = (
        one.times,
        one.visits,
        one.duplicated,
        one.lost,
        one.events_lost,
        one.stranded,
    )
    return (one.fault, *map(str, numbers), "yes" if one.different else "no")


def tell(verdicts: Sequence[Verdict], *, details: bool) -> None:
    """Print the table, and if asked for what each row is made of."""
    sys.stdout.write(drawn(verdicts))
    for one in verdicts:
        if details or not one.clean:
            sys.stdout.write(f"\n{one.fault}\n")
            told = [one.not_played, *one.details] if one.not_played else one.details
            sys.stdout.writelines(f"  {line}\n" for line in told)
