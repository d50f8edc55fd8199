"""Draws a visit's timeline, one event a line, in 100 columns."""

from datetime import datetime
from itertools import zip_longest
from textwrap import wrap

from rich.console import Console
from rich.text import Text

from console.terminal.output import WIDTH
from desk.timeline import TimelineEntry
from desk.wording import next_clause
from rules.wording import STAGE_TITLES
from rules.zones import london
from schemas.ids import SYSTEM, ActorRef
from schemas.state import NextAction
from schemas.visible import visible

_WIDTHS = (16, 9, 31)  # of all columns but the last, which has what is left
_LEAST = 20  # of the last one, however narrow the terminal
_GAP = "  "
_NO_BREAK = "\u00a0"
_HEADINGS = ("London time", "Stage", "What happened", "Next")
_AS_BEFORE = "as before"


class Timeline:
    """Draws entries as they come; a next action that stands is said once.

    Args:
        console: Where to.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._year: int | None = None
        self._coming: NextAction | None = None
        self._decision: tuple[datetime, ActorRef] | None = None

    def draw(self, entry: TimelineEntry) -> None:
        """Draw one entry; the first one under the headings, each new year under its number."""
        at = london(entry.at)
        if self._year is None:
            self._row(_HEADINGS, style="bold", last="bold")
        if at.year != self._year:
            self._year = at.year
            self._console.print(Text(str(at.year), style="bold"))
        stands = entry.next_action == self._coming
        self._coming = entry.next_action
        coming = _AS_BEFORE if stands else _clause(entry.next_action)
        cells = (short_moment(entry.at), STAGE_TITLES[entry.stage], self._words(entry), coming)
        self._row(cells, style="", last="dim" if stands else "")

    def _words(self, entry: TimelineEntry) -> str:
        """What happened; with the first event of a person's decision, who decided and why."""
        decision = (entry.at, entry.actor)
        same = decision == self._decision
        self._decision = decision
        if entry.actor == SYSTEM or same:
            return entry.words
        why = f": “{visible(entry.reason)}”" if entry.reason else ""
        return f"{entry.words}, by {entry.actor}{why}"

    def _row(self, cells: tuple[str, str, str, str], *, style: str, last: str) -> None:
        """Draw a row whose last two cells may take several lines."""
        left = min(WIDTH, self._console.width) - sum(_WIDTHS) - len(_GAP) * len(_WIDTHS)
        widths = (*_WIDTHS, max(left, _LEAST))
        columns = [wrap(cell, width) for cell, width in zip(cells, widths, strict=True)]
        for parts in zip_longest(*columns, fillvalue=""):
            padded = [part.ljust(width) for part, width in zip(parts, widths, strict=True)]
            line = Text(_GAP.join(padded[:-1]) + _GAP, style=style)
            line.append(parts[-1], style=last)
            line.rstrip()
            self._console.print(line, soft_wrap=True)


def short_moment(at: datetime) -> str:
    """A moment in London without its year, always as wide: `Mon  5 Oct 17:00`."""
    local = london(at)
    return f"{local:%a} {local.day:>2} {local:%b %H:%M}"


def _clause(coming: NextAction) -> str:
    """What comes next, with a date that is never broken over two lines."""
    due = f"{london(coming.due):%-d{_NO_BREAK}%b}" if coming.due else None
    return next_clause(coming, due, space=_NO_BREAK)
