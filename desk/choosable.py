"""What the references in a form about a visit can be: who and what the visit knows, by name."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final, NamedTuple, TypeAlias

from desk.known import latest_note
from desk.letter_notes import note_words
from register import staff
from register.connection import Connection
from register.content import fetch, people_of
from register.letter_list import Wanted, list_letters
from register.letter_notes import shown
from register.related import of_visit
from rules.addressees import ADDRESSEES
from rules.copies import people_in
from rules.side_wording import side_title
from rules.wording import PERSON_ROLE_WORDS
from schemas.forms.form import FORMS
from schemas.ids import PersonRef
from schemas.personal import Person, TimetableDetails
from schemas.side_processes import SideDecisionForm
from schemas.staff import StaffRole
from schemas.state import VisitState


class Known(NamedTuple):
    """One thing that a field can refer to.

    Attributes:
        value: The reference.
        words: What people call it.
    """

    value: str
    words: str


Choosable: TypeAlias = Mapping[str, tuple[Known, ...]]
"""What a field can be, by its place: `OverrideForm.inspector`."""

_MEETINGS: Final = ("HeldForm.slots", "NotHeldForm.slots")
_CASES: Final = (
    *("AgreedCaseForm.case", "WithdrawnCaseForm.case", "MeetingForm.case"),
    *("FindingForm.cases", "DraftForm.cases", "FindingCorrectionForm.cases"),
)
_LETTERS: Final = ("DeliveryForm.letter", "ResendingForm.letter")
_NOTES: Final = "LetterNoteRemovalForm.number"
_SECTIONS: Final = "CommentForm.section"
_INSPECTORS: Final = ("OverrideForm.inspector", "MemberForm.inspector", "ReplacementForm.joining")
_PEOPLE: Final = frozenset(
    {
        *("CorrectionForm.person", "AgreementForm.leaders", "ReplacementForm.leaving"),
        "LetterNoteForm.recipient",
        *_INSPECTORS,
    }
)
_NUMBERS: Final = tuple(
    (f"{form.__name__}.number", form.kind)
    for form in FORMS.values()
    if issubclass(form, SideDecisionForm)
)


async def choosable(
    connection: Connection, state: VisitState, places: Collection[str]
) -> Choosable:
    """What the references in forms about a visit can be; where nothing is known, nothing is told.

    Args:
        connection: Any.
        state: The visit.
        places: What is asked for; nothing else is looked for.
    """
    cases = [one.case for one in state.case_studies.cases] if state.case_studies else []
    found: dict[str, tuple[Known, ...]] = {}
    if not _PEOPLE.isdisjoint(places):
        found |= await _people_of(connection, state)
    if not set(_MEETINGS).isdisjoint(places):
        found |= dict.fromkeys(_MEETINGS, await _meetings(connection, state))
    if not set(_LETTERS).isdisjoint(places):
        found |= dict.fromkeys(_LETTERS, await _letters(connection, state))
    if _NOTES in places:
        found[_NOTES] = await _notes(connection, state)
    if _SECTIONS in places:
        found[_SECTIONS] = await _sections(connection, state)
    if not {place for place, _ in _NUMBERS}.isdisjoint(places):
        found |= await _beside(connection, state)
    found |= dict.fromkeys(_CASES, tuple(Known(case, case.replace("-", " ")) for case in cases))
    return {place: known for place, known in found.items() if known}


_COORDINATORS: Final = ("HandOverForm.to", "OpenProgrammeForm.coordinators")


async def coordinators_to_choose(connection: Connection, places: Collection[str]) -> Choosable:
    """Who can be given visits, by name; nothing is told where nobody is known.

    Args:
        connection: Any.
        places: What is asked for; nothing else is looked for.
    """
    if set(_COORDINATORS).isdisjoint(places):
        return {}
    known = tuple(
        Known(one.ref, f"{one.name} ({one.ref})")
        for one in await staff.everybody(connection)
        if StaffRole.COORDINATOR in one.roles and one.ended_at is None
    )
    return dict.fromkeys(_COORDINATORS, known) if known else {}


async def _people_of(connection: Connection, state: VisitState) -> dict[str, tuple[Known, ...]]:
    people = await people_of(connection, state.visit_id)
    declared = [one.inspector for one in state.declarations]
    leaders = [one.ref for one in state.contacts if one.role in ADDRESSEES]
    return {
        "CorrectionForm.person": _people(people, sorted(people)),
        "LetterNoteForm.recipient": _people(people, sorted(people_in(state) | set(state.former))),
        "AgreementForm.leaders": _people(people, leaders),
        "ReplacementForm.leaving": _people(people, [one.inspector for one in state.team]),
        **dict.fromkeys(_INSPECTORS, _people(people, declared)),
    }


def _people(people: Mapping[PersonRef, Person], refs: Iterable[PersonRef]) -> tuple[Known, ...]:
    return tuple(
        Known(ref, f"{people[ref].name}, {PERSON_ROLE_WORDS[people[ref].role]}")
        for ref in refs
        if ref in people
    )


async def _meetings(connection: Connection, state: VisitState) -> tuple[Known, ...]:
    if state.meetings is None:
        return ()
    details = await fetch(connection, state.visit_id, state.meetings.content, TimetableDetails)
    titles = {meeting.slot_id: meeting.title for meeting in details.meetings}
    return tuple(
        Known(slot.slot_id, f"Day {slot.day}, {slot.starts:%H:%M}: {titles[slot.slot_id]}")
        for slot in state.meetings.slots
    )


async def _letters(connection: Connection, state: VisitState) -> tuple[Known, ...]:
    listed = await list_letters(connection, Wanted(visit=state.visit_id))
    return tuple(
        Known(
            letter.order.key,
            f"{letter.order.kind.value.replace('_', ' ')} {letter.order.key.split('/')[2]}, to "
            f"{letter.reader.name if letter.reader else letter.order.recipient}",
        )
        for letter in listed
    )


async def _notes(connection: Connection, state: VisitState) -> tuple[Known, ...]:
    """The notes that can still be taken out."""
    return tuple(
        Known(str(one.note.number), f"Note {one.note.number}, {note_words(one.note, one.letters)}")
        for one in await shown(connection, state.visit_id)
        if not one.left
    )


async def _sections(connection: Connection, state: VisitState) -> tuple[Known, ...]:
    """The sections of the latest version, which is the one that is commented on."""
    latest = await latest_note(connection, state)
    return tuple(
        Known(str(number), f"{number}. {section.heading}")
        for number, section in enumerate(latest.sections if latest else (), start=1)
    )


async def _beside(connection: Connection, state: VisitState) -> Mapping[str, tuple[Known, ...]]:
    there = await of_visit(connection, state.visit_id)
    return {
        place: tuple(
            Known(side.subject.rpartition("/")[2], side_title(kind, side))
            for kind, side in there
            if kind.kind == of and not side.over
        )
        for place, of in _NUMBERS
    }
