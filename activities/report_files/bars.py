"""From a table to the bars of a chart, and to a text that says what they show.

Everything is drawn as horizontal bars with their labels and values beside them: a reader needs no
colour, no key and no axis, and what is hidden is seen to be hidden.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from activities.report_files.values import with_unit
from activities.wording import list_words
from schemas.report.charts import Cell, Chart
from schemas.report.tables import Measure, Shorthand, Table, Unit

PERMILLE = 1000
_FULL = Decimal(100)  # per cent


@dataclass(frozen=True)
class Bar:
    """One bar.

    Attributes:
        label: Which level apart; empty where nothing is told apart.
        words: The value, or the symbol in its place.
        length: In thousandths of the longest that can be.
        colour: Which colour of the palette, from 0.
    """

    label: str
    words: str
    length: int
    colour: int


@dataclass(frozen=True)
class Group:
    """The bars of one level along."""

    label: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Bars:
    """A chart before it is drawn.

    Attributes:
        groups: From top to bottom.
        text: What it shows, in sentences.
    """

    groups: tuple[Group, ...]
    text: str


def bars_of(chart: Chart, table: Table) -> Bars:
    """Work out a chart.

    Args:
        chart: One that fits the table (`Chart.check_against`).
        table: As published.
    """
    cells = chart.cells_of(table)
    measure = next(one for one in table.measures if one.name == chart.measure)
    apart = list(dict.fromkeys(cell.apart for cell in cells))
    amounts = [cell.value for cell in cells if isinstance(cell.value, Decimal)]
    longest = _FULL if measure.unit is Unit.PERCENT else max(amounts, default=Decimal(0))

    def bar(cell: Cell) -> Bar:
        value = cell.value if isinstance(cell.value, Decimal) else Decimal(0)
        return Bar(
            label=cell.apart or "",
            words=with_unit(cell.value, measure),
            length=int(PERMILLE * min(value / longest, Decimal(1))) if longest else 0,
            colour=apart.index(cell.apart),
        )

    groups = tuple(
        Group(along, tuple(bar(cell) for cell in cells if cell.along == along))
        for along in dict.fromkeys(cell.along for cell in cells)
    )
    return Bars(groups, " ".join(_sentences(chart, table, measure, cells)))


def _sentences(
    chart: Chart, table: Table, measure: Measure, cells: Sequence[Cell]
) -> Iterator[str]:
    labels = {dimension.name: dimension.label for dimension in table.dimensions}
    by = [f"“{labels[name]}”" for name in (chart.along, chart.apart) if name]
    where = [f"{labels[name]}: {level}" for name, level in chart.where]
    only = f" ({'; '.join(where)})" if where else ""
    yield f"Bar chart of “{measure.label}” by {list_words(by)}{only}."
    for apart in dict.fromkeys(cell.apart for cell in cells):
        told = "; ".join(_extremes([cell for cell in cells if cell.apart == apart], measure))
        yield f"{apart}: {told}." if apart else f"{told[0].upper()}{told[1:]}."


def _extremes(cells: Sequence[Cell], measure: Measure) -> Iterator[str]:
    """The highest, the lowest and what is not shown."""
    shown = [cell for cell in cells if isinstance(cell.value, Decimal)]
    by_value = {
        value: list_words([cell.along for cell in shown if cell.value == value])
        for value in sorted({cell.value for cell in shown if isinstance(cell.value, Decimal)})
    }
    if len(by_value) > 1:
        lowest, *_, highest = by_value
        yield f"highest is {with_unit(highest, measure)}, for {by_value[highest]}"
        yield f"lowest is {with_unit(lowest, measure)}, for {by_value[lowest]}"
    else:
        for value, those in by_value.items():
            yield f"all that is shown is {with_unit(value, measure)}, for {those}"
    for symbol in Shorthand:
        if marked := [cell.along for cell in cells if cell.value is symbol]:
            yield f"marked {symbol.value}: {list_words(marked)}"
