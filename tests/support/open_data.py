"""What the open data standards refuse, written from the rules as the analysts' guide states them.

Independent of what writes the files: it reads bytes and knows nothing of tables.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence

_REQUIRED = ("time_period", "time_identifier", "geographic_level", "country_code", "country_name")
_SMALLER = ("region_code", "region_name")
_GEOGRAPHY = {*_REQUIRED[2:], *_SMALLER, "old_la_code", "new_la_code", "la_name"}
_DESCRIBED = {
    "col_name",
    "col_type",
    "label",
    "indicator_grouping",
    "indicator_unit",
    "indicator_dp",
    "filter_hint",
    "filter_grouping_column",
}
_OPTIONAL = {"filter_default", "parent_filter"}
_UNITS = {"", "£", "£m", "%", "pp", "numberstring"}
_NO_VALUES = {"NULL", "NA", "~", ":"}
_SYMBOLS = {"c", "k", "low", "u", "x", "z"}
_SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
_IDENTIFIERS = {
    "Academic year",
    "Autumn term",
    "Spring term",
    "Summer term",
    "Autumn and spring term",
}
_LABEL, _COLUMN, _ITEM = 80, 50, 120  # characters

Rows = Sequence[Mapping[str, str]]


def faults_in(name: str, data: bytes, metadata: bytes) -> list[str]:
    """Everything that a data file and its metadata would be refused for.

    Args:
        name: Of the data file, without its ending.
        data: Its bytes.
        metadata: Those of `NAME.meta.csv`.
    """
    columns, rows = _read(data)
    described, meta = _read(metadata)
    return [
        *([] if _SNAKE.fullmatch(name) else ["the file's name is not in snake case"]),
        *_columns(columns, described),
        *_when_and_where(columns, rows),
        *_filters(rows, meta),
        *_indicators(rows, meta),
        *_values(rows, meta, columns),
        *_metadata(columns, rows, meta),
    ]


def _read(body: bytes) -> tuple[list[str], Rows]:
    assert not body.startswith(b"\xef\xbb\xbf")
    reader = csv.DictReader(io.StringIO(body.decode("utf-8"), newline=""), strict=True)
    rows = list(reader)
    assert all(None not in row and None not in row.values() for row in rows)  # none is ragged
    return list(reader.fieldnames or ()), rows


def _columns(columns: Sequence[str], described: Sequence[str]) -> Iterator[str]:
    if tuple(columns[: len(_REQUIRED)]) != _REQUIRED:
        yield "when and where do not come first"
    if len({*columns}) != len(columns):
        yield "a column is there twice"
    yield from (f"{c} is not in snake case" for c in columns if not _SNAKE.fullmatch(c))
    yield from (f"{c} is too long" for c in columns if len(c) > _COLUMN)
    if not _DESCRIBED <= {*described} <= _DESCRIBED | _OPTIONAL:
        yield "the metadata's columns are others"


def _when_and_where(columns: Sequence[str], rows: Rows) -> Iterator[str]:
    missing = [column for column in _REQUIRED if column not in columns]
    if missing:
        yield f"{missing[0]} is missing"
        return
    if len({row["time_identifier"] for row in rows}) != 1:
        yield "kinds of years are mixed"
    for row in rows:
        yield from _when(row)
        yield from _where(row)
    here = [c for c in (*_REQUIRED, *_SMALLER) if c in columns]
    if any(row[c].lower() in {"total", "all"} for row in rows for c in here):
        yield "a total stands in time or geography"


def _when(row: Mapping[str, str]) -> Iterator[str]:
    period = row["time_period"]
    if row["time_identifier"] not in _IDENTIFIERS:
        yield "a time identifier is unknown"
    if not re.fullmatch("[0-9]{6}", period):
        yield "a term or academic year has other than six digits"
    elif (int(period[2:4]) + 1) % 100 != int(period[4:]):
        yield "the years of six digits do not follow each other"


def _where(row: Mapping[str, str]) -> Iterator[str]:
    level, smaller = row["geographic_level"], [row.get(column, "") for column in _SMALLER]
    if level not in {"National", "Regional"}:
        yield f"{level} is smaller than a region"
    if (row["country_code"], row["country_name"]) != ("E92000001", "England"):
        yield "the country is not England"
    if level == "National" and any(smaller):
        yield "a national row has a region"
    if level == "Regional" and not all(smaller):
        yield "a regional row has no region"
    elif level == "Regional" and not re.fullmatch("E1200000[1-9]", smaller[0]):
        yield "a region's code is none"


def _filters(rows: Rows, meta: Rows) -> Iterator[str]:
    for one in meta:
        if one["col_type"] != "Filter":
            continue
        name = one["col_name"]
        items = {row.get(name, "") for row in rows}
        if "" in items:
            yield f"{name} is blank somewhere"
        if len(items) < 2:
            yield f"{name} has one level"
        if (one.get("filter_default") or "Total") not in items:
            yield f"{name} has no total and no default"
        yield from (f"{name} has a long item" for item in items if len(item) > _ITEM)
        yield from (f"{name} has white around it" for item in items if item != item.strip())


def _indicators(rows: Rows, meta: Rows) -> Iterator[str]:
    for one in meta:
        if one["col_type"] != "Indicator":
            continue
        for row in rows:
            value = row.get(one["col_name"], "")
            if not value:
                yield f"{one['col_name']} is blank somewhere"
            elif value not in _SYMBOLS and not _NUMBER.fullmatch(value):
                yield f"{one['col_name']} has {value}"
            elif _NUMBER.fullmatch(value):
                after = len(value.partition(".")[2])
                if after != int(one["indicator_dp"]):
                    yield f"{one['col_name']} has {after} decimal places"


def _values(rows: Rows, meta: Rows, columns: Sequence[str]) -> Iterator[str]:
    if any(value in _NO_VALUES for row in rows for value in row.values()):
        yield "a value says that it is none"
    indicators = {one["col_name"] for one in meta if one["col_type"] == "Indicator"}
    keys = [tuple(row[c] for c in columns if c not in indicators) for row in rows]
    if len({*keys}) != len(keys):
        yield "two rows are of the same"


def _metadata(columns: Sequence[str], rows: Rows, meta: Rows) -> Iterator[str]:
    names = [one["col_name"] for one in meta]
    if len({*names}) != len(names) or len({one["label"] for one in meta}) != len(meta):
        yield "a name or a label is there twice"
    grouping = {one["filter_grouping_column"] for one in meta} - {""}
    for name in names:
        if name in _GEOGRAPHY or name in {"time_period", "time_identifier"}:
            yield f"the metadata describe {name}"
        if name in grouping:
            yield f"the metadata describe the grouping {name}"
        if name not in columns:
            yield f"{name} is not in the data"
    for one in meta:
        yield from _description(one)
    if "Indicator" not in {one["col_type"] for one in meta}:
        yield "there is no indicator"
    for name in {*columns} - {*names} - {*_REQUIRED, *_SMALLER}:
        if len({row[name] for row in rows}) > 1:
            yield f"{name} is not described"


def _description(one: Mapping[str, str]) -> Iterator[str]:
    name, kind = one["col_name"], one["col_type"]
    if kind not in {"Filter", "Indicator"}:
        yield f"{name} is of no type"
    if not one["label"] or len(one["label"]) > _LABEL:
        yield f"{name} has no label, or a long one"
    if one["indicator_unit"] not in _UNITS:
        yield f"{name} has an unknown unit"
    if kind == "Filter" and (one["indicator_unit"] or one["indicator_dp"]):
        yield f"{name} is a filter with a unit"
    if kind == "Indicator" and not one["indicator_dp"].isdecimal():
        yield f"{name} has no decimal places"
