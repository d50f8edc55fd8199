"""Who comes, goes and comes back, and whose address was put right."""

from rules.copies import people_in, with_another_copy
from rules.evolve.fact import fact
from rules.folds import Changes
from rules.versions import WRITTEN_TO_AGAIN
from schemas.events.event import VisitEvent
from schemas.events.invitation import (
    LetterNoteAdded,
    LetterNoteRemoved,
    LetterResent,
    PersonCorrected,
)
from schemas.ids import recipient_of
from schemas.state import VisitState


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
