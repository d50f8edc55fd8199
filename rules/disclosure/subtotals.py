"""Values that may be sums of others, though no hierarchy says so.

A table with regions among their areas, and without `--hierarchy`, is protected as if those were
further people; whoever knows what a region is works the hidden area out.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from rules.selection.csv_text import listed
from schemas.disclosure import TOTAL, Hierarchies, LongTable
from schemas.visible import echoed

_FEWEST = 2
_Values: TypeAlias = tuple[str, ...]
_Counts: TypeAlias = Counter[_Values]


def may_be_subtotals(table: LongTable, hierarchies: Hierarchies) -> Iterator[str]:
    """A sentence for each dimension in which some values count as many as others beside them.

    Args:
        table: Exact.
        hierarchies: By dimension; what has one is not looked at.
    """
    for place, dimension in enumerate(table.dimensions):
        if dimension in hierarchies:
            continue
        counts = _by_value(table, place)
        if found := _sums(tuple(counts), list(counts.values())):
            sums, parts = found
            yield (
                f"In “{echoed(dimension)}”, {listed(sums)} {_count(sums)} as many as "
                f"{listed(parts)} together. If these are the same people, say so with --hierarchy "
                f"{echoed(dimension)}=FILE.csv: without it, the one gives away what is hidden of "
                "the others."
            )


def _count(values: Sequence[str]) -> str:
    return "counts" if len(values) == 1 else "together count"


def _by_value(table: LongTable, place: int) -> dict[str, _Counts]:
    found: dict[str, _Counts] = {}
    for row in table.rows:
        if row.values[place] != TOTAL:
            others = (*row.values[:place], *row.values[place + 1 :])
            found.setdefault(row.values[place], Counter())[others] += row.count or 0
    return found


def _sums(values: _Values, counts: Sequence[_Counts]) -> tuple[_Values, _Values] | None:
    """Values that count what those right beside them do, or one half of the table the other."""
    for at, own in enumerate(counts):
        for step in (-1, 1):
            run: list[int] = []
            so_far: _Counts = Counter()
            other = at + step
            while 0 <= other < len(values) and so_far.total() < own.total():
                so_far += counts[other]
                run.append(other)
                other += step
            if +own == so_far and sum(bool(counts[one].total()) for one in run) >= _FEWEST:
                return (values[at],), tuple(values[one] for one in sorted(run))
    whole = sum(counts, _Counts())
    before: _Counts = Counter()
    for cut, own in enumerate(counts, start=1):
        before += own
        if before.total() and before + before == whole and 1 < cut < len(values) - 1:
            first, second = values[:cut], values[cut:]
            return (second, first) if len(second) <= len(first) else (first, second)
    return None
