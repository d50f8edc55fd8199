"""What was typed into a form, as browsers send it and drafts keep it, and the values it means.

A field's address is the names and numbers by which one comes to it, joined by dots:
`people.0.email`. What cannot be read as what it should be is left as it was typed, so that whoever
checks the form tells what is wrong with it and nothing typed is lost.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

from pages.deciding.fields import Field, Kind

Typed: TypeAlias = dict[str, list[str]]
"""The texts under each address."""

DATE: Final = ("day", "month", "year")
"""The parts of a date, each a text of its own."""

_TIME: Final = re.compile(
    r"(?P<hour>[0-9]{1,2})(?:[:.]?(?P<minutes>[0-9]{2}))? ?(?:(?P<half>[ap])\.?m\.?)?"
)
_HOURS: Final = {"midday": "12:00", "noon": "12:00", "midnight": "00:00"}
_NOON: Final = 12

_NAMES: Final = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTHS: Final = {
    name[:letters]: str(number)
    for number, name in enumerate(_NAMES, start=1)
    for letters in {3, 4, len(name)}
}
"""Months as people write them, and not in the language of the machine."""

_YEAR_DIGITS: Final = 4
_ROW_DIGITS: Final = 4  # more rows than that allows have more fields than any form may
_YES: Final = {True: "yes", False: "no"}


def join(*parts: str | int) -> str:
    """The address of a field below another."""
    return ".".join(str(part) for part in parts if part != "")


# --- From what was typed to values ------------------------------------------------------------


def values_of(fields: Sequence[Field], typed: Typed, at: str = "") -> dict[str, Any]:
    """The values that were typed; what was left empty is left out.

    Args:
        fields: Of a form.
        typed: What was sent.
        at: The address of what the fields belong to.
    """
    values: dict[str, Any] = {}
    for field in fields:
        value = _value(field, typed, join(at, field.name))
        if value is not None:
            values[field.name] = value
    return values


# `Any`: a value as JSON has it.
def _value(field: Field, typed: Typed, at: str) -> Any:  # noqa: ANN401, C901 - one case a kind
    match field.kind:
        case Kind.DATE:
            return _date(typed, at)
        case Kind.TIME:
            return _time(_text(typed, at)) or None
        case Kind.TICK:
            return True if _text(typed, at) else None
        case Kind.YES_NO:
            said = _text(typed, at)
            return {"yes": True, "no": False}.get(said, said) if said else None
        case Kind.SEVERAL:
            return [text for text in typed.get(at, []) if text] or ([] if field.needed else None)
        case Kind.LINES:
            return _split(typed, at, "\n", field)
        case Kind.PARAGRAPHS:
            return _split(typed, at, "\n\n", field)
        case Kind.GROUP:
            return values_of(field.parts, typed, at)
        case Kind.ROWS:
            return [row for _, row in filled_rows(field, typed, at)]
        case Kind.PAIRS:
            return _pairs(field, typed, at)
        case _:
            return _text(typed, at) or None


def filled_rows(field: Field, typed: Typed, at: str) -> list[tuple[int, dict[str, Any]]]:
    """The rows in which something was typed, each with its number."""
    rows = ((n, values_of(field.parts, typed, join(at, n))) for n in row_numbers(typed, at))
    return [(n, row) for n, row in rows if any(value != [] for value in row.values())]


def _pairs(field: Field, typed: Typed, at: str) -> dict[str, Any]:
    rows = (values_of(field.parts, typed, join(at, n)) for n in row_numbers(typed, at))
    return {str(row.get("key", "")): row.get("value") for row in rows if row}


def named_twice(fields: Sequence[Field], typed: Typed) -> Iterator[tuple[str, str]]:
    """Fields of pairs in which a name stands twice, so that one of the two would be lost."""
    for field in fields:
        if field.kind is Kind.PAIRS:
            names = [
                _text(typed, join(field.name, n, "key")) for n in row_numbers(typed, field.name)
            ]
            for name in dict.fromkeys(names):
                if name and names.count(name) > 1:
                    yield field.name, name


def _text(typed: Typed, at: str) -> str:
    return next(iter(typed.get(at, [])), "").replace("\r\n", "\n").strip()


def _split(typed: Typed, at: str, between: str, field: Field) -> list[str] | None:
    parts = [part.strip() for part in _text(typed, at).split(between)]
    found = [part for part in parts if part]
    return found or ([] if field.needed else None)


def _date(typed: Typed, at: str) -> str | None:
    day, month, year = _date_parts(typed, at)
    if not (day or month or year):
        return None
    month = _MONTHS.get(month.casefold().rstrip("."), month)
    if day.isdecimal() and month.isdecimal() and len(year) == _YEAR_DIGITS:
        return f"{year}-{month:0>2}-{day:0>2}"
    return f"{day}/{month}/{year}"


def _time(text: str) -> str:
    """A time of day as forms have it, from what people write: `9:30`, `9.30am`, `2pm`, `midday`."""
    said = " ".join(text.casefold().split())
    if said in _HOURS:
        return _HOURS[said]
    found = _TIME.fullmatch(said)
    if found is None:
        return text
    hour, minutes, half = int(found["hour"]), found["minutes"] or "00", found["half"]
    if half:
        if not 1 <= hour <= _NOON:
            return text
        hour = hour % _NOON + (_NOON if half == "p" else 0)
    elif not found["minutes"]:
        return text  # an hour alone could be either
    return f"{hour:02}:{minutes}"


def _date_parts(typed: Typed, at: str) -> tuple[str, str, str]:
    day, month, year = (_text(typed, join(at, part)) for part in DATE)
    return day, month, year


class DateFault(NamedTuple):
    """What is wrong with a date.

    Attributes:
        parts: With which of its parts: `day`, `month`, `year`.
        why: What it must be, in words that follow what the date is called.
    """

    parts: tuple[str, ...]
    why: str


def date_fault(typed: Typed, at: str) -> DateFault:
    """What is wrong with a date that is none, as GOV.UK says it."""
    texts = dict(zip(DATE, _date_parts(typed, at), strict=True))
    missing = tuple(part for part in DATE if not texts[part])
    if missing and len(missing) < len(DATE):
        return DateFault(missing, f"must include a {' and '.join(missing)}")
    year = texts["year"]
    if year.isdecimal() and len(year) != _YEAR_DIGITS:
        return DateFault(("year",), f"must have a year of {_YEAR_DIGITS} numbers")
    return DateFault(DATE, "must be a real date")


def row_numbers(typed: Typed, at: str) -> list[int]:
    """The numbers of the rows that there are at an address."""
    before = f"{at}."
    found = {
        int(number)
        for address in typed
        if address.startswith(before)
        and (number := address[len(before) :].partition(".")[0]).isdecimal()
        and len(number) <= _ROW_DIGITS
    }
    return sorted(found)


# --- From values to what would have been typed --------------------------------------------------


def typed_of(fields: Sequence[Field], values: Mapping[str, Any], at: str = "") -> Typed:
    """What would have to be typed for these values, as files and JSON have them."""
    typed: Typed = {}
    for field in fields:
        value = values.get(field.name)
        if value is not None:
            _put(field, value, join(at, field.name), typed)
    return typed


def _put(field: Field, value: Any, at: str, typed: Typed) -> None:  # noqa: ANN401, C901 - as `_value`
    match field.kind:
        case Kind.DATE:
            year, _, rest = str(value).partition("-")
            month, _, day = rest.partition("-")
            for part, text in zip(DATE, (day.lstrip("0"), month.lstrip("0"), year), strict=True):
                typed[join(at, part)] = [text]
        case Kind.TIME:
            typed[at] = [str(value)[:5]]
        case Kind.TICK | Kind.YES_NO:
            typed[at] = [_YES[value]] if value or field.kind is Kind.YES_NO else []
        case Kind.SEVERAL:
            typed[at] = [str(each) for each in value]
        case Kind.LINES | Kind.PARAGRAPHS:
            between = "\n" if field.kind is Kind.LINES else "\n\n"
            typed[at] = [between.join(str(each) for each in value)]
        case Kind.GROUP:
            typed.update(typed_of(field.parts, value, at))
        case Kind.ROWS:
            for number, row in enumerate(value):
                typed.update(typed_of(field.parts, row, join(at, number)))
        case Kind.PAIRS:
            for number, (key, each) in enumerate(value.items()):
                pair = {"key": key, "value": each}
                typed.update(typed_of(field.parts, pair, join(at, number)))
        case _:
            typed[at] = [str(value)]


# --- Rows that are added and taken away ---------------------------------------------------------


def with_row(typed: Typed, at: str) -> Typed:
    """The same with one more row, empty, at an address."""
    number = max(row_numbers(typed, at), default=-1) + 1
    return {**typed, f"{join(at, number)}.": []}


def without_row(typed: Typed, at: str) -> Typed:
    """The same without the row of this address."""
    before = f"{at}."
    return {address: texts for address, texts in typed.items() if not address.startswith(before)}


SAID_OF_EACH: Final = ("comments", "text")
"""Rows that are there from the first, one for each section of a note, and what is said in each."""


def without_rows_left_empty(typed: Typed, rows: str, part: str) -> Typed:
    """The same without the rows in which nobody said anything.

    Args:
        typed: What was typed.
        rows: The address of the rows.
        part: The name of what is said in a row.
    """
    for number in row_numbers(typed, rows):
        row = join(rows, number)
        if not any(text.strip() for text in typed.get(join(row, part), [])):
            typed = without_row(typed, row)
    return typed
