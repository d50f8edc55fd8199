"""What is known of a visit, as the forms that people fill in about it would say it.

A form that is given back as it is changes nothing; what nobody knows yet is left empty.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

from desk.departments import department_in
from register import content
from register.connection import Connection
from register.content import people_of
from rules.prose import as_typed
from schemas import personal as p
from schemas.state import VisitState
from schemas.values import ContentKind, SlotKind

Values: TypeAlias = dict[str, Any]
"""A form's fields as its file has them; an empty text stands for what is not known."""

Known: TypeAlias = Callable[[Connection, VisitState], Awaitable[Values]]

UNKNOWN = ""

_KNOWN: dict[str, Known] = {}

_HEADINGS = (
    "What the visit looked at",
    "What worked well",
    "Challenges and lessons learnt",
    "Opportunities to improve",
)
"""Of a note that nobody has begun."""

_ONCE = {
    SlotKind.LEADERS_OPENING: 1,
    SlotKind.PARENT_CARER_FORUM: 1,
    SlotKind.TEAM_MEETING: 1,
    SlotKind.LEADERS_PRIORITIES: 2,
    SlotKind.SYNTHESIS: 2,
    SlotKind.FEEDBACK: 2,
}
"""The meetings that every timetable has, with their days."""


async def known_of(connection: Connection, state: VisitState, form: str) -> Values:
    """What is known of a visit for a form.

    Args:
        connection: Any.
        state: The visit.
        form: The form's name; one of `with_something_known`.
    """
    return await _KNOWN[form](connection, state)


def with_something_known() -> tuple[str, ...]:
    """The forms of which something may be known."""
    return tuple(_KNOWN)


def _knows(form: str) -> Callable[[Known], Known]:
    def declare(function: Known) -> Known:
        _KNOWN[form] = function
        return function

    return declare


@_knows("contacts")
async def _contacts(connection: Connection, state: VisitState) -> Values:
    """Whom is written to in the area, as they are reached now."""
    people = await people_of(connection, state.visit_id)
    area = [c.ref for c in state.contacts if department_in(c.role) is None]
    return {"people": [_person(people[ref]) for ref in area]}


@_knows("nominate")
async def _officer(connection: Connection, state: VisitState) -> Values:
    """The nominated officer."""
    if state.officer is None:
        return {}
    person = _person((await people_of(connection, state.visit_id))[state.officer])
    return {name: value for name, value in person.items() if name != "role"}


@_knows("declare")
async def _declarations(connection: Connection, state: VisitState) -> Values:
    """What inspectors have declared."""
    people = await people_of(connection, state.visit_id)
    return {
        "inspectors": [
            {**_person(people[one.inspector]), "conflicts": [kind.value for kind in one.conflicts]}
            for one in state.declarations
        ]
    }


def _person(person: p.Person) -> Values:
    return person.model_dump(mode="json")


@_knows("timetable")
async def _timetable(connection: Connection, state: VisitState) -> Values:
    """The timetable as it is fixed, or else the meetings that every one has."""
    if state.meetings is None:
        return {"meetings": _usual_meetings(state)}
    details = await content.fetch(
        connection, state.visit_id, state.meetings.content, p.TimetableDetails
    )
    words = {meeting.slot_id: meeting for meeting in details.meetings}
    return {
        "meetings": [
            {
                **slot.model_dump(mode="json", exclude_none=True),
                "starts": f"{slot.starts:%H:%M}",
                "ends": f"{slot.ends:%H:%M}",
                **words[slot.slot_id].model_dump(include={"title", "place", "fallback"}),
            }
            for slot in state.meetings.slots
        ]
    }


def _usual_meetings(state: VisitState) -> list[Values]:
    usual = [
        {"slot_id": kind.value.replace("_", "-"), "kind": kind.value, "day": day}
        for kind, day in _ONCE.items()
    ]
    cases = state.case_studies.cases if state.case_studies else ()
    studies = [
        {
            "slot_id": case.case.replace("case", "study"),
            "kind": SlotKind.CASE_STUDY.value,
            "day": 1 if number <= len(cases) / 2 else 2,
            "case": case.case,
        }
        for number, case in enumerate(cases, start=1)
    ]
    left = dict.fromkeys(["starts", "ends", "mode", "title", "place", "fallback"], UNKNOWN)
    return [{**meeting, **left} for meeting in sorted([*usual, *studies], key=lambda x: x["day"])]


@_knows("finding")
async def _findings(connection: Connection, state: VisitState) -> Values:
    """Each finding is new."""
    del connection, state
    return {}


@_knows("draft")
async def _draft(connection: Connection, state: VisitState) -> Values:
    """The latest version of the note, from which the next one is written."""
    latest = await latest_note(connection, state)
    cases = state.case_studies.cases if state.case_studies else ()
    chosen = [case.case for case in cases]
    if latest is None:
        sections = [{"heading": heading, "paragraphs": [UNKNOWN]} for heading in _HEADINGS]
        return {"sections": sections, "cases": chosen}
    sections = [section.model_dump(mode="json") for section in as_typed(latest)]
    return {"sections": sections, "cases": [case for case in latest.cases if case in chosen]}


@_knows("comment")
async def _comments(connection: Connection, state: VisitState) -> Values:
    """A place for what is said of each section of the latest version."""
    latest = await latest_note(connection, state)
    if latest is None or state.note is None:
        return {}
    numbers = range(1, len(latest.sections) + 1)
    return {
        "version": state.note.version,
        "comments": [{"section": number, "text": UNKNOWN} for number in numbers],
    }


async def latest_note(connection: Connection, state: VisitState) -> p.SummaryNote | None:
    """The words of the latest version, if there is one."""
    if state.note is None:
        return None
    versions = await content.fetch_all(
        connection, state.visit_id, ContentKind.SUMMARY_NOTE, p.SummaryNote
    )
    return versions[-1]


def changed(values: Mapping[str, Any], name: str, value: str) -> Values | None:
    """A form with one field changed.

    Args:
        values: The form.
        name: Which field: that of an entry of its list, by the entry's id, such as `dcs.email`.
        value: What it is to be.

    Returns:
        `None` where there is no such entry.
    """
    entry, _, field = name.partition(".")
    new: Values = dict(values)
    for key, items in values.items():
        if not isinstance(items, list):
            continue
        for number, item in enumerate(items):
            if isinstance(item, Mapping) and entry in {item.get("ref"), item.get("slot_id")}:
                new[key] = [*items[:number], {**item, field: value}, *items[number + 1 :]]
                return new
    return None
