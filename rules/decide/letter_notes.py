"""A note of a coordinator's own that goes with a letter, once.

In which letters it stands is worked out where they are filed (`rules.letter_notes`): only the
register knows which of them have left.
"""

from collections.abc import Sequence
from datetime import datetime

from rules.copies import people_in
from rules.decide.rule import EVERY_STAGE, rule
from rules.refusals import RefusalCode, Refused
from schemas.events.event import Fact
from schemas.events.invitation import LetterNoteAdded, LetterNoteRemoved
from schemas.messages import AddLetterNote, RemoveLetterNote
from schemas.state import VisitState


@rule(AddLetterNote, stages=EVERY_STAGE, words="a note can be added to a letter")
def add_letter_note(state: VisitState, message: AddLetterNote, now: datetime) -> Sequence[Fact]:
    """Let a note go with letters of a kind: to everybody, or to one who has a part in the visit."""
    del now
    reader = message.recipient
    if reader is not None and reader not in people_in(state) | set(state.former):
        raise Refused(
            RefusalCode.RECIPIENT,
            f"No note was added: nobody in visit {state.visit_id} has the reference {reader}; "
            f"`visits show {state.visit_id}` tells who there is.",
        )
    return [
        LetterNoteAdded(
            number=state.letter_notes_added + 1,
            kind=message.kind,
            recipient=reader,
            content=message.content,
        )
    ]


def _open_to_taking_out(state: VisitState, _now: datetime) -> None:
    if not state.letter_notes_added:
        raise Refused(
            RefusalCode.NOT_YET,
            f"No note was taken out: none was added to a letter of visit {state.visit_id}; "
            f"`visits letters {state.visit_id}` tells which there are.",
        )
    if not state.letter_notes:
        raise Refused(
            RefusalCode.ALREADY_DONE,
            f"No note was taken out: those of visit {state.visit_id} have been taken out already; "
            f"`visits letters {state.visit_id}` tells which there are.",
        )


@rule(
    RemoveLetterNote,
    stages=EVERY_STAGE,
    words="a note can be taken out of a letter",
    open_to=_open_to_taking_out,
)
def remove_letter_note(
    state: VisitState, message: RemoveLetterNote, now: datetime
) -> Sequence[Fact]:
    """Take out a note; that no letter has left with it, the register sees to."""
    del now
    if message.number not in state.letter_notes:
        taken = message.number <= state.letter_notes_added
        why = "it has been taken out already" if taken else "there is no such note"
        raise Refused(
            RefusalCode.ALREADY_DONE if taken else RefusalCode.ID,
            f"Note {message.number} was not taken out: {why}; `visits letters {state.visit_id}` "
            "tells which there are.",
        )
    return [LetterNoteRemoved(number=message.number)]
