"""Tables of counts in long form, as people write them: read strictly, each mistake by its line."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from rules.selection.csv_text import CsvTable, NotUsable, listed, read_csv
from schemas.disclosure import HIDDEN, IMPOSSIBLE, TOTAL, Hierarchies, LongTable, Row
from schemas.visible import echoed

COUNT = "count"
_WHOLE = re.compile(r"[0-9]{1,9}")  # no table counts more people than there are
_GAPS = re.compile(r"[\s_\-\N{EN DASH}]+")
_FIGURE = re.compile(
    r"(?<![a-z])(?:per[ _]?cent(?:age)?s?|pct|rates?|ratio|shares?|proportion|averages?|mean"
    r"|median)(?![a-z])|%",
    re.IGNORECASE,
)
"""What columns of further figures are called, from which a hidden count can be worked out."""


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
    for dimension in dimensions:
        if _FIGURE.search(dimension):
            raise NotUsable(
                f"{name} has the column “{echoed(dimension)}”, which would be a dimension and be "
                "published as it stands; if it has figures, hidden counts could be worked out "
                "from them: take it out. If it tells who is counted, call it something else."
            )
    if not table.rows:
        raise NotUsable(f"{name} has no cell: there is nothing below the line of columns.")
    rows = tuple(_rows(table, place, dimensions, name, hidden=hidden))
    _require_once(rows, name)
    _require_seen_apart(rows, dimensions, name)
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


def _require_seen_apart(rows: tuple[Row, ...], dimensions: tuple[str, ...], name: str) -> None:
    """Refuse two values that nobody who reads them can tell apart: they are one, and its cells."""
    for place, dimension in enumerate(dimensions):
        first: dict[str, tuple[str, int]] = {}
        for row in rows:
            value = row.values[place]
            before, line = first.setdefault(_seen(value), (value, row.line))
            if before != value:
                raise NotUsable(
                    f"{name} has “{echoed(value)}” for “{echoed(dimension)}” in line {row.line}, "
                    f"which reads like that in line {line} and is not: a space or a character that "
                    "nobody sees differs. Write both the same."
                )


def require_alike(tables: Iterable[LongTable], hierarchies: Hierarchies) -> None:
    """Refuse dimensions, and values of one, that are told apart by how they are written alone.

    The same names and values speak of the same people; “Region” beside “region” would not, and
    what the one gives away would not be held against the other.

    Args:
        tables: All that speak of the same people.
        hierarchies: By dimension.

    Raises:
        NotUsable: Some are; the sentence names them.
    """
    tables = list(tables)
    dimensions = [{*one.dimensions} for one in tables]
    _require_spelt_alike(
        [*((one.name, own) for one, own in zip(tables, dimensions, strict=True))]
        + [("a hierarchy", {dimension}) for dimension in hierarchies],
        "dimension",
    )
    for dimension in sorted(set[str]().union(*dimensions)):
        _require_spelt_alike(
            [
                (one.name, {row.values[place] for row in one.rows})
                for one in tables
                if dimension in one.dimensions
                for place in [one.dimensions.index(dimension)]
            ],
            f"value of “{echoed(dimension)}”",
        )


def _require_spelt_alike(found: Sequence[tuple[str, set[str]]], what: str) -> None:
    """Of those that are nearly the same, each file has the same."""
    first: dict[str, tuple[str, set[str]]] = {}
    for name, words in found:
        alike: dict[str, set[str]] = {}
        for word in words:
            alike.setdefault(folded(word), set()).add(word)
        for plain, own in alike.items():
            before, others = first.setdefault(plain, (name, own))
            if not (own <= others or others <= own):
                one, other = min(others - own), min(own - others)
                raise NotUsable(
                    f"{before} has the {what} “{echoed(one)}” and {name} “{echoed(other)}”: what "
                    "is the same has to be written the same, or nothing is known of the one by the "
                    "other."
                )


def folded(word: str) -> str:
    """A name or a value without what differs where two people write the same."""
    return _GAPS.sub(" ", _seen(word).casefold()).strip() or word


def _seen(word: str) -> str:
    """A word as it is seen: with single spaces, and nothing else that nobody sees."""
    plain = unicodedata.normalize("NFKC", word)
    return " ".join("".join(c for c in plain if unicodedata.category(c) != "Cf").split()) or word
