"""Holds tables of areas against the list of councils, which every reader has.

What the protection of tables of people chose is safe against readers who know nothing else. Here
those are attacked with who know how many councils there are, and further cells are hidden until
they learn nothing; cells that turn out not to be needed are shown again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rules.report.frame import Cell, Frame, beside, leaves_few, tells_of_few
from schemas.disclosure import TOTAL, LongTable, Row
from schemas.sentences import Sentence

_FOR_WHOLE = 20.0  # seconds for one whole-number attack
_EVERY = "The list of councils"


class NotToBeTold(Sentence):
    """Whoever has the list of councils would learn which areas were visited."""


@dataclass(frozen=True)
class Told:
    """A table of areas, and what is shown of it.

    Attributes:
        exact: The table; its impossible cells are always shown.
        shown: Counts that may be shown, totals included.
        frame: How many areas there are, by its cells.
    """

    exact: LongTable
    shown: Mapping[Cell, int]
    frame: Frame

    def printed(self) -> LongTable:
        """As readers have it."""
        return LongTable(
            name=self.exact.name,
            dimensions=self.exact.dimensions,
            rows=tuple(Row(cell, self.shown.get(cell)) for cell in self.frame.there),
        )


@dataclass(frozen=True)
class Readers:
    """What readers know besides.

    Attributes:
        same: Editions on the same visits.
        smaller: Editions on some of them.
        tables: Other tables of areas in this report; none of them changes any more.
        dimensions: By which the list tells councils apart, where there are other tables.
        there: How many councils there are by all of these.
    """

    same: Sequence[LongTable]
    smaller: Sequence[LongTable]
    tables: Sequence[Told] = ()
    dimensions: tuple[str, ...] = ()
    there: Mapping[Cell, int] | None = None

    def every(self) -> list[LongTable]:
        """The list, as a table of which every cell is hidden."""
        if self.there is None:
            return []
        rows = tuple(Row(cell, None) for cell in self.there)
        return [LongTable(name=_EVERY, dimensions=self.dimensions, rows=rows)]


def held_against_frame(table: Told, readers: Readers, least: int) -> Told:
    """A table with what of it is shown in the end.

    Args:
        table: As it may be shown for all that readers know but for the list.
        readers: What they know.
        least: The policy's number of areas.

    Raises:
        NotToBeTold: However much is hidden.
    """
    fixed = {row.values for row in table.exact.rows if row.impossible}
    told = {
        cell: count
        for cell, count in table.shown.items()
        if cell in fixed or _is_all(cell) or not leaves_few(cell, count, table.frame, least)
    }
    spared: list[Cell] = []

    def given_away() -> list[Cell]:
        return _given_away(replace(table, shown=told), readers, least)

    while found := given_away():
        free = [
            other
            for cell in found
            for other in (beside(cell, told) if cell in table.frame.there else _any(told))
            if other not in fixed
        ]
        if not free:
            raise NotToBeTold(
                f"{table.exact.name} cannot be published: whoever knows how many councils there "
                "are would learn which areas were visited, or which were not."
            )
        spared.append(free[0])
        del told[free[0]]
    for cell in spared:
        told[cell] = table.shown[cell]
        if given_away():
            del told[cell]
    return replace(table, shown=told)


def _any(told: Mapping[Cell, int]) -> list[Cell]:
    """Whatever may be hidden for the sake of another table; the smallest first."""
    return sorted((cell for cell in told if not _is_all(cell)), key=lambda cell: told[cell])


def _is_all(cell: Cell) -> bool:
    return all(level == TOTAL for level in cell)


def _given_away(table: Told, readers: Readers, least: int) -> list[Cell]:
    """The cells of which too much can be worked out, in the order of the tables."""
    from activities.solvers.disclosure_attack import Attacker
    from activities.solvers.disclosure_bounds import bounds_of, whole_bounds
    from rules.disclosure.system import Given, system_of

    tables = {one.exact.name: one for one in (*readers.tables, table)}
    printed = [one.printed() for one in tables.values()]
    system, _ = system_of(Given((*printed, *readers.same, *readers.every()), readers.smaller, {}))
    lower, upper = bounds_of(
        system.size, {unknown: source.count for unknown, source in system.known.items()}
    )
    judged: list[tuple[Told, Cell, int]] = []
    for one in system.concealed:
        if one.unknown in system.known:
            continue
        cell = tuple(one.by.values())
        if one.file == _EVERY and readers.there is not None:
            upper[one.unknown] = readers.there[cell]
        elif one.file in tables:
            of = tables[one.file]
            lower[one.unknown], upper[one.unknown] = of.frame.alone(cell)
            judged.append((of, cell, one.unknown))
    attacker = Attacker(system)
    attacker.know(lower, upper)
    found = whole_bounds(attacker, (unknown for _, _, unknown in judged), _FOR_WHOLE)
    return [cell for of, cell, unknown in judged if _tells(cell, found[unknown], of.frame, least)]


def _tells(cell: Cell, bounds: tuple[int, int | None], frame: Frame, least: int) -> bool:
    lower, upper = bounds
    _, last = frame.alone(cell)
    return tells_of_few(cell, lower, last if upper is None else upper, frame, least)
