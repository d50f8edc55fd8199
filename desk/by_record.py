"""What became of a decision that a run is not asked for by its id.

The start of a run is no decision of it; and what is decided beside a visit is asked for by the
visit, as whoever decided it named it. The register remembers both.
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


async def receipt_by_record(
    connection: Connection, subject: str, update_id: UpdateId
) -> AnyReceipt | None:
    """The receipt of what is recorded under an id; `None` where nothing is.

    Args:
        connection: Any.
        subject: What was opened or decided about, or the visit that it lives beside.
        update_id: The id.
    """
    found = await proofs.recorded_under(connection, subject, update_id)
    if found is None:
        return None
    named, sequence = found
    match kind_of_stream(named):
        case kind if kind == VISIT_STREAM:
            visit = await visits.load(connection, named)
            return receipt(visit, sequence, recorded=True) if visit else None
        case kind if kind == PROGRAMME_STREAM:
            programme = await programmes.load(connection, named)
            return programme_receipt(programme, sequence, recorded=True) if programme else None
        case kind if kind == REPORT_STREAM:
            report = await reports.load(connection, named)
            return report_receipt(report, sequence, recorded=True) if report else None
        case _:
            side = await related.load(connection, named)
            return side_process_of(named).receipt(side, sequence, recorded=True) if side else None
