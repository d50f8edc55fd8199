"""What stands on each sheet of the spreadsheet, after the Analysis Function's guidance.

A cover, contents, notes, and a sheet for each table; a heading and sentences in the first column,
then one table with one row of headings; nothing merged, nothing blank, nothing said by looks alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from activities.report_files.document import (
    DRAFT,
    LICENCE,
    contact_words,
    notes_of,
    numbered,
    particulars,
)
from activities.report_files.values import MEANINGS, heading
from schemas.report.content import Report, Table
from schemas.report.tables import Shorthand

CONTENTS, NOTES = "Contents", "Notes"
_ONE_TABLE = "This worksheet contains one table."
_SYMBOLS = (
    "Some cells hold a symbol in place of a number; the worksheet “Notes” says what each means."
)


@dataclass(frozen=True)
class Link:
    """A cell that leads to another sheet, whose name it shows."""

    sheet: str


@dataclass(frozen=True)
class Number:
    """A number, and how many digits after its point are shown."""

    value: Decimal
    decimals: int


Cell = str | Link | Number


@dataclass(frozen=True)
class SheetTable:
    """The table of a sheet.

    Attributes:
        name: Under which programs find it.
        headings: Of all columns, each another.
        rows: As long as the headings.
        numbers: Columns from this one hold numbers, or symbols in their place.
    """

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numbers: int


@dataclass(frozen=True)
class Sheet:
    """One sheet.

    Attributes:
        name: On its tab.
        lines: Its heading, then sentences, one below the other.
        table: Below them, if there is one.
    """

    name: str
    lines: tuple[str, ...]
    table: SheetTable | None = None


def sheets_of(report: Report) -> tuple[Sheet, ...]:
    """All sheets, in order."""
    tables = [_table_sheet(report, table) for table in report.content.tables]
    return (_cover(report), _contents(tables), _notes(), *tables)


def _cover(report: Report) -> Sheet:
    return Sheet(
        "Cover",
        (
            f"{report.content.title}: tables",
            *([] if report.publication else [DRAFT]),
            *(f"{pair.label}: {pair.words}" for pair in particulars(report)),
            contact_words(report.content),
            LICENCE,
        ),
    )


def _contents(tables: list[Sheet]) -> Sheet:
    rows: list[tuple[Cell, ...]] = [(Link(NOTES), "What the symbols in tables mean")]
    rows += [(Link(sheet.name), sheet.lines[0]) for sheet in tables]
    return Sheet(
        CONTENTS,
        ("Contents", _ONE_TABLE),
        SheetTable("contents", ("Worksheet", "What it holds"), tuple(rows), numbers=2),
    )


def _notes() -> Sheet:
    rows = tuple((symbol.value, f"{words}.") for symbol, words in MEANINGS.items())
    return Sheet(
        NOTES,
        ("Notes: symbols in tables", _ONE_TABLE),
        SheetTable("symbols", ("Symbol", "Meaning"), rows, numbers=2),
    )


def _table_sheet(report: Report, table: Table) -> Sheet:
    number = numbered(report.content, table)
    headings = (
        *(dimension.label for dimension in table.dimensions),
        *(heading(measure) for measure in table.measures),
    )
    return Sheet(
        number.replace(" ", "_"),
        (f"{number}: {table.title}", *_sentences(table)),
        SheetTable(
            name=f"table_{table.id}",
            headings=headings,
            rows=tuple((*row.by, *_cells(table, at)) for at, row in enumerate(table.rows)),
            numbers=len(table.dimensions),
        ),
    )


def _sentences(table: Table) -> Iterator[str]:
    yield _ONE_TABLE
    yield table.description
    if any(isinstance(value, Shorthand) for row in table.rows for value in row.values):
        yield _SYMBOLS
    yield from notes_of(table)


def _cells(table: Table, at: int) -> Iterator[Cell]:
    for value, measure in zip(table.rows[at].values, table.measures, strict=True):
        if isinstance(value, Shorthand):
            yield value.value
        else:
            yield Number(value, measure.decimals)
