"""What became of letters by a decision, for its receipt."""

from datetime import datetime

from register import held_letters, visits
from register.connection import Connection
from rules.next_action import awaited
from schemas.ids import VisitId
from schemas.state import Receipt
from schemas.values import Owner


async def with_letters(
    connection: Connection, visit: VisitId, receipt: Receipt, now: datetime
) -> Receipt:
    """A visit's receipt with what became of letters by the decision, and who is left to act.

    Args:
        connection: Any.
        visit: Whose.
        receipt: Of a decision that is recorded.
        now: The moment, by the visit's clock.
    """
    coming = receipt.next_action
    if coming.owner is Owner.DEPARTMENTS:
        state = await visits.require(connection, visit)
        coming = coming.model_copy(update={"departments": awaited(state).departments})
    by_it = await held_letters.of_decision(connection, visit, receipt.sequence, now)
    return receipt.model_copy(
        update={
            "next_action": coming,
            "letters_leave_at": by_it.leave_at,
            "letters_stopped": by_it.stopped,
        }
    )
