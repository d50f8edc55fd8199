"""Draws a chart as SVG, as wide as the page that it stands in.

A template and a page of arithmetic, in place of a library of charts: matplotlib would bring numpy
and five more packages, and neither its output nor Altair's has a role, a description, or words
that keep their size on a small screen.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from activities.report_files.bars import PERMILLE, Bars
from activities.report_files.lines import in_lines
from activities.report_files.templates import template

PALETTE = ("#12436D", "#28A197", "#801650", "#F46A25")
"""The Analysis Function's categorical palette, in its order."""

_LINE = 20  # pixels from one line of words to the next
_TALL = 18  # pixels of a bar
_GAP = 14  # pixels between groups
_WIDTH = 34  # Latin letters to a line: what a screen of 320 pixels shows
_ROOM = 74  # per cent of the width that the longest bar takes; its value stands behind it


@dataclass(frozen=True)
class _Words:
    """A line of words at a height."""

    y: int
    words: str
    bold: bool
    kind: Literal["words"] = "words"


@dataclass(frozen=True)
class _Bar:
    """A bar at a height, with its value behind it."""

    y: int
    width: str  # per cent
    fill: str
    words: str
    kind: Literal["bar"] = "bar"


def draw(bars: Bars, *, name: str, title: str) -> Markup:
    """A chart as an SVG element: the same for the same bars.

    Args:
        bars: What to draw.
        name: Of the chart; names of elements begin with it.
        title: Of the chart.
    """
    shapes = [*_shapes(bars)]
    last = shapes[-1]
    made = template("chart.svg").render(
        name=name,
        title=title,
        text=bars.text,
        height=last.y + _TALL + 4,
        shapes=shapes,
        tall=_TALL,
    )
    return Markup(made.strip())  # noqa: S704 - the template escapes what it is given


def _shapes(bars: Bars) -> Iterator[_Words | _Bar]:
    """From top to bottom."""
    y = 2
    for number, group in enumerate(bars.groups):
        apart = any(bar.label for bar in group.bars)
        y += _GAP if number else 0
        for line in in_lines(group.label, _WIDTH):
            yield _Words(y, line, bold=apart)
            y += _LINE
        for bar in group.bars:
            for line in in_lines(bar.label, _WIDTH) if bar.label else ():
                yield _Words(y, line, bold=False)
                y += _LINE
            share = bar.length * _ROOM / PERMILLE
            y += 2
            yield _Bar(y, f"{share:.2f}%", PALETTE[bar.colour], bar.words)
            y += _TALL + 8
