"""What a decision is answered with, on the screen."""

from console.terminal.output import say, write_json
from desk.receipt_words import of_letters, what_is_next
from desk.receipts import AnyReceipt
from desk.wording import stage_words
from rules.programme.stages import STAGE_CLAUSES
from rules.report.stages import STAGE_CLAUSES as REPORT_CLAUSES
from schemas.ids import VisitId
from schemas.programme import ProgrammeReceipt
from schemas.report.state import ReportReceipt
from schemas.side_processes import SideReceipt


def tell_receipt(visit: VisitId, receipt: AnyReceipt, update_id: str, *, as_json: bool) -> None:
    """Say that a decision is recorded, and what comes next."""
    if as_json:
        write_json({"visit": visit, "update_id": update_id, **receipt.model_dump(mode="json")})
        return
    if isinstance(receipt, ProgrammeReceipt):
        stands = STAGE_CLAUSES[receipt.stage]
        say(f"Recorded: programme {visit} {stands} (event {receipt.sequence}).")
        say(f"Next: `visits programme show {visit}`.")
        return
    if isinstance(receipt, ReportReceipt):
        stands = REPORT_CLAUSES[receipt.stage]
        say(f"Recorded: report {visit} {stands} (event {receipt.sequence}).")
        return
    if isinstance(receipt, SideReceipt):
        _, kind, number = receipt.subject.split("/")
        say(f"Recorded: {kind} {number} of visit {visit} (event {receipt.sequence}).")
    else:
        stage = stage_words(receipt.stage)
        say(f"Recorded: visit {visit} is {stage} (event {receipt.sequence}).")
        for sentence in of_letters(receipt):
            say(sentence)
    say(f"Next: {what_is_next(receipt)}.")
