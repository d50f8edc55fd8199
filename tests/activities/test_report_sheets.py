"""The spreadsheet of a report, read back: every cell, and what guidance asks of sheets."""

import io
import re
import zipfile
from decimal import Decimal

import odfdo
import pytest

from activities.report_files.spreadsheet import as_ods
from activities.report_files.values import MEANINGS
from schemas.report.content import Report
from schemas.report.tables import Shorthand, Table
from tests.support.reports import content, report


@pytest.fixture(scope="module")
def made() -> bytes:
    return as_ods(report())


@pytest.fixture(scope="module")
def book(made: bytes) -> odfdo.Document:
    return odfdo.Document(io.BytesIO(made))


def rows_of(book: odfdo.Document, sheet: str) -> list[list[object]]:
    """What stands on a sheet, to the last cell that is filled."""
    table = next(one for one in book.body.tables if one.name == sheet)
    return [[cell for cell in row if cell is not None] for row in table.values]


def test_it_has_a_cover_contents_notes_and_a_sheet_for_each_table(book: odfdo.Document) -> None:
    names = [table.name for table in book.body.tables]
    assert names == ["Cover", "Contents", "Notes", "Table_1", "Table_2", "Table_3", "Table_4"]
    cover = "\n".join(f"{row[0]}" for row in rows_of(book, "Cover"))
    for words in (content().title, "16 June 2021", "Open Government Licence v3.0", "send@example"):
        assert words in cover
    contents = {row[0]: row[1] for row in rows_of(book, "Contents")[3:]}
    for number, table in enumerate(content().tables, start=1):
        assert contents[f"Table_{number}"] == f"Table {number}: {table.title}"
    notes = {row[0]: row[1] for row in rows_of(book, "Notes")[3:]}
    assert notes == {symbol.value: f"{meaning}." for symbol, meaning in MEANINGS.items()}


def test_contents_lead_to_the_sheets(book: odfdo.Document) -> None:
    links = [link.get_attribute("xlink:href") for link in book.body.get_elements("//text:a")]
    assert links == ["#Notes", "#Table_1", "#Table_2", "#Table_3", "#Table_4"]


@pytest.mark.parametrize(("number", "table"), [*enumerate(content().tables, start=1)])
def test_every_cell_is_what_was_published(book: odfdo.Document, number: int, table: Table) -> None:
    rows = rows_of(book, f"Table_{number}")
    assert rows[0] == [f"Table {number}: {table.title}"]
    assert rows[-len(table.rows) :] == [
        [*row.by, *(v.value if isinstance(v, Shorthand) else v for v in row.values)]
        for row in table.rows
    ]
    assert all(
        isinstance(value, Decimal | int)
        for row, told in zip(rows[-len(table.rows) :], table.rows, strict=True)
        for value, given in zip(row[len(table.dimensions) :], told.values, strict=True)
        if not isinstance(given, Shorthand)
    )


def test_each_table_is_marked_with_its_one_row_of_headings(book: odfdo.Document) -> None:
    ranges = book.body.get_elements("//table:database-range")
    names = [one.get_attribute("table:name") for one in ranges]
    assert names == ["contents", "symbols", *(f"table_{one.id}" for one in content().tables)]
    for marked in ranges:
        assert 'contains-header="true"' in marked.serialize()
        address = f"{marked.get_attribute('table:target-range-address')}"
        found = re.fullmatch(r"(\w+)\.A(\d+):\1\.([A-Z])(\d+)", address)
        assert found is not None, address
        rows = rows_of(book, found[1])
        headings = rows[int(found[2]) - 1]
        assert len(headings) == ord(found[3]) - ord("A") + 1
        assert len({*headings}) == len(headings)
        assert len(rows) == int(found[4])
        assert {len(row) for row in rows[: int(found[2]) - 1]} == {1}


def test_nothing_is_merged_blank_hidden_or_filtered(book: odfdo.Document) -> None:
    for table in book.body.tables:
        rows = rows_of(book, f"{table.name}")
        assert [number for number, row in enumerate(rows, 1) if not row] == []
        widths = [len(row) for row in rows]
        assert widths == sorted(widths)  # sentences of one cell, then a table without gaps
    source = book.content.serialize().decode()
    for name in ("spanned", "covered-table-cell", "filter", 'visibility="', "table:formula"):
        assert name not in source


def test_symbols_are_in_brackets_and_explained(book: odfdo.Document) -> None:
    for number, table in enumerate(content().tables, start=1):
        sentences = " ".join(f"{r[0]}" for r in rows_of(book, f"Table_{number}") if len(r) == 1)
        used = {v.value for row in table.rows for v in row.values if isinstance(v, Shorthand)}
        assert used == {*re.findall(r"\[\w+\](?=:)", sentences)}


def test_it_is_the_same_each_time_and_bears_no_other_day_than_its_own(made: bytes) -> None:
    assert as_ods(report()) == made
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        names = archive.namelist()
        assert names[0] == "mimetype"
        assert archive.getinfo("mimetype").compress_type == zipfile.ZIP_STORED
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert "2021-06-16T00:00:00" in archive.read("meta.xml").decode()
        manifest = archive.read("META-INF/manifest.xml").decode()
        listed = {*re.findall('full-path="([^"]+)"', manifest)} - {"/"}
        assert listed == {*names} - {"mimetype", "META-INF/manifest.xml"}
        assert 'fo:language="en" fo:country="GB"' in archive.read("styles.xml").decode()


def test_every_style_that_is_used_is_there(made: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        source, styles = archive.read("content.xml").decode(), archive.read("styles.xml").decode()
    used = {*re.findall(r'table:style-name="([^"]+)"', source)}
    named = {*re.findall(r'style:name="([^"]+)"', source + styles)}
    assert used <= named


def test_a_draft_says_so_on_its_cover() -> None:
    book = odfdo.Document(io.BytesIO(as_ods(Report(content=content()))))
    assert any("Draft. It is not signed" in f"{row[0]}" for row in rows_of(book, "Cover"))
