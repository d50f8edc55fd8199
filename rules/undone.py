"""Letters that wait so that a decision can be put right, and which are untrue once it is."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from rules.evolve.corrections import TELLS_OF_THE_END
from rules.recipients import inspectors
from schemas.events.corrections import AcceptanceCorrected, NoteRecalled, Reopened
from schemas.events.event import VisitEvent
from schemas.ids import SYSTEM, LetterKey, PersonRef
from schemas.state import VisitState
from schemas.values import LetterKind, LetterStatus

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


_ALONE = (LetterKind.REOPENED,)
"""Letters without which their readers believe something older: whoever has not had one hears of
what holds now all the same."""

_HAVE_NOT_LEFT = (LetterStatus.FILED, LetterStatus.SUPERSEDED)


class Written(NamedTuple):
    """A letter of what was recorded by mistake.

    Attributes:
        key: Which.
        kind: Of which kind.
        recipient: To whom.
        status: What became of it so far.
    """

    key: LetterKey
    kind: LetterKind
    recipient: PersonRef
    status: LetterStatus


class SortedOut(NamedTuple):
    """What becomes of such letters.

    Attributes:
        kept_back: They wait, and do not go any more.
        gone: They have left, or may have.
        told: Who has to hear of the mistake.
    """

    kept_back: frozenset[LetterKey]
    gone: frozenset[LetterKey]
    told: frozenset[PersonRef]


def sort_out(written: Sequence[Written]) -> SortedOut:
    """Which letters are kept back, which have gone, and who hears of the mistake."""
    waiting = [letter for letter in written if letter.status is LetterStatus.FILED]
    gone = [letter for letter in written if letter.status not in _HAVE_NOT_LEFT]
    alone = [letter for letter in waiting if letter.kind in _ALONE]
    return SortedOut(
        frozenset(letter.key for letter in waiting),
        frozenset(letter.key for letter in gone),
        frozenset(letter.recipient for letter in [*gone, *alone]),
    )


def undone_by(event: VisitEvent) -> Undone | None:
    """The letters that need not go any more because what they tell was a mistake, if it was."""
    match event.fact:
        case Reopened(undoes=since):
            return Undone(since, TELLS_OF_THE_END, revives=True)
        case AcceptanceCorrected(undoes=since):
            # A correction reopens the visit, and accepts in the event after that.
            return Undone(since - 1, _OF_ACCEPTANCE, revives=False)
        case NoteRecalled(undoes=since):
            kinds = (LetterKind.SHARED_NOTE, LetterKind.RECEIPT_REMINDER)
            return Undone(since, kinds, revives=False)
        case _:
            return None
