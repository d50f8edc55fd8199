"""What follows from recorded events in the register: letters, addresses, bookings, content.

All of it in the transaction of the events, so that it is there if and only if they are. What would
follow from events that are not recorded is worked out by the same steps, with letters that are kept
nowhere: see `register.foreseen_letters`.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from register import bookings, content, letters
from register.connection import Connection
from register.record import Recorded
from rules.copies import copy_number
from rules.correspondence import letters_after, overtaken_by, waits_for_others
from schemas.events import (
    CarriedOver,
    InvitationDelivered,
    LetterDelivered,
    LetterFailed,
    LetterResent,
    PersonCorrected,
    VisitEvent,
)
from schemas.ids import SYSTEM, LetterKey
from schemas.letters import LetterOrder
from schemas.personal import Person
from schemas.state import VisitState
from schemas.values import LetterKind, LetterStatus


class Letters(Protocol):
    """Where letters are filed: in the register (`register.letters`), or nowhere."""

    async def find(self, connection: Connection, key: LetterKey, /) -> LetterOrder | None:
        """The order of a letter, if there is such a letter."""

    async def file(
        self, connection: Connection, orders: Sequence[LetterOrder], at: datetime, /
    ) -> None:
        """File letters; a key is filed once."""

    async def supersede(
        self,
        connection: Connection,
        overtaken: Iterable[tuple[LetterOrder, Sequence[LetterKind]]],
        at: datetime,
        /,
    ) -> None:
        """Let letters to the same reader that have not gone yet be overtaken by later ones."""

    async def replace(self, connection: Connection, key: LetterKey, at: datetime, /) -> None:
        """Let one letter that has not gone yet stay, because another takes its place."""

    async def keep_apart(
        self, connection: Connection, orders: Iterable[tuple[LetterOrder, timedelta]], /
    ) -> None:
        """Let letters wait for a while after the last of their kind to the same address."""

    async def take_a_word(
        self, connection: Connection, key: LetterKey, status: LetterStatus, at: datetime, /
    ) -> None:
        """Keep what a person says of a letter."""


async def file_letters(connection: Connection, recorded: Recorded) -> None:
    """Do what a visit's new events ask of the register.

    A successor's content is that of the visit it follows; it is taken over with the event that
    says so.
    """
    await follow(connection, recorded.new)
    if recorded.new:
        await bookings.rewrite(connection, recorded.state)


async def follow(
    connection: Connection,
    steps: Iterable[tuple[VisitEvent, VisitState]],
    book: Letters = letters,
) -> None:
    """Let letters and addresses follow from a visit's events.

    Args:
        connection: In a transaction.
        steps: Each event, and the visit just after it.
        book: Where letters are filed.
    """
    for event, after in steps:
        await _before_letters(connection, event, after, book)
        orders = letters_after(after, event)
        if not orders:
            continue
        overtaken = [(order, overtaken_by(order)) for order in orders]
        await book.supersede(connection, overtaken, event.at)
        await book.file(connection, orders, event.at)
        apart = [(order, waits_for_others(after, order)) for order in orders]
        await book.keep_apart(connection, apart)


async def _before_letters(
    connection: Connection, event: VisitEvent, after: VisitState, book: Letters
) -> None:
    visit = event.subject
    match event.fact:
        case CarriedOver(legacy=legacy):
            await content.take_over(connection, legacy.predecessor, visit)
        case PersonCorrected(person=ref, content=right):
            person = await content.fetch(connection, visit, right, Person)
            number = copy_number(after, ref)
            await content.correct_person(connection, visit, person, number=number)
        case LetterResent(letter=key, copy_number=number):
            await _file_again(connection, event, key, number, book)
        case _:
            await _take_a_word(connection, event, book)


async def _file_again(
    connection: Connection, event: VisitEvent, key: str, number: int, book: Letters
) -> None:
    """The same letter under another number, in the words of when it was first written.

    If the first one is still waiting, its reader has the other in its place.
    """
    first = await book.find(connection, key)
    if first is None:
        return
    again: LetterOrder = first.model_copy(
        update={
            "copy_number": number,
            "sequence": event.sequence,
            "as_of": first.as_of or first.sequence,
        }
    )
    await book.replace(connection, key, event.at)
    await book.file(connection, [again], event.at)


async def _take_a_word(connection: Connection, event: VisitEvent, book: Letters) -> None:
    """What a person says of a letter is what is known of it; the engine's own news are there."""
    if event.actor == SYSTEM:
        return
    told: list[tuple[str, LetterStatus, datetime]] = []
    match event.fact:
        case LetterDelivered(letter=key):
            told = [(key, LetterStatus.DELIVERED, event.at)]
        case LetterFailed(outcome=outcome):
            told = [(outcome.key, outcome.status, event.at)]
        case InvitationDelivered(outcomes=outcomes):
            told = [(outcome.key, outcome.status, outcome.at) for outcome in outcomes]
        case _:
            return
    for key, status, at in told:
        await book.take_a_word(connection, key, status, at)
