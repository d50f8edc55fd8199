"""Holds the table of areas against the list of councils, which every reader has.

What the protection of tables of people chose is safe against readers who know nothing else. Here
those are attacked with who know how many councils there are, and further cells are hidden until
they learn nothing; cells that turn out not to be needed are shown again.
"""

from collections.abc import Mapping, Sequence

from rules.report.frame import Cell, Frame, beside, leaves_few, tells_of_few
from schemas.disclosure import TOTAL, LongTable, Row
from schemas.sentences import Sentence

_FOR_WHOLE = 20.0  # seconds for one whole-number attack


class NotToBeTold(Sentence):
    """Whoever has the list of councils would learn which areas were visited."""


def held_against_frame(
    exact: LongTable,
    shown: Mapping[Cell, int],
    frame: Frame,
    *,
    known: tuple[Sequence[LongTable], Sequence[LongTable]],
    least: int,
) -> dict[Cell, int]:
    """What of a table of areas is shown in the end.

    Args:
        exact: The table; its impossible cells are always shown.
        shown: Counts that may be shown for all that readers know otherwise, totals included.
        frame: How many areas there are.
        known: Editions on the same visits, and on some of them.
        least: The policy's number of areas.

    Raises:
        NotToBeTold: However much is hidden.
    """
    fixed = {row.values for row in exact.rows if row.impossible}
    told = {
        cell: count
        for cell, count in shown.items()
        if cell in fixed or _is_all(cell) or not leaves_few(cell, count, frame, least)
    }
    spared: list[Cell] = []

    def given_away() -> list[Cell]:
        return _given_away(exact, told, frame, known, least)

    while found := given_away():
        free = [other for cell in found for other in beside(cell, told) if other not in fixed]
        if not free:
            raise NotToBeTold(
                f"{exact.name} cannot be published: whoever knows how many councils there are "
                "would learn which areas were visited, or which were not."
            )
        spared.append(free[0])
        del told[free[0]]
    for cell in spared:
        told[cell] = shown[cell]
        if given_away():
            del told[cell]
    return told


def _is_all(cell: Cell) -> bool:
    return all(level == TOTAL for level in cell)


def _given_away(
    exact: LongTable,
    told: Mapping[Cell, int],
    frame: Frame,
    known: tuple[Sequence[LongTable], Sequence[LongTable]],
    least: int,
) -> list[Cell]:
    """The hidden cells of which too much can be worked out, in the order of the table."""
    from activities.solvers.disclosure_attack import Attacker
    from activities.solvers.disclosure_bounds import bounds_of, whole_bounds
    from rules.disclosure.system import Given, system_of

    printed = LongTable(
        name=exact.name,
        dimensions=exact.dimensions,
        rows=tuple(Row(cell, told.get(cell)) for cell in frame.there),
    )
    same, smaller = known
    system, _ = system_of(Given((printed, *same), smaller, {}))
    lower, upper = bounds_of(
        system.size, {unknown: source.count for unknown, source in system.known.items()}
    )
    cells = {
        tuple(one.by[name] for name in exact.dimensions): one.unknown
        for one in system.concealed
        if one.file == exact.name and one.unknown not in system.known
    }
    for cell, unknown in cells.items():
        upper[unknown] = frame.alone(cell)[1]
        lower[unknown] = frame.alone(cell)[0]
    attacker = Attacker(system)
    attacker.know(lower, upper)
    found = whole_bounds(attacker, cells.values(), _FOR_WHOLE)
    return [cell for cell, unknown in cells.items() if _tells(cell, found[unknown], frame, least)]


def _tells(cell: Cell, bounds: tuple[int, int | None], frame: Frame, least: int) -> bool:
    lower, upper = bounds
    _, last = frame.alone(cell)
    return tells_of_few(cell, lower, last if upper is None else upper, frame, least)
