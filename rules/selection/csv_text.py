"""CSV as people and their programs write it, read strictly: rows, or a sentence that says why not.

What a cell says is text and nothing else: a formula stays the letters it is.
"""

import csv
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from schemas.sentences import Sentence
from schemas.visible import echoed, unwritable

_FORMULA = re.compile(r"'*(?:[=@\t\r]|[+-](?![0-9.]*$))")
"""How a cell begins that a spreadsheet works out; those that were marked so before are, too."""

_MOST_BYTES = 5_000_000  # a frame of every school in England has less
_NOT_UTF_8 = ((b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"), (b"PK\x03\x04", "a spreadsheet"))


class NotUsable(Sentence):
    """A file, or what is asked of it, from which nothing can be drawn."""


class CsvTable(NamedTuple):
    """What a file says.

    Attributes:
        columns: Their names, in the order of the file, each once.
        rows: The number of the line that each ends on, and its cells, one for each column.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_csv(body: bytes, name: str) -> CsvTable:
    """Read a file of which the first line names the columns.

    Cells are trimmed, and written in one way of those that Unicode has for the same letters (NFC).
    Lines without any cell are passed over, and so are columns without a name.

    Args:
        body: The file.
        name: What the sentences call it.

    Raises:
        NotUsable: It is not a table of text; the sentence says why, and in which line.
    """
    lines = _rows(_text(body, name), name)
    _, head = next(lines, (0, []))
    if not any(head):
        raise NotUsable(f"{name} is empty: its first line has to name the columns.")
    named = [place for place, column in enumerate(head) if column]
    columns = tuple(head[place] for place in named)
    for column in columns:
        if columns.count(column) > 1:
            raise NotUsable(f"{name} has the column “{echoed(column)}” twice; rename one of them.")
    rows = []
    for line, cells in lines:
        if len(cells) < len(head) or any(cells[len(head) :]):
            raise NotUsable(
                f"{name} has {len(head)} columns, and line {line} has {len(cells)} cells; see "
                "whether a comma or a quotation mark is missing there, or one too many."
            )
        rows.append((line, tuple(cells[place] for place in named)))
    return CsvTable(columns, tuple(rows))


def no_formula(cell: str) -> str:
    """A cell as it is written, so that a spreadsheet works nothing out: `'=1+1`.

    `read_csv` gives the same words again. A number may have its sign.
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _as_meant(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


def _text(body: bytes, name: str) -> str:
    if len(body) > _MOST_BYTES:
        raise NotUsable(
            f"{name} has {len(body) / 1e6:.0f} MB, and no more than {_MOST_BYTES / 1e6:.0f} are "
            "read; a table of areas has some kilobytes."
        )
    for start, what in _NOT_UTF_8:
        if body.startswith(start):
            raise NotUsable(f"{name} is {what} and not CSV in UTF-8; save it as “CSV UTF-8”.")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise NotUsable(f"{name} is not UTF-8 (in line {line}); save it as “CSV UTF-8”.") from None


def _rows(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Every line that has a cell with something in it; line breaks within quotes are kept."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    reader = csv.reader((f"{line}\n" for line in plain.split("\n")), strict=True)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise NotUsable(
                f"{name} is not CSV that can be read, in line {reader.line_num}: {error}."
            ) from None
        cells = [_as_meant(unicodedata.normalize("NFC", cell).strip()) for cell in row]
        for cell in cells:
            if found := unwritable(cell):
                raise NotUsable(
                    f"{name} has a character that is no text, {found}, in line {reader.line_num}."
                )
        if any(cells):
            yield reader.line_num, cells


def listed(names: tuple[str, ...], most: int = 8) -> str:
    """Names as a sentence lists them, each as it is safely shown; of many, the first."""
    shown = [f"“{echoed(name)}”" for name in names[:most]]
    return ", ".join(shown) + (f" and {len(names) - most} more" if len(names) > most else "")
