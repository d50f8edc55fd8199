"""Where in a form is told what only the rules find wrong with it, by what they say it is about."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from pages.deciding.fields import Field, Kind
from pages.deciding.typed import join
from rules.refusals import RefusalCode, Refused
from schemas.sentences import Sentence

_DATES: Final = frozenset(
    {RefusalCode.DATES, RefusalCode.OUT_OF_TERM, RefusalCode.CALENDAR_TOO_SHORT}
)

_ABOUT: Final[Mapping[RefusalCode, tuple[str, ...]]] = {
    RefusalCode.CASES: ("cases", "case", "offered"),
    RefusalCode.CONFLICT_OF_INTEREST: ("inspector", "joining", "members"),
    RefusalCode.CONTACTS: ("people", "areas"),
    RefusalCode.ID: ("finding", "number", "ref", "people", "areas", "inspectors", "programme"),
    RefusalCode.LETTER: ("letter", "number", "kind"),
    RefusalCode.NARRATIVE: ("reason",),
    RefusalCode.NOTE_VERSION: ("digest", "version", "comments"),
    RefusalCode.REASON_MISSING: ("reason",),
    RefusalCode.RECIPIENT: ("person", "recipient", "leaders", "departments", "department", "ref"),
    RefusalCode.SURVEY: ("links", "rows"),
    RefusalCode.TEAM: ("joining", "leaving", "inspectors", "members"),
    RefusalCode.TIMETABLE: ("meetings", "slots", "mode"),
    RefusalCode.WORDS: ("seed.text", "signatory.post", "wording"),
    RefusalCode.WRONG_PERSON: ("to", "coordinators"),
}
"""The fields that a refusal can be about, the likeliest first; a form has one of them as a rule.

What comes too early, too late or from the wrong person is about no field.
"""


def place_of(said: Sentence, fields: Sequence[Field], values: Mapping[str, Any]) -> str:
    """The address of the field that a sentence is about; empty where it is about none.

    Args:
        said: Why a form would be refused.
        fields: Of the form.
        values: What was filled in.
    """
    known = dict(_addresses(fields))
    if said.field in known:
        return said.field
    if not isinstance(said, Refused):
        return ""
    if said.code in _DATES:
        return _day_of(said, known, values)
    return next((one for one in _ABOUT.get(said.code, ()) if one in known), "")


def _addresses(fields: Sequence[Field], at: str = "") -> Iterator[tuple[str, Field]]:
    """Every field that has one place, those within groups included."""
    for known in fields:
        here = join(at, known.name)
        if known.kind is Kind.GROUP:
            yield from _addresses(known.parts, here)
        else:
            yield here, known


def _day_of(said: Sentence, known: Mapping[str, Field], values: Mapping[str, Any]) -> str:
    """Of several days the one that is named, or else the first that was filled in, or there is."""
    days = [address for address, field in known.items() if field.kind is Kind.DATE]
    filled = {address: str(values[address]) for address in days if values.get(address)}
    named = (address for address, day in filled.items() if _is_named(day, str(said)))
    return next(iter((*named, *filled, *days)), "")


def _is_named(day: str, words: str) -> bool:
    try:
        on = date.fromisoformat(day)
    except ValueError:
        return False
    return any(f"{on.day} {month} {on.year}" in words for month in (f"{on:%B}", f"{on:%b}"))
