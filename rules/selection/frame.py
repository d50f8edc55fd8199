"""The frame, which names every area that may be drawn, and a file of quotas."""

import hashlib
import re

from pydantic import TypeAdapter

from rules.selection.csv_text import CsvTable, NotUsable, listed, read_csv
from schemas.selection import Frame, FrameCode, Quota
from schemas.visible import echoed

_CODE = "code"
_QUOTA_COLUMNS = ("column", "value", "min", "max")
_WHOLE = re.compile(r"[0-9]{1,9}")
_CODES: TypeAdapter[str] = TypeAdapter(FrameCode)
_AREA_CODE = re.compile(r"E[0-9]{8}")


def read_frame(body: bytes, name: str = "The frame") -> Frame:
    """Read a frame: CSV with a column `code` and any further ones.

    Args:
        body: The file.
        name: What the sentences call it.

    Raises:
        NotUsable: It is not such a file, or a code is missing, there twice, or none.
    """
    table = read_csv(body, name)
    if _CODE not in table.columns:
        raise NotUsable(
            f"{name} has no column “code”, which says which area a line is about; its columns are "
            f"{listed(table.columns)}."
        )
    if not table.rows:
        raise NotUsable(f"{name} names no area: there is nothing below the line of columns.")
    _require_codes(table, name)
    return Frame(
        sha256=hashlib.sha256(body).hexdigest(),
        columns=table.columns,
        rows=tuple(cells for _, cells in table.rows),
    )


def _require_codes(table: CsvTable, name: str) -> None:
    place = table.columns.index(_CODE)
    lines: dict[str, int] = {}
    for line, cells in table.rows:
        code = cells[place]
        if not code:
            raise NotUsable(f"{name} has no code in line {line}.")
        try:
            _CODES.validate_python(code)
        except ValueError:
            raise NotUsable(
                f"{name} has “{echoed(code)}” for a code in line {line}: a code has letters, "
                "digits, dots, hyphens and underscores, and at most 32 of them, such as E06000001."
            ) from None
        key = code.casefold()
        if key in lines:
            raise NotUsable(
                f"{name} has the code “{echoed(code)}” twice, in lines {lines[key]} and {line}; an "
                "area can be drawn once."
            )
        lines[key] = line


def not_local_areas(frame: Frame) -> tuple[FrameCode, ...]:
    """The codes that no local area can have, for they are not an E and eight digits."""
    return tuple(code for code in frame.codes if not _AREA_CODE.fullmatch(code))


def read_quotas(body: bytes, frame: Frame, name: str = "The file of quotas") -> tuple[Quota, ...]:
    """Read quotas: CSV with the columns `column`, `value`, `min` and `max`.

    An empty `min` is 0, an empty `max` the number of areas that have the value.

    Args:
        body: The file.
        frame: What the quotas are about.
        name: What the sentences call it.

    Raises:
        NotUsable: It is not such a file, or speaks of a column or a value that the frame lacks.
    """
    table = read_csv(body, name)
    missing = tuple(column for column in _QUOTA_COLUMNS if column not in table.columns)
    if missing:
        raise NotUsable(
            f"{name} has to have the columns column, value, min and max; it lacks "
            f"{listed(missing)}."
        )
    places = [table.columns.index(column) for column in _QUOTA_COLUMNS]
    found: dict[tuple[str, str], Quota] = {}
    for line, cells in table.rows:
        column, value, least, most = (cells[place] for place in places)
        where = f"{name} asks in line {line}"
        have = require_column(frame, column, where).count(value)
        if not have:
            raise NotUsable(
                f"{where} for the value “{echoed(value)}” of the column “{echoed(column)}”, which "
                f"no area of the frame has; there are {listed(_values(frame, column))}."
            )
        quota = Quota(
            column=column,
            value=value,
            least=_whole(least, 0, f"{name} has in line {line} the min"),
            most=_whole(most, have, f"{name} has in line {line} the max"),
        )
        if quota.least > quota.most and most:
            raise NotUsable(
                f"{where} for at least {quota.least} and at most {quota.most} of "
                f"“{echoed(value)}”; the min has to be no larger than the max."
            )
        if (column, value) in found:
            raise NotUsable(
                f"{where} for “{echoed(value)}” of the column “{echoed(column)}” a second time; "
                "put both into one line."
            )
        found[column, value] = quota
    return tuple(found.values())


def require_column(frame: Frame, column: str, where: str) -> tuple[str, ...]:
    """The cells of a column that somebody named.

    Raises:
        NotUsable: The frame has no such column.
    """
    if column not in frame.columns:
        raise NotUsable(
            f"{where} for the column “{echoed(column)}”, which the frame does not have; its "
            f"columns are {listed(frame.columns)}."
        )
    return frame.column(column)


def _values(frame: Frame, column: str) -> tuple[str, ...]:
    return tuple(sorted(set(frame.column(column))))


def _whole(cell: str, empty: int, what: str) -> int:
    if not cell:
        return empty
    if not _WHOLE.fullmatch(cell):
        raise NotUsable(f"{what} “{echoed(cell)}”; a whole number, 0 or more, has to stand there.")
    return int(cell)
