"""Tables of counts in long form, as people write them: read strictly, each mistake by its line."""

import re
from collections.abc import Iterator

from rules.selection.csv_text import CsvTable, NotUsable, listed, read_csv
from schemas.disclosure import HIDDEN, IMPOSSIBLE, TOTAL, LongTable, Row
from schemas.visible import echoed

COUNT = "count"
_WHOLE = re.compile(r"[0-9]{1,9}")  # no table counts more people than there are


def read_table(body: bytes, name: str, *, hidden: bool) -> LongTable:
    """Read a table: CSV with a column `count`, and a column for each dimension.

    Args:
        body: The file.
        name: What the sentences call it.
        hidden: Whether cells may be hidden, as in what was published.

    Raises:
        NotUsable: It is no such table; the sentence says why, and in which line.
    """
    table = read_csv(body, name)
    if COUNT not in table.columns:
        raise NotUsable(
            f"{name} has no column “{COUNT}”, which says how many people a line counts; its "
            f"columns are {listed(table.columns)}."
        )
    place = table.columns.index(COUNT)
    dimensions = (*table.columns[:place], *table.columns[place + 1 :])
    if not dimensions:
        raise NotUsable(
            f"{name} has no dimension: beside “{COUNT}” there has to be a column that says who is "
            "counted, such as region."
        )
    if not table.rows:
        raise NotUsable(f"{name} has no cell: there is nothing below the line of columns.")
    rows = tuple(_rows(table, place, dimensions, name, hidden=hidden))
    _require_once(rows, name)
    return LongTable(name=name, dimensions=dimensions, rows=rows)


def _rows(
    table: CsvTable, place: int, dimensions: tuple[str, ...], name: str, *, hidden: bool
) -> Iterator[Row]:
    for line, cells in table.rows:
        values = (*cells[:place], *cells[place + 1 :])
        for dimension, value in zip(dimensions, values, strict=True):
            _require_value(value, dimension, f"{name} has in line {line}")
        text = cells[place]
        if text == HIDDEN and hidden:
            yield Row(values, None, line)
        elif text == IMPOSSIBLE:
            yield Row(values, 0, line, impossible=True)
        elif _WHOLE.fullmatch(text):
            yield Row(values, int(text), line)
        else:
            others = f"{HIDDEN} for a hidden cell, or " if hidden else ""
            raise NotUsable(
                f"{name} has in line {line} the count “{echoed(text)}”; a whole number from 0 to "
                f"999,999,999 has to stand there, {others}{IMPOSSIBLE} for a zero that cannot be "
                "otherwise."
            )


def _require_value(value: str, dimension: str, where: str) -> None:
    if not value:
        raise NotUsable(
            f"{where} no value for “{echoed(dimension)}”; write {TOTAL} where everybody is meant."
        )
    if value != TOTAL and value.casefold() == TOTAL.casefold():
        raise NotUsable(
            f"{where} “{echoed(value)}” for “{echoed(dimension)}”; a total is written {TOTAL}."
        )


def _require_once(rows: tuple[Row, ...], name: str) -> None:
    lines: dict[tuple[str, ...], int] = {}
    for row in rows:
        if row.values in lines:
            raise NotUsable(
                f"{name} has the cell {listed(row.values)} twice, in lines {lines[row.values]} and "
                f"{row.line}; take one of them out."
            )
        lines[row.values] = row.line
