"""What is declared of a kind of letter, and the orders that follow from it."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from rules.copies import copy_number
from rules.versions import WRITTEN_TO_AGAIN
from schemas.events.event import Fact, VisitEvent
from schemas.ids import PersonRef
from schemas.letters import DocumentOrder, LetterOrder
from schemas.questions import Question
from schemas.state import VisitState
from schemas.values import LetterKind, Outcome

Group = Callable[[VisitState], Iterable[PersonRef]]
Recipients = Callable[[VisitState, VisitEvent], Iterable[PersonRef]]


class CalendarPart(NamedTuple):
    """The calendar entry that goes with a letter, or that a letter withdraws."""

    sequence: int
    cancelled: bool = False


class Needed(NamedTuple):
    """What a letter cannot do without, however a programme words it.

    Attributes:
        name: Of the placeholder (`activities.wordings.placeholders`), or of a flag to be asked.
        unless: Not in cases in which this flag holds.
        instead: What will do where the placeholder is missing.
    """

    name: str
    unless: str | None = None
    instead: str | None = None


class Letter(NamedTuple):
    """What is declared of a kind of letter.

    Attributes:
        words: What it is, in a sentence for whoever decides.
        after: The facts that may ask for it.
        to: Who has it, given the visit just after the event, and the event; maybe nobody.
        round: The round of such letters that a visit has come to; 0 before the first.
        encloses: The documents that go with it, in the versions that the visit has come to.
        entry: The calendar entry for a recipient, if there is one.
        copies: Who has it for information only.
        tells: The end that it tells of.
        outlives_the_end: Whether it matters that it arrives though the visit is over.
        overtakes: Whether it says all that an earlier one of its kind said, so that one which has
            not gone yet need not go any more.
        makes_needless: Letters of other kinds that need not go any more once this one does.
        asks: What its readers can answer on a page, by a link of their own.
        needs: What it cannot do without, beside the area.
        takes_leave: Whether it is the last that its reader has, so that it goes only to whom
            something has left, and nothing that waits for them goes any more.
    """

    words: str
    after: tuple[type[Fact], ...]
    to: Recipients
    round: Callable[[VisitState], int]
    encloses: Callable[[VisitState, PersonRef], Iterable[DocumentOrder]] | None = None
    entry: Callable[[VisitState, VisitEvent, PersonRef], CalendarPart | None] | None = None
    copies: Group | None = None
    tells: Outcome | None = None
    outlives_the_end: bool = False
    overtakes: bool = False
    makes_needless: tuple[LetterKind, ...] = ()
    asks: tuple[Question, ...] = ()
    needs: tuple[Needed, ...] = ()
    takes_leave: bool = False


def orders_of(
    kind: LetterKind, letter: Letter, state: VisitState, event: VisitEvent
) -> Iterator[LetterOrder]:
    """The letters of one kind that an event asks for; none before there is a round of them."""
    number = letter.round(state)
    if not number:
        return
    copies = set(letter.copies(state)) if letter.copies else set()
    for recipient in dict.fromkeys(letter.to(state, event)):
        entry = letter.entry(state, event, recipient) if letter.entry else None
        if entry is not None and state.rules_version >= WRITTEN_TO_AGAIN:
            entry = entry._replace(sequence=event.sequence)
        yield LetterOrder(
            visit_id=state.visit_id,
            kind=kind,
            round=number,
            recipient=recipient,
            copy_only=recipient in copies,
            sequence=event.sequence,
            documents=tuple(letter.encloses(state, recipient)) if letter.encloses else (),
            calendar_sequence=entry.sequence if entry else None,
            calendar_cancelled=entry is not None and entry.cancelled,
            copy_number=_copy(state, kind, recipient),
        )


def _copy(state: VisitState, kind: LetterKind, recipient: PersonRef) -> int:
    """What takes an entry back from an old address goes to that address: the copy before."""
    number = copy_number(state, recipient)
    return max(number - 1, 1) if kind is LetterKind.ADDRESS_REPLACED else number
