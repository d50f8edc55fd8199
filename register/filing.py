"""What follows from recorded events in the register: letters, addresses, bookings, content.

All of it in the transaction of the events, so that it is there if and only if they are. What would
follow from events that are not recorded is worked out by the same steps, with letters that are kept
nowhere: see `register.foreseen_letters`.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from register import (
    bookings,
    content,
    held_letters,
    letter_notes,
    letters,
    reading,
    wordings,
)
from register.connection import Connection
from register.letters import LetterRow
from register.record import Recorded
from rules.copies import copy_number, people_in
from rules.correspondence import (
    letters_after,
    overtaken_by,
    takes_leave,
    waits_for_others,
)
from rules.evolve.people import PARTING
from rules.farewells import Sent, owes_a_farewell
from rules.letter_notes import AddedNote
from rules.undone import Undone, held_for, undone_by
from rules.versions import LEAVERS_TOLD
from schemas.events.corrections import NoteRecalled
from schemas.events.deferral import CarriedOver
from schemas.events.event import VisitEvent
from schemas.events.invitation import (
    InvitationDelivered,
    LetterDelivered,
    LetterFailed,
    LetterNoteAdded,
    LetterNoteRemoved,
    LetterResent,
    PersonCorrected,
)
from schemas.ids import SYSTEM, LetterKey, PersonRef, VisitId
from schemas.incoming import MAILBOX
from schemas.letters import LetterOrder
from schemas.personal import Person
from schemas.state import VisitState
from schemas.values import LetterKind, LetterStatus


class Letters(Protocol):
    """Where letters are filed: in the register, or nowhere."""

    async def find(self, connection: Connection, key: LetterKey, /) -> LetterOrder | None:
        """The order of a letter, if there is such a letter."""

    async def of_visit(self, connection: Connection, visit: VisitId, /) -> Sequence[LetterRow]:
        """A visit's letters in the order they were ordered in."""

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
        self,
        connection: Connection,
        key: LetterKey,
        status: LetterStatus,
        at: datetime,
        failure: str,
        /,
    ) -> None:
        """Keep what is said of a letter once it has left."""

    async def undo(  # noqa: PLR0913 - all by name
        self,
        connection: Connection,
        visit: VisitId,
        /,
        *,
        between: tuple[int, int],
        kinds: Sequence[LetterKind],
        revives: bool,
        at: datetime,
    ) -> frozenset[PersonRef]:
        """Keep back letters of what was recorded by mistake; whom one of them has left for."""

    async def hold(
        self, connection: Connection, keys: Iterable[tuple[LetterKey, datetime]], /
    ) -> None:
        """Let letters that were just filed wait until a moment at least."""

    async def add_note(
        self, connection: Connection, visit: VisitId, note: AddedNote, at: datetime, /
    ) -> None:
        """Keep a note, and let it stand in the letters that wait for it."""

    async def remove_note(
        self, connection: Connection, visit: VisitId, number: int, at: datetime, /
    ) -> None:
        """Let a note stand in no letter."""

    async def put_notes_into(
        self, connection: Connection, visit: VisitId, orders: Sequence[LetterOrder], /
    ) -> None:
        """Let the notes that wait for letters which were just filed stand in them."""

    async def repeat_notes(
        self, connection: Connection, visit: VisitId, first: LetterKey, again: LetterKey, /
    ) -> None:
        """Let what stands in a letter stand in the same letter that is sent again."""


class InTheRegister:
    """Letters are filed where they are sent from."""

    find = staticmethod(letters.find)
    of_visit = staticmethod(letters.of_visit)
    file = staticmethod(letters.file)
    supersede = staticmethod(letters.supersede)
    replace = staticmethod(letters.replace)
    keep_apart = staticmethod(letters.keep_apart)
    take_a_word = staticmethod(letters.take_a_word)
    undo = staticmethod(held_letters.undo)
    hold = staticmethod(held_letters.hold)
    add_note = staticmethod(letter_notes.add)
    remove_note = staticmethod(letter_notes.remove)
    put_notes_into = staticmethod(letter_notes.put_into)
    repeat_notes = staticmethod(letter_notes.repeat)


async def file_letters(connection: Connection, recorded: Recorded) -> frozenset[bookings.Booking]:
    """Do what a visit's new events ask of the register.

    A successor's content is that of the visit it follows; it is taken over with the event that
    says so.

    Returns:
        Whom it has booked by them.
    """
    await follow(connection, recorded.new, InTheRegister())
    if not _books_otherwise(recorded):
        return frozenset()
    return await bookings.rewrite(connection, recorded.state)


def _books_otherwise(recorded: Recorded) -> bool:
    """Whether the team, its days or an address changed; most events change none of them."""
    if bookings.wanted(recorded.before) != bookings.wanted(recorded.state):
        return True
    return any(isinstance(event.fact, PersonCorrected) for event, _ in recorded.new)


