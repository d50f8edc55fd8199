"""Who is told the receipt of a decision that was taken before: whoever may take it.

Whoever sends a decision again is answered with its receipt, and not refused by the state that the
decision itself brought about. That answer is for nobody who would be refused the decision.
"""

from desk.answers import NotConfirmed
from desk.authority import Authority, SentAgain
from desk.receipts import AnyReceipt
from register import decisions, log
from register.connection import Connection
from rules.refusals import RefusalCode, Refused


async def require_hearing(
    connection: Connection,
    authority: Authority,
    again: SentAgain,
    earlier: AnyReceipt,
    refused: Refused | NotConfirmed | None = None,
) -> None:
    """Refuse a receipt to whoever may not take the decision that it is for.

    Args:
        connection: To the register.
        authority: Who may decide what.
        again: The decision, and who sent it again.
        earlier: The receipt.
        refused: What the decision, sent again, was refused with; its words come first where they
            say the same.

    Raises:
        Refused: They may not; the sentence says who may.
    """
    decided_by = await log.actor_of(connection, again.subject, earlier.sequence)
    try:
        await authority.require_hearing(connection, again, decided_by)
    except Refused as denied:
        if isinstance(refused, Refused) and refused.code is RefusalCode.PERMISSION:
            raise refused from None
        raise denied from None


async def may_hear(connection: Connection, authority: Authority, again: SentAgain) -> bool:
    """Whether whoever sends a decision again is told that it was taken."""
    sequence = await decisions.sequence_of(connection, again.subject, again.update_id)
    by = await log.actor_of(connection, again.subject, sequence) if sequence else None
    try:
        await authority.require_hearing(connection, again, by)
    except Refused:
        return False
    return True
