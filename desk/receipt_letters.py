"""What became of letters by a decision, for its receipt."""

from datetime import datetime

from register import held_letters
from register.connection import Connection
from schemas.ids import VisitId
from schemas.state import Receipt


async def with_letters(
    connection: Connection, visit: VisitId, receipt: Receipt, now: datetime
) -> Receipt:
    """A visit's receipt with what became of letters by the decision.

    Args:
        connection: Any.
        visit: Whose.
        receipt: Of a decision that is recorded.
        now: The moment, by the visit's clock.
    """
    by_it = await held_letters.of_decision(connection, visit, receipt.sequence, now)
    return receipt.model_copy(
        update={"letters_leave_at": by_it.leave_at, "letters_stopped": by_it.stopped}
    )
