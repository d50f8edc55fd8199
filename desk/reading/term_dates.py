"""School terms in a CSV file, as spreadsheets write them; a mistake is named by its line."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError

from desk.reading.texts import named, text_of
from register.area_names import AreaNotPlain, area_named
from register.areas import AreaNotThen, UnknownArea
from schemas.ids import AreaCode
from schemas.sentences import Sentence
from schemas.terms import SchoolTerm, TermName
from schemas.visible import echoed, unwritable

_COLUMNS = {
    "area": ("area", "area code", "code"),
    "name": ("name", "term", "name of term", "term name"),
    "first": ("first", "first day", "from", "start"),
    "last": ("last", "last day", "to", "end"),
}
"""The columns by what a heading may call them."""

_HEADING = "area,name,first,last"
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEARS = range(2000, 2101)
_LONGEST = 200  # days; more is a year mistyped, or holidays left out
_NAME: TypeAdapter[str] = TypeAdapter(TermName)


class BrokenTerms(Sentence):
    """A file of terms cannot be imported; the sentence names the line, and says what is wrong."""


class _Row(NamedTuple):
    """A term with the line that tells of it."""

    line: int
    area: AreaCode
    area_name: str
    term: SchoolTerm


def read_terms(file: Path) -> dict[AreaCode, list[SchoolTerm]]:
    """The terms of a file by area, each area's in order.

    Args:
        file: CSV with the columns `area` (code or name), `name`, `first` and `last`; `-` is
            standard input.

    Raises:
        Unreadable: It is not there, too large, or not UTF-8.
        BrokenTerms: See there.
    """
    text, called = text_of(file), named(file)
    rows = list(_rows(text, called))
    if not rows:
        raise BrokenTerms(f"{called} cannot be imported: there is no term below the heading.")
    rows.sort(key=lambda row: (row.area, row.term.first, row.line))
    for one, other in pairwise(rows):
        if one.area == other.area and other.term.first <= one.term.last:
            raise _collision(called, one, other)
    found: dict[AreaCode, list[SchoolTerm]] = {}
    for row in rows:
        found.setdefault(row.area, []).append(row.term)
    return found


def _rows(text: str, called: str) -> Iterator[_Row]:
    if (at := text.find("\0")) >= 0:
        line = text.count("\n", 0, at) + 1
        raise _broken(called, line, "it has a NUL character; save the file as CSV in UTF-8")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    places: dict[str, int] | None = None
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if places is None:
                places = _places(cells, called)
            else:
                yield _row(cells, places, called, reader.line_num)
    except csv.Error:
        raise _broken(called, reader.line_num, "its quotation marks do not match") from None


def _places(heading: Sequence[str], called: str) -> dict[str, int]:
    """Where each column is."""
    told = [re.sub(r"[\s_-]+", " ", cell).strip().casefold() for cell in heading]
    found = {}
    for column, names in _COLUMNS.items():
        there = [place for place, name in enumerate(told) if name in names]
        if len(there) != 1:
            how = "is twice" if there else "is missing"
            raise BrokenTerms(
                f"{called} cannot be imported: its first line names the columns, as in {_HEADING}, "
                f"and {column} {how}."
            )
        found[column] = there[0]
    return found


def _row(cells: Sequence[str], places: dict[str, int], called: str, line: int) -> _Row:
    if len(cells) <= max(places.values()):
        raise _broken(called, line, f"it has {len(cells)} fields; there must be {len(places)}")
    told = {column: cells[place] for column, place in places.items()}
    first, last = (_day(told[column], column, called, line) for column in ("first", "last"))
    if last < first:
        raise _broken(called, line, f"its first day, {first}, is after its last, {last}")
    if (last - first).days > _LONGEST:
        raise _broken(
            called, line, f"{first} to {last} is no one term; give each half of a term a line"
        )
    try:
        area = _area(told["area"], first, last)
        return _Row(
            line, area[0], area[1], SchoolTerm(name=_name(told["name"]), first=first, last=last)
        )
    except (UnknownArea, AreaNotPlain, AreaNotThen) as error:
        raise BrokenTerms(f"{called} cannot be imported, line {line}: {error}") from None
    except (ValidationError, ValueError):
        raise _broken(
            called, line, "the name of its term is empty, longer than 60 letters or not text"
        ) from None


def _area(typed: str, first: date, last: date) -> tuple[AreaCode, str]:
    """An area that is there in the term; one may end, or begin, within it."""
    try:
        area = area_named(typed, first)
    except AreaNotThen:
        area = area_named(typed, last)
    return area.gss_code, str(area)


def _name(typed: str) -> str:
    if unwritable(typed) is not None:
        raise ValueError(typed)
    return _NAME.validate_python(typed)


def _day(typed: str, column: str, called: str, line: int) -> date:
    written = typed.strip()
    try:
        day = date.fromisoformat(written) if _ISO.fullmatch(written) else None
    except ValueError:
        day = None
    if day is None:
        raise _broken(
            called, line, f"its {column} day, “{echoed(typed)}”, is not a date like 2026-09-01"
        )
    if day.year not in _YEARS:
        raise _broken(called, line, f"its {column} day, {day}, is not in this century")
    return day


def _collision(called: str, one: _Row, other: _Row) -> BrokenTerms:
    """Two terms of an area share a day, or a line is there twice."""
    before, behind = sorted((one, other))
    if before.term == behind.term:
        why = f"it says the same as line {before.line}"
    else:
        why = (
            f"{echoed(behind.term.name)} of {behind.area_name} overlaps with line {before.line}, "
            f"{echoed(before.term.name)} from {before.term.first} to {before.term.last}"
        )
    return _broken(called, behind.line, why)


def _broken(called: str, line: int, why: str) -> BrokenTerms:
    return BrokenTerms(f"{called} cannot be imported, line {line}: {why}.")
