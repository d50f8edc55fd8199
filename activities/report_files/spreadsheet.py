"""The tables as an ODS spreadsheet: the same bytes for the same report.

`odfdo` makes the sheets. The document that it starts from is French, bears the day on which its
authors saved it, and changes from release to release; so of it only the sheets are kept, and they
are packed with styles, particulars and dates of ours.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import odfdo

from activities.report_files.sheets import Cell, Link, Number, Sheet, SheetTable, sheets_of
from activities.report_files.templates import template
from schemas.report.content import Report

_MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_TEMPLATES = Path(__file__).parent / "templates"
_VERSION = "1.3"  # of OpenDocument: what it says of sheets is what every program in use can read
_PACKED = (1980, 1, 1, 0, 0, 0)  # the first day that a ZIP file knows
_LETTER = 0.24  # centimetres, at 12 points
_NARROWEST, _WIDEST = 3, 10  # centimetres of a column
_SENTENCES = 18  # centimetres of the first column, where no table needs it otherwise
_BESIDE = 8  # the same above a table


def as_ods(report: Report) -> bytes:
    """A spreadsheet of all tables of a report, with a cover, contents and notes."""
    document = odfdo.Document("spreadsheet")
    body = document.body
    body.clear()
    styles = document.content.get_element("//office:automatic-styles")
    fonts = document.content.get_element("//office:font-face-decls")
    for given in (styles, fonts):
        if given is not None:
            given.clear()
    sheets = sheets_of(report)
    document.insert_style(
        _style("ro", "table-row", 'style:use-optimal-row-height="true"'), automatic=True
    )
    for width in sorted({width for sheet in sheets for width in _widths(sheet)}):
        column = _style(f"co{width}", "table-column", f'style:column-width="{width}cm"')
        document.insert_style(column, automatic=True)
    for sheet in sheets:
        body.append(_table(sheet))
    body.append(_ranges(sheets))
    document.content.root.set_attribute("office:version", _VERSION)
    on = report.publication.on if report.publication else report.content.period.last
    return _packed(document.content.serialize(), report.content.title, on)


def _style(name: str, family: str, properties: str) -> str:
    return (
        f'<style:style style:name="{name}" style:family="{family}">'
        f"<style:{family}-properties {properties}/></style:style>"
    )


def _table(sheet: Sheet) -> odfdo.Table:
    made = odfdo.Table(sheet.name)
    for width in _widths(sheet):
        made.append(odfdo.Column(style=f"co{width}"))
    for number, line in enumerate(sheet.lines):
        made.append(_row([_text(line, "Sentence" if number else "Heading_20_1")]))
    if sheet.table:
        numbers = sheet.table.numbers
        headings = [
            _text(words, "Column_20_heading" if at < numbers else "Number_20_heading")
            for at, words in enumerate(sheet.table.headings)
        ]
        made.append(_row(headings))
        for row in sheet.table.rows:
            made.append(
                _row(
                    [
                        _cell(cell, "Label" if at < numbers else "Symbol")
                        for at, cell in enumerate(row)
                    ]
                )
            )
    return made


def _row(cells: Sequence[odfdo.Cell]) -> odfdo.Row:
    made = odfdo.Row(style="ro")
    for cell in cells:
        made.append(cell)
    return made


def _cell(cell: Cell, style: str) -> odfdo.Cell:
    if isinstance(cell, Number):
        shown = f"{cell.value:,}"
        return odfdo.Cell(cell.value, text=shown, style=f"Number_20_{cell.decimals}")
    if isinstance(cell, Link):
        made = _text(cell.sheet, style)
        for plain in made.get_elements("text:p"):
            made.delete(plain)
        leading = odfdo.Paragraph()
        leading.append(odfdo.Link(f"#{cell.sheet}", text=cell.sheet))
        made.append(leading)
        return made
    return _text(cell, style)


def _text(words: str, style: str) -> odfdo.Cell:
    return odfdo.Cell(words, cell_type="string", style=style)


def _widths(sheet: Sheet) -> Iterator[int]:
    """Whole centimetres of each column."""
    if sheet.table is None:
        yield _SENTENCES
        return
    for at, words in enumerate(sheet.table.headings):
        longest = max(len(words), *(len(_shown(row[at])) for row in sheet.table.rows))
        width = min(_WIDEST, max(_NARROWEST, round(longest * _LETTER) + 1))
        yield width if at else max(width, _BESIDE)


def _shown(cell: Cell) -> str:
    if isinstance(cell, Number):
        return f"{cell.value:,}"
    return cell.sheet if isinstance(cell, Link) else cell


def _ranges(sheets: Sequence[Sheet]) -> odfdo.Element:
    """Marks each table, so that programs find it and know its headings."""
    ranges = odfdo.Element.from_tag("<table:database-ranges/>")
    for sheet in sheets:
        if sheet.table:
            marked = odfdo.Element.from_tag("<table:database-range/>")
            marked.set_attribute("table:name", sheet.table.name)
            marked.set_attribute("table:target-range-address", _address(sheet, sheet.table))
            marked.set_attribute("table:contains-header", "true")
            ranges.append(marked)
    return ranges


def _address(sheet: Sheet, table: SheetTable) -> str:
    first = len(sheet.lines) + 1
    column = chr(ord("A") + len(table.headings) - 1)  # there are at most ten
    return f"{sheet.name}.A{first}:{sheet.name}.{column}{first + len(table.rows)}"


def _packed(content: bytes, title: str, on: date) -> bytes:
    manifest = template("sheet-manifest.xml").render(media_type=_MEDIA_TYPE)
    parts = {
        "META-INF/manifest.xml": manifest.encode(),
        "content.xml": content,
        "meta.xml": template("sheet-meta.xml").render(title=title, on=on.isoformat()).encode(),
        "styles.xml": (_TEMPLATES / "sheet-styles.xml").read_bytes(),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        # What kind of file it is stands first and uncompressed (ODF 1.3, part 2).
        archive.writestr(zipfile.ZipInfo("mimetype", _PACKED), _MEDIA_TYPE)
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _PACKED), part, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
