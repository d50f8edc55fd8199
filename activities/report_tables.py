"""Protects the tables of a report, each with its earlier editions, and reads those again."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from activities.report_frame import Readers, Told, held_against_frame
from register.reports import Published
from rules.report.composing import Protected
from rules.report.counts import AREAS_TABLE, SIZES_TABLE, Counted
from rules.report.frame import Cell, Frame
from schemas.disclosure import TOTAL, CellStatus, DisclosurePolicy, LongTable, Row, ToProtect
from schemas.ids import VisitId
from schemas.report.tables import NATION, Shorthand, Table


class Known(NamedTuple):
    """What readers hold of one table already.

    Attributes:
        same: Editions on the same visits.
        smaller: Editions on some of the visits.
    """

    same: tuple[LongTable, ...]
    smaller: tuple[LongTable, ...]


class Against(NamedTuple):
    """What readers of a table of areas know of areas without it.

    Attributes:
        frame: How many areas there are, by the cells of the table.
        tables: Other tables of areas in the report.
        editions: What readers hold of those already.
        dimensions: By which areas can be told apart, where there are other tables.
        there: How many areas there are by all of these.
    """

    frame: Frame
    tables: Sequence[Told] = ()
    editions: Known = Known((), ())
    dimensions: tuple[str, ...] = ()
    there: Mapping[Cell, int] | None = None


def told_of(given: Protected, frame: Frame) -> Told:
    """A protected table of areas, as others are held against it."""
    shown = {
        tuple(TOTAL if level == NATION else level for level in cell): count
        for cell, count in given.shown.items()
    }
    return Told(_exact(given.table), shown, frame)


def protected(
    table: Counted, known: Known, seconds: float, against: Against | None = None
) -> Protected:
    """A table with its hidden cells hidden.

    Args:
        table: Exact.
        known: What readers hold of it.
        seconds: How long the fewest cells may be looked for.
        against: Of a table of areas, what readers know without it.

    Raises:
        Sentence: It cannot be published, however much is hidden; it says why.
    """
    from activities.solvers.disclosure import protect

    exact = _exact(table)
    found = protect(
        ToProtect(
            table=exact,
            published=known.same,
            grown_from=known.smaller,
            policy=DisclosurePolicy(threshold=table.threshold, width=table.width),
        ),
        seconds=seconds,
    )
    shown = {
        cell.values: cell.count
        for cell in found.cells
        if cell.status is CellStatus.SHOWN and cell.count is not None
    }
    if against is not None:
        readers = Readers(
            same=(*known.same, *against.editions.same),
            smaller=(*known.smaller, *against.editions.smaller),
            tables=against.tables,
            dimensions=against.dimensions,
            there=against.there,
        )
        told = Told(exact, shown, against.frame)
        shown = dict(held_against_frame(told, readers, table.threshold).shown)
    return Protected(table, {_named(table, cell): count for cell, count in shown.items()})


def known_of(table: Counted, published: Sequence[Published], visits: frozenset[VisitId]) -> Known:
    """What readers hold of a table: its editions, by the visits that they rest on.

    Args:
        table: Which one.
        published: What was published, of visits that are the same, or some of them.
        visits: On which the table rests.
    """
    same: list[LongTable] = []
    smaller: list[LongTable] = []
    for one in published:
        for edition in one.content.tables:
            if edition.id == table.id:
                (same if one.visits == visits else smaller).append(_edition(one, edition))
    if table.id in {AREAS_TABLE, SIZES_TABLE}:
        same.append(_number_of_areas(table, len(visits)))
    return Known(tuple(same), tuple(smaller))


def _number_of_areas(table: Counted, number: int) -> LongTable:
    """The report says beside its tables how many areas were visited."""
    everywhere = Row((TOTAL,) * len(table.dimensions), number)
    return LongTable(
        name="The number of areas visited",
        dimensions=tuple(one.name for one in table.dimensions),
        rows=(everywhere,),
    )


def _exact(table: Counted) -> LongTable:
    return LongTable(
        name=table.title,
        dimensions=tuple(one.name for one in table.dimensions),
        rows=tuple(
            Row(cell, count, line, impossible=cell in table.impossible)
            for line, (cell, count) in enumerate(table.counts.items(), start=1)
        ),
    )


def _edition(published: Published, table: Table) -> LongTable:
    """What readers hold of a table; of what was rounded, as if it had not been."""
    counts = {
        row.by: int(row.values[0]) if isinstance(row.values[0], Decimal) else None
        for row in table.rows
    }
    if table.id in {AREAS_TABLE, SIZES_TABLE}:
        everywhere = tuple(NATION if one.geography else TOTAL for one in table.dimensions)
        counts[everywhere] = published.content.areas_visited
    for exact in published.exact:
        if exact.table == table.id:
            counts |= dict(exact.counts)
    return LongTable(
        name=f"{table.title} ({published.content.title})",
        dimensions=tuple(one.name for one in table.dimensions),
        rows=tuple(
            Row(
                tuple(TOTAL if level == NATION else level for level in row.by),
                0 if row.values[0] is Shorthand.NOT_APPLICABLE else counts[row.by],
                line,
                impossible=row.values[0] is Shorthand.NOT_APPLICABLE,
            )
            for line, row in enumerate(table.rows, start=1)
        ),
    )


def _named(table: Counted, values: tuple[str, ...]) -> tuple[str, ...]:
    """A cell as the report names it: all regions are England."""
    return tuple(
        NATION if one.geography and value == TOTAL else value
        for one, value in zip(table.dimensions, values, strict=True)
    )
