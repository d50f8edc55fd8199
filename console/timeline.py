"""Draws a visit's timeline, one event a line, in 100 columns."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple, Protocol

from rich.console import Console
from rich.table import Table
from rich.text import Text

from console.output import WIDTH
from console.wording import event_words, next_clause
from register.log import Logged
from rules.evolve import evolve
from rules.next_action import next_action
from rules.wording import STAGE_TITLES
from rules.zones import london
from schemas.state import NextAction, VisitState
from schemas.values import Stage

_WHEN, _STAGE, _WHAT, _NEXT = 16, 9, 31, 38
_HEADINGS = ("London time", "Stage", "What happened", "Next")
_AS_BEFORE = "as before"


class Entry(Protocol):
    """What a line of a timeline is drawn from."""

    @property
    def at(self) -> datetime:
        """When it happened."""

    @property
    def stage(self) -> Stage:
        """The stage just after."""

    @property
    def words(self) -> str:
        """What happened."""

    @property
    def next_action(self) -> NextAction:
        """What comes next."""


class Line(NamedTuple):
    """An event as the register has it, with the visit just after it."""

    at: datetime
    stage: Stage
    words: str
    next_action: NextAction


class Timeline:
    """Draws entries as they come; a next action that stands is said once.

    Args:
        console: Where to.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._year: int | None = None
        self._coming: NextAction | None = None

    def draw(self, entry: Entry) -> None:
        """Draw one entry; the first one under the headings, each new year under its number."""
        at = london(entry.at)
        if self._year is None:
            self._row(_HEADINGS, style="bold", last="bold")
        if at.year != self._year:
            self._year = at.year
            self._console.print(Text(str(at.year), style="bold"))
        stands = entry.next_action == self._coming
        self._coming = entry.next_action
        coming = _AS_BEFORE if stands else next_clause(entry.next_action, _short(entry.next_action))
        cells = (short_moment(entry.at), STAGE_TITLES[entry.stage], entry.words, coming)
        self._row(cells, style="", last="dim" if stands else "")

    def _row(self, cells: tuple[str, str, str, str], *, style: str, last: str) -> None:
        row = Table.grid(padding=(0, 2, 0, 0), pad_edge=False)
        for width in (_WHEN, _STAGE, _WHAT, _NEXT):
            row.add_column(width=width, overflow="fold")
        *others, coming = cells
        row.add_row(*(Text(cell, style=style) for cell in others), Text(coming, style=last))
        self._console.print(row, width=min(WIDTH, self._console.width))


def lines(logged: Iterable[Logged]) -> list[Line]:
    """A visit's whole log as lines of its timeline."""
    state: VisitState | None = None
    drawn: list[Line] = []
    for entry in logged:
        state = evolve(state, entry.event)
        words = event_words(entry.event)
        drawn.append(Line(entry.event.at, state.stage, words, next_action(state)))
    return drawn


def short_moment(at: datetime) -> str:
    """A moment in London without its year, always as wide: `Mon  5 Oct 17:00`."""
    local = london(at)
    return f"{local:%a} {local.day:>2} {local:%b %H:%M}"


def _short(coming: NextAction) -> str | None:
    return f"{london(coming.due):%-d %b}" if coming.due else None
