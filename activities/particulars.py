"""Finds in a brief what letters and documents name: people, days and meetings."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from activities.wording import one_line
from rules.meeting_days import day_of
from rules.timetable import Timetable, timetable
from schemas.brief import Brief
from schemas.ids import PersonRef
from schemas.parts import Slot, VisitDays
from schemas.personal import MeetingDetails, Person
from schemas.values import ContactRole, InspectorRole

AREA_LEADERS = frozenset(
    {ContactRole.DIRECTOR_OF_CHILDRENS_SERVICES, ContactRole.ACCOUNTABLE_OFFICER}
)
"""Who decides for the area (domain brief, section 2: whom the invitation goes to)."""


class IncompleteBrief(LookupError):
    """A letter or document was ordered that the brief has no matter for: a programmer's error.

    The sentence holds references and kinds only, so that it may be logged.
    """


@dataclass(frozen=True)
class Meeting:
    """One meeting: its structure from the state, its words from the register."""

    slot: Slot
    on: date
    title: str
    place: str
    fallback: str


def person(brief: Brief, ref: PersonRef) -> Person:
    """Whose particulars a reference stands for.

    Raises:
        IncompleteBrief: The brief does not say.
    """
    found = brief.people.get(ref)
    if found is None:
        raise IncompleteBrief(f"The brief has no particulars of {ref}.")
    return found


def contacts(brief: Brief, roles: Iterable[ContactRole]) -> tuple[Person, ...]:
    """The area's contacts in these roles, in the order in which they were recorded."""
    wanted = frozenset(roles)
    return tuple(
        person(brief, contact.ref) for contact in brief.state.contacts if contact.role in wanted
    )


def team(brief: Brief) -> tuple[tuple[InspectorRole, Person], ...]:
    """The inspectors in the order of their roles; empty before the team is confirmed."""
    order = list(InspectorRole)
    members = sorted(brief.state.team, key=lambda member: order.index(member.role))
    return tuple((member.role, person(brief, member.inspector)) for member in members)


def dates(brief: Brief) -> Timetable:
    """Every date of the visit.

    Raises:
        IncompleteBrief: The bank holidays are not known, so no date is.
    """
    known = timetable(brief.state)
    if known is None:
        raise IncompleteBrief("The visit has no bank holidays yet, so its dates are unknown.")
    return known


def days(brief: Brief) -> VisitDays:
    """The two days: as set, or until then as planned."""
    if brief.state.days is not None:
        return brief.state.days
    planned = dates(brief)
    return VisitDays(day_one=planned.day_one.date(), day_two=planned.day_two.date())


def meetings(brief: Brief) -> tuple[Meeting, ...]:
    """The meetings in the order of time; empty before the timetable is fixed.

    Raises:
        IncompleteBrief: The words of a meeting are missing.
    """
    if brief.state.meetings is None:
        return ()
    words = {details.slot_id: details for details in _details(brief)}
    found = []
    for slot in brief.state.meetings.slots:
        details = words.get(slot.slot_id)
        if details is None:
            raise IncompleteBrief(f"The brief has no words for the meeting {slot.slot_id}.")
        found.append(
            Meeting(
                slot=slot,
                on=_on(brief, slot),
                title=one_line(details.title),
                place=one_line(details.place),
                fallback=one_line(details.fallback),
            )
        )
    return tuple(sorted(found, key=lambda meeting: (meeting.on, meeting.slot.starts)))


def _on(brief: Brief, slot: Slot) -> date:
    both = days(brief)
    state = brief.state.model_copy(update={"days": both})
    return day_of(state, slot)


def _details(brief: Brief) -> tuple[MeetingDetails, ...]:
    return brief.timetable.meetings if brief.timetable else ()
