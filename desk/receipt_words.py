"""What comes next after a decision, in words, for whichever door tells it."""

from desk.receipts import AnyReceipt
from desk.wording import next_words
from rules.programme.stages import STAGE_CLAUSES
from rules.report.stages import STAGE_CLAUSES as REPORT_CLAUSES
from rules.wording import OWNER_WORDS, moment
from schemas.programme import ProgrammeReceipt
from schemas.report.state import ReportReceipt
from schemas.side_processes import SideReceipt
from schemas.values import Owner


def what_is_next(receipt: AnyReceipt) -> str:
    """What comes next after a decision, who holds it and by when, inside a sentence."""
    if isinstance(receipt, ProgrammeReceipt):
        return f"the programme {STAGE_CLAUSES[receipt.stage]}"
    if isinstance(receipt, ReportReceipt):
        return f"the report {REPORT_CLAUSES[receipt.stage]}"
    if not isinstance(receipt, SideReceipt):
        return next_words(receipt.next_action)
    if receipt.over:
        return "nothing; it is closed"
    if receipt.owner is Owner.NOBODY:
        return f"it closes by itself on {moment(receipt.due)}"
    by = f", by {moment(receipt.due)}" if receipt.due else ""
    return f"{OWNER_WORDS[receipt.owner]}{by}"
