"""What follows from recorded events in the register: letters filed, content taken over."""

from register import content, letters
from register.connection import Connection
from register.record import Recorded
from rules.correspondence import letters_after
from schemas.events import CarriedOver


async def file_letters(connection: Connection, recorded: Recorded) -> None:
    """File the letters that a visit's new events ask for, in the transaction of the events.

    A successor's content is that of the visit it follows; it is taken over with the event that
    says so.
    """
    for event, after in recorded.new:
        if isinstance(event.fact, CarriedOver):
            await content.take_over(connection, event.fact.legacy.predecessor, event.subject)
        await letters.file(connection, letters_after(after, event), event.at)
