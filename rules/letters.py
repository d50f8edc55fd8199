"""What is declared of a kind of letter, and the orders that follow from it."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from schemas.events import Fact, VisitEvent
from schemas.ids import PersonRef
from schemas.letters import DocumentOrder, LetterOrder
from schemas.state import VisitState
from schemas.values import LetterKind, Outcome

Group = Callable[[VisitState], Iterable[PersonRef]]
Recipients = Callable[[VisitState, VisitEvent], Iterable[PersonRef]]


class CalendarPart(NamedTuple):
    """The calendar entry that goes with a letter, or that a letter withdraws."""

    sequence: int
    cancelled: bool = False


class Letter(NamedTuple):
    """What is declared of a kind of letter.

    Attributes:
        after: The facts that may ask for it.
        to: Who has it, given the visit just after the event, and the event; maybe nobody.
        round: The round of such letters that a visit has come to; 0 before the first.
        encloses: The documents that go with it, in the versions that the visit has come to.
        entry: The calendar entry for a recipient, if there is one.
        copies: Who has it for information only.
        tells: The end that it tells of.
        outlives_the_end: Whether it matters that it arrives though the visit is over.
    """

    after: tuple[type[Fact], ...]
    to: Recipients
    round: Callable[[VisitState], int]
    encloses: Callable[[VisitState], Iterable[DocumentOrder]] | None = None
    entry: Callable[[VisitState, VisitEvent, PersonRef], CalendarPart | None] | None = None
    copies: Group | None = None
    tells: Outcome | None = None
    outlives_the_end: bool = False


def orders_of(
    kind: LetterKind, letter: Letter, state: VisitState, event: VisitEvent
) -> Iterator[LetterOrder]:
    """The letters of one kind that an event asks for; none before there is a round of them."""
    number = letter.round(state)
    if not number:
        return
    documents = tuple(letter.encloses(state)) if letter.encloses else ()
    copies = set(letter.copies(state)) if letter.copies else set()
    for recipient in dict.fromkeys(letter.to(state, event)):
        entry = letter.entry(state, event, recipient) if letter.entry else None
        yield LetterOrder(
            visit_id=state.visit_id,
            kind=kind,
            round=number,
            recipient=recipient,
            copy_only=recipient in copies,
            sequence=event.sequence,
            documents=documents,
            calendar_sequence=entry.sequence if entry else None,
            calendar_cancelled=entry is not None and entry.cancelled,
        )
