"""Letters that wait so that a decision can be put right, and which are untrue once it is."""

from datetime import timedelta
from typing import NamedTuple

from rules.evolve.corrections import TELLS_OF_THE_END
from rules.recipients import inspectors
from schemas import events as e
from schemas.events import VisitEvent
from schemas.ids import SYSTEM, PersonRef
from schemas.state import VisitState
from schemas.values import LetterKind

_OF_ACCEPTANCE = (
    LetterKind.CONFIRMATION,
    LetterKind.SURVEY_LINKS,
    LetterKind.TIMETABLE,
    LetterKind.REOPENED,  # where the acceptance was a correction, it is the letter that tells of it
)
"""What is written because the area has accepted; whoever is stood down has to be told anyway."""


def held_for(state: VisitState, event: VisitEvent, recipient: PersonRef) -> timedelta:
    """How long a letter to somebody outside waits, so that the decision can be taken back.

    What nobody decided goes at once, and so does whatever goes to an inspector.
    """
    if event.actor == SYSTEM or recipient in inspectors(state):
        return timedelta(0)
    return timedelta(minutes=state.policy.letters_held_minutes)


class Undone(NamedTuple):
    """Letters of what was recorded by mistake.

    Attributes:
        since: The event from which on they were written.
        kinds: Of these kinds.
        revives: Whether what they had made needless is needed again.
    """

    since: int
    kinds: tuple[LetterKind, ...]
    revives: bool


ALONE: tuple[LetterKind, ...] = (LetterKind.REOPENED,)
"""Letters without which their readers believe something older: whoever has not had one hears of
what holds now all the same."""


def undone_by(event: VisitEvent) -> Undone | None:
    """The letters that need not go any more because what they tell was a mistake, if it was."""
    match event.fact:
        case e.Reopened(undoes=since):
            return Undone(since, TELLS_OF_THE_END, revives=True)
        case e.AcceptanceCorrected(undoes=since):
            # A correction reopens the visit, and accepts in the event after that.
            return Undone(since - 1, _OF_ACCEPTANCE, revives=False)
        case e.NoteRecalled(undoes=since):
            kinds = (LetterKind.SHARED_NOTE, LetterKind.RECEIPT_REMINDER)
            return Undone(since, kinds, revives=False)
        case _:
            return None