async def follow(
    connection: Connection,
    steps: Iterable[tuple[VisitEvent, VisitState]],
    book: Letters,
) -> None:
    """Let letters and addresses follow from a visit's events.

    Args:
        connection: In a transaction.
        steps: Each event, and the visit just after it.
        book: Where letters are filed.
    """
    for event, after in steps:
        await _before_letters(connection, event, after, book)
        ordered = await wordings.worded(connection, after.programme, letters_after(after, event))
        wrong = undone_by(event)
        heard = await _undo(connection, event, after, wrong, book) if wrong else frozenset()
        orders = await _without_strangers(connection, event, after, ordered, book)
        if not orders:
            continue
        overtaken = [
            (order, overtaken_by(order, leaves=takes_leave(after, order))) for order in orders
        ]
        await book.supersede(connection, overtaken, event.at)
        await book.file(connection, orders, event.at)
        if after.letter_notes:
            await book.put_notes_into(connection, event.subject, orders)
        apart = [(order, waits_for_others(after, order)) for order in orders]
        await book.keep_apart(connection, apart)
        await _hold(connection, event, after, orders, book)
        for order in orders:
            if wrong and order.recipient not in heard:
                await book.replace(connection, order.key, event.at)


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
            again = await _file_again(connection, event, key, number, book)
            await _hold(connection, event, after, [again] if again else [], book)
        case LetterNoteAdded(number=number, kind=kind, recipient=reader, content=words):
            note = AddedNote(number, kind, reader, words)
            await book.add_note(connection, visit, note, event.at)
        case LetterNoteRemoved(number=number):
            await book.remove_note(connection, visit, number, event.at)
        case _:
            await _take_a_word(connection, event, book)


async def _without_strangers(
    connection: Connection,
    event: VisitEvent,
    after: VisitState,
    orders: Sequence[LetterOrder],
    book: Letters,
) -> Sequence[LetterOrder]:
    """The letters, those of leave only to whom something has left.

    Whoever hears nothing has nothing of what waits for them either; and a letter of leave that
    waits does not go to whoever has come back.
    """
    leave = [order for order in orders if takes_leave(after, order)]
    if not leave and not (after.rules_version >= LEAVERS_TOLD and isinstance(event.fact, PARTING)):
        return orders
    rows = await book.of_visit(connection, event.subject)
    readers = await content.readers(connection, event.subject)

    def address(ref: PersonRef, number: int) -> str:
        person = readers.at(ref, number)
        return person.email if person else ""

    there = people_in(after)
    others = {address(ref, copy_number(after, ref)) for ref in there} - {""}
    stay = [r for r in rows if r.order.recipient in there and takes_leave(after, r.order)]
    strangers = set()
    for order in leave:
        own = [row for row in rows if row.order.recipient == order.recipient]
        sent = [_sent(row, after, address(order.recipient, row.order.copy_number)) for row in own]
        if not owes_a_farewell(sent, address(order.recipient, order.copy_number), others):
            strangers.add(order.key)
            kinds = overtaken_by(order, leaves=True)
            stay += [row for row in own if row.order.kind in kinds]
    for row in stay:
        await book.replace(connection, row.order.key, event.at)
    return [order for order in orders if order.key not in strangers]


def _sent(row: LetterRow, after: VisitState, address: str) -> Sent:
    in_hand = row.status is LetterStatus.FILED and row.tried and row.failure is None
    return Sent(address, row.status, row.settled_at, in_hand, takes_leave(after, row.order))


async def _undo(
    connection: Connection, event: VisitEvent, after: VisitState, wrong: Undone, book: Letters
) -> frozenset[PersonRef]:
    """Keep back what was written by mistake and has not gone yet.

    Returns:
        Whom something of it has left for, so that they have to be told.
    """
    heard = await book.undo(
        connection,
        event.subject,
        between=(wrong.since, event.sequence),
        kinds=wrong.kinds,
        revives=wrong.revives,
        at=event.at,
    )
    if isinstance(event.fact, NoteRecalled) and await reading.was_read(connection, event.subject):
        heard |= {contact.ref for contact in after.contacts}
    return heard


async def _hold(
    connection: Connection,
    event: VisitEvent,
    after: VisitState,
    orders: Sequence[LetterOrder],
    book: Letters,
) -> None:
    """Let letters to people outside wait for as long as the decision can be taken back."""
    held = [(order.key, held_for(after, event, order.recipient)) for order in orders]
    await book.hold(connection, [(key, event.at + wait) for key, wait in held if wait])


async def _file_again(
    connection: Connection, event: VisitEvent, key: str, number: int, book: Letters
) -> LetterOrder | None:
    """The same letter under another number, in the words of when it was first written.

    If the first one is still waiting, its reader has the other in its place.
    """
    first = await book.find(connection, key)
    if first is None:
        return None
    again: LetterOrder = first.model_copy(
        update={
            "copy_number": number,
            "sequence": event.sequence,
            "as_of": first.as_of or first.sequence,
        }
    )
    await book.replace(connection, key, event.at)
    await book.file(connection, [again], event.at)
    await book.repeat_notes(connection, event.subject, key, again.key)
    return again


async def _take_a_word(connection: Connection, event: VisitEvent, book: Letters) -> None:
    """What somebody says of a letter is what is known of it; the engine's own news are there."""
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
    says_so = "bounced" if event.actor == MAILBOX else "by-a-persons-word"
    for key, status, at in told:
        await book.take_a_word(connection, key, status, at, says_so)
