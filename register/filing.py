"""What follows from recorded events in the register: letters, addresses, bookings, content.

All of it in the transaction of the events, so that it is there if and only if they are.
"""

from collections.abc import Sequence
from datetime import datetime

from register import bookings, content, held_letters, letters, reading
from register.connection import Connection
from register.record import Recorded
from rules.copies import copy_number
from rules.correspondence import letters_after, overtaken_by, waits_for_others
from rules.undone import Undone, held_for, undone_by
from schemas.events import (
    CarriedOver,
    InvitationDelivered,
    LetterDelivered,
    LetterFailed,
    LetterResent,
    NoteRecalled,
    PersonCorrected,
    VisitEvent,
)
from schemas.ids import SYSTEM, PersonRef
from schemas.letters import LetterOrder
from schemas.personal import Person
from schemas.state import VisitState
from schemas.values import LetterStatus


async def file_letters(connection: Connection, recorded: Recorded) -> None:
    """Do what a visit's new events ask of the register.

    A successor's content is that of the visit it follows; it is taken over with the event that
    says so.
    """
    for event, after in recorded.new:
        await _before_letters(connection, event, after)
        orders = letters_after(after, event)
        wrong = undone_by(event)
        heard = await _undo(connection, event, after, wrong) if wrong else frozenset()
        if not orders:
            continue
        overtaken = [(order, overtaken_by(order)) for order in orders]
        await letters.supersede(connection, overtaken, event.at)
        await letters.file(connection, orders, event.at)
        apart = [(order, waits_for_others(after, order)) for order in orders]
        await letters.keep_apart(connection, apart)
        await _hold(connection, event, after, orders)
        for order in orders:
            if wrong and order.recipient not in heard:
                await letters.replace(connection, order.key, event.at)
    if recorded.new:
        await bookings.rewrite(connection, recorded.state)


async def _before_letters(connection: Connection, event: VisitEvent, after: VisitState) -> None:
    visit = event.subject
    match event.fact:
        case CarriedOver(legacy=legacy):
            await content.take_over(connection, legacy.predecessor, visit)
        case PersonCorrected(person=ref, content=right):
            person = await content.fetch(connection, visit, right, Person)
            number = copy_number(after, ref)
            await content.correct_person(connection, visit, person, number=number)
        case LetterResent(letter=key, copy_number=number):
            again = await _file_again(connection, event, key, number)
            await _hold(connection, event, after, [again] if again else [])
        case _:
            await _take_a_word(connection, event)


async def _undo(
    connection: Connection, event: VisitEvent, after: VisitState, wrong: Undone
) -> frozenset[PersonRef]:
    """Keep back what was written by mistake and has not gone yet.

    Returns:
        Whom something of it has left for, so that they have to be told.
    """
    heard = await held_letters.undo(
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
    connection: Connection, event: VisitEvent, after: VisitState, orders: Sequence[LetterOrder]
) -> None:
    """Let letters to people outside wait for as long as the decision can be taken back."""
    held = [(order.key, held_for(after, event, order.recipient)) for order in orders]
    await held_letters.hold(connection, [(key, event.at + wait) for key, wait in held if wait])


async def _file_again(
    connection: Connection, event: VisitEvent, key: str, number: int
) -> LetterOrder | None:
    """The same letter under another number, in the words of when it was first written.

    If the first one is still waiting, its reader has the other in its place.
    """
    first = await letters.find(connection, key)
    if first is None:
        return None
    again: LetterOrder = first.model_copy(
        update={
            "copy_number": number,
            "sequence": event.sequence,
            "as_of": first.as_of or first.sequence,
        }
    )
    await letters.replace(connection, key, event.at)
    await letters.file(connection, [again], event.at)
    return again


async def _take_a_word(connection: Connection, event: VisitEvent) -> None:
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
        await letters.take_a_word(connection, key, status, at)
