"""What was answered in a form, for whoever checks it before it is sent."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from typing import Any, Final

from pages.dates import time_of_day, weekday
from pages.deciding.fields import Field, Kind
from pages.prose import as_it_reads

_SECTIONS: Final = "DraftForm.sections"
"""What is marked up is shown as it reads: whoever checks it sees lists, and not dashes."""


def answers_of(fields: Sequence[Field], values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What was answered, as names and values: for whoever checks it before it is sent."""
    rows: list[tuple[str, str]] = []
    for known in fields:
        value = values.get(known.name)
        if value is None or value == []:
            continue
        rows += _answered(known, value)
    return rows


def _answered(known: Field, value: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - as JSON has it
    match known.kind:
        case Kind.GROUP:
            return answers_of(known.parts, value)
        case Kind.ROWS if known.place == _SECTIONS:
            return [
                (f"{known.label} {number}", as_it_reads(one["heading"], one["paragraphs"]))
                for number, one in enumerate(value, start=1)
            ]
        case Kind.ROWS:
            return _numbered(known, value)
        case Kind.PAIRS:
            return _numbered(known, [{"key": key, "value": one} for key, one in value.items()])
        case Kind.DATE | Kind.TIME:
            return [(known.label, _when(known.kind, value))]
        case Kind.TICK | Kind.YES_NO:
            return [(known.label, "Yes" if value else "No")]
        case Kind.CHOICE:
            return [(known.label, _called(known, value))]
        case Kind.SEVERAL:
            return [(known.label, "\n".join(_called(known, one) for one in value))]
        case Kind.LINES | Kind.PARAGRAPHS:
            return [(known.label, "\n\n".join(value))]
        case _:
            return [(known.label, str(value))]


def _when(kind: Kind, value: str) -> str:
    if kind is Kind.TIME:
        return time_of_day(time.fromisoformat(value))
    return weekday(date.fromisoformat(value))


def _called(known: Field, value: str | int) -> str:
    """The words of what was chosen, which may be a number."""
    said = str(value)
    return next((one.words for one in known.choices if one.value == said), said)


def _numbered(known: Field, rows: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    told = []
    for number, row in enumerate(rows, start=1):
        lines = [f"{name}: {value}" for name, value in answers_of(known.parts, row)]
        told.append((f"{known.label} {number}", "\n".join(lines)))
    return told
