"""What became of an opening that is asked for by its id.

The start of a run is no decision of it, so no run remembers it: the register does.
"""

from desk.receipts import AnyReceipt
from register import programmes, proofs, related, reports, visits
from register.connection import Connection
from register.streams import kind_of_stream, side_process_of
from rules.next_action import receipt
from rules.programme import programme_receipt
from rules.report import report_receipt
from schemas.ids import UpdateId
from schemas.programme import PROGRAMME_STREAM
from schemas.report.values import REPORT_STREAM
from schemas.streams import VISIT_STREAM


async def receipt_of_opening(
    connection: Connection, subject: str, update_id: UpdateId
) -> AnyReceipt | None:
    """The receipt of what was opened under an id; `None` where nothing was.

    Args:
        connection: Any.
        subject: What was opened, or the visit that it was opened beside.
        update_id: The id.
    """
    found = await proofs.opened_with(connection, subject, update_id)
    if found is None:
        return None
    opened, sequence = found
    match kind_of_stream(opened):
        case kind if kind == VISIT_STREAM:
            visit = await visits.load(connection, opened)
            return receipt(visit, sequence, recorded=True) if visit else None
        case kind if kind == PROGRAMME_STREAM:
            programme = await programmes.load(connection, opened)
            return programme_receipt(programme, sequence, recorded=True) if programme else None
        case kind if kind == REPORT_STREAM:
            report = await reports.load(connection, opened)
            return report_receipt(report, sequence, recorded=True) if report else None
        case _:
            side = await related.load(connection, opened)
            return side_process_of(opened).receipt(side, sequence, recorded=True) if side else None
