"""What a sample must be: shares and quotas as bounds, and which areas they tell apart."""

from collections.abc import Sequence

from rules.selection.csv_text import NotUsable
from rules.selection.frame import require_column
from schemas.selection import Asked, Bound, Frame, Quota


def what_is_asked(
    frame: Frame, number: int, by: Sequence[str] = (), quotas: Sequence[Quota] = ()
) -> Asked:
    """Put together everything that a sample must be.

    Where a share and a quota speak of one value, the tighter bounds hold.

    Args:
        frame: What is drawn from.
        number: How many areas.
        by: Columns of which each value is to have its exact share of the number, rounded down or
            up.
        quotas: Bounds besides, at most one for a value.

    Raises:
        NotUsable: A frame has no sample of so many areas, or has no such column.
    """
    areas = len(frame.rows)
    if number < 1:
        raise NotUsable(f"A sample has at least one area; {number} is no number of a sample.")
    if number > areas:
        raise NotUsable(f"{number} areas cannot be drawn from a frame of {areas}.")
    found: dict[tuple[str, str], Quota] = {}
    for column in dict.fromkeys(by):
        cells = require_column(frame, column, "A share is asked")
        for value in sorted(set(cells)):
            found[column, value] = _share(column, value, number * cells.count(value), areas)
    for quota in quotas:
        key = quota.column, quota.value
        found[key] = _tighter(found[key], quota) if key in found else quota
    return Asked(number=number, by=tuple(dict.fromkeys(by)), quotas=tuple(found.values()))


def _share(column: str, value: str, times: int, areas: int) -> Quota:
    """The exact share is `times / areas`."""
    return Quota(column=column, value=value, least=times // areas, most=-(-times // areas))


def _tighter(one: Quota, other: Quota) -> Quota:
    return one.model_copy(
        update={"least": max(one.least, other.least), "most": min(one.most, other.most)}
    )


def types_and_bounds(frame: Frame, asked: Asked) -> tuple[tuple[int, ...], tuple[Bound, ...]]:
    """The type of each area, and each quota in terms of types.

    Two areas are of one type where every quota that can be missed speaks of both or of neither.
    Types are numbered by what they are, and neither by the order of the frame's rows nor by that in
    which quotas were asked: else whoever sorts a frame anew would draw other areas by the same
    seed.
    """
    telling = [quota for quota in asked.quotas if not _always_kept(frame, asked.number, quota)]
    cells = {quota.column: frame.column(quota.column) for quota in telling}
    telling.sort(key=lambda quota: (quota.column, quota.value))
    keys = [
        tuple(cells[quota.column][place] == quota.value for quota in telling)
        for place in range(len(frame.rows))
    ]
    numbers = {key: number for number, key in enumerate(sorted(set(keys), reverse=True))}
    type_of = [numbers[key] for key in keys]
    within = {
        (quota.column, quota.value): tuple(n for told, n in numbers.items() if told[place])
        for place, quota in enumerate(telling)
    }
    any_number = Bound(types=(), least=0, most=asked.number)
    bounds = tuple(
        Bound(types=types, least=quota.least, most=quota.most)
        if (types := within.get((quota.column, quota.value))) is not None
        else any_number
        for quota in asked.quotas
    )
    return tuple(type_of), bounds


def in_order_of_frame(
    type_of: Sequence[int], bounds: Sequence[Bound]
) -> tuple[tuple[int, ...], tuple[Bound, ...]]:
    """Types and bounds with types numbered in the order in which the frame first has one.

    Earlier releases numbered them so, and what they published is to be checked for ever.
    """
    numbers: dict[int, int] = {}
    for kind in type_of:
        numbers.setdefault(kind, len(numbers))
    return tuple(numbers[kind] for kind in type_of), tuple(
        bound.model_copy(update={"types": tuple(sorted(numbers[kind] for kind in bound.types))})
        for bound in bounds
    )


def _always_kept(frame: Frame, number: int, quota: Quota) -> bool:
    have = frame.column(quota.column).count(quota.value)
    return quota.least == 0 and quota.most >= min(have, number)
