"""Who comes, goes and comes back, and whose address was put right."""

from rules.copies import people_in, with_another_copy
from rules.evolve.fact import fact
from rules.evolve.timetable import entry_holders
from rules.folds import Changes
from rules.versions import LEAVERS_TOLD, WRITTEN_TO_AGAIN
from schemas.events.event import Fact, VisitEvent
from schemas.events.invitation import (
    ContactsRecorded,
    LetterNoteAdded,
    LetterNoteRemoved,
    LetterResent,
    PersonCorrected,
)
from schemas.events.team import InspectorReplaced, OfficerNominated, TeamConfirmed
from schemas.ids import PersonRef, recipient_of
from schemas.state import VisitState
from schemas.values import ContactRole, Department, Stage

PARTING = (ContactsRecorded, OfficerNominated, TeamConfirmed, InspectorReplaced)
"""What somebody has no part any more by, and is told of; who had not visited has other words."""


@fact(PersonCorrected, "name or address corrected")
def person_corrected(state: VisitState, _event: VisitEvent, fact: PersonCorrected) -> Changes:
    """Whatever they are written from now on is another copy, to the new address."""
    return {
        "copies": with_another_copy(state, fact.person),
        "corrections": state.corrections + 1,
    }


@fact(LetterResent, "letter sent again")
def letter_resent(state: VisitState, _event: VisitEvent, fact: LetterResent) -> Changes:
    """Nobody need see to the letter that was lost; its copy has a fate of its own."""
    return {
        "copies": with_another_copy(state, recipient_of(fact.letter)),
        "tasks": tuple(task for task in state.tasks if task.letter != fact.letter),
        "letters_seen_to": tuple(dict.fromkeys((*state.letters_seen_to, fact.letter))),
    }


@fact(LetterNoteAdded, "note added to a letter")
def letter_note_added(state: VisitState, _event: VisitEvent, fact: LetterNoteAdded) -> Changes:
    """There is a note more; which letters it stands in, the register knows."""
    return {
        "letter_notes": (*state.letter_notes, fact.number),
        "letter_notes_added": fact.number,
    }


@fact(LetterNoteRemoved, "note taken out of a letter")
def letter_note_removed(state: VisitState, _event: VisitEvent, fact: LetterNoteRemoved) -> Changes:
    """It goes with nothing."""
    return {"letter_notes": tuple(one for one in state.letter_notes if one != fact.number)}


def coming_and_going(before: VisitState, after: VisitState) -> VisitState:
    """The state in which whoever has come back is written another copy of everything."""
    if after.rules_version < WRITTEN_TO_AGAIN:
        return after
    was, now = people_in(before), people_in(after)
    gone, come = was - now, now - was
    back = [ref for ref in after.former if ref in come]
    if not (gone or back):
        return after
    kept = tuple(ref for ref in after.former if ref not in back)
    return after.model_copy(
        update={
            "former": (*kept, *sorted(gone - set(kept))),
            "copies": with_another_copy(after, *back) if back else after.copies,
        }
    )


def parting(before: VisitState, after: VisitState, fact: Fact) -> VisitState:
    """The state in which it is known who has just gone for good, so that they are told.

    Whoever is of a team that is opened anew may be of the next one, too: who is not is known once
    that is confirmed.
    """
    if after.rules_version < LEAVERS_TOLD:
        return after
    now = people_in(after)
    gone = {ref for ref in people_in(before) - now if _can_have_been_written_to(before, ref)}
    away = {*before.place_open, *gone} - now
    inspectors = {*(d.inspector for d in after.declarations), *(m.inspector for m in before.team)}
    waits = away & inspectors if not after.team else set()
    told = away - waits - _with_an_entry_to_lose(after)
    parted = told if isinstance(fact, PARTING) else set()
    number = max(after.stood_down, before.stood_down + 1) if parted else after.stood_down
    update = {
        "place_open": tuple(sorted(waits)),
        "parted": tuple(sorted(parted)),
        "stood_down": number,
    }
    return after.model_copy(update=update)


def _with_an_entry_to_lose(state: VisitState) -> set[PersonRef]:
    """Who still has the calendar entry, and is told with what takes it back."""
    if state.stage not in {Stage.PREPARING, Stage.VISITING}:
        return set()  # the days are over
    return {*(state.meetings.holders if state.meetings else entry_holders(state))}


def _can_have_been_written_to(state: VisitState, person: PersonRef) -> bool:
    """Whether a letter to somebody can have been ordered; whether one has left, the post knows."""
    if state.invitation is None:
        return False
    roles = {contact.ref: contact.role for contact in state.contacts}
    shared = {ContactRole(sharing.department) for sharing in state.sharings}
    return roles.get(person) not in {ContactRole(department) for department in Department} - shared
