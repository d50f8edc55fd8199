"""What comes next after a decision, in words, for whichever door tells it."""

from collections.abc import Callable
from datetime import datetime

from desk.receipts import AnyReceipt
from desk.wording import next_clause
from rules.programme.stages import STAGE_CLAUSES
from rules.report.stages import NEXT_CLAUSES
from rules.wording import OWNER_WORDS, moment
from schemas.programme import ProgrammeReceipt
from schemas.programme.values import ProgrammeStage
from schemas.report.state import ReportReceipt
from schemas.side_processes import SideReceipt
from schemas.state import Receipt
from schemas.values import Owner


def of_letters(receipt: AnyReceipt, written: Callable[[datetime], str] = moment) -> list[str]:
    """What became of letters by a decision, a sentence each.

    Args:
        receipt: Of the decision.
        written: How a moment is written there.
    """
    if not isinstance(receipt, Receipt):
        return []
    told = []
    if (stopped := receipt.letters_stopped) is not None:
        told.append(_STOPPED.get(stopped) or f"{stopped} letters that waited do not go any more.")
    if receipt.letters_leave_at is not None:
        told.append(
            f"Letters to people outside wait until {written(receipt.letters_leave_at)}; until "
            "then what was decided can be put right without their hearing of it."
        )
    return told


_STOPPED = {
    0: "No letter was stopped: none was waiting.",
    1: "1 letter that waited does not go any more.",
}


def what_is_next(receipt: AnyReceipt, written: Callable[[datetime], str] = moment) -> str:
    """What comes next after a decision, who holds it and by when, inside a sentence.

    Args:
        receipt: Of the decision.
        written: How a moment is written there.
    """
    if isinstance(receipt, ProgrammeReceipt):
        over = "nothing; " if receipt.stage is ProgrammeStage.CLOSED else ""
        return f"{over}the programme {STAGE_CLAUSES[receipt.stage]}"
    if isinstance(receipt, ReportReceipt):
        return NEXT_CLAUSES[receipt.stage]
    if isinstance(receipt, SideReceipt):
        return _next_beside(receipt, written)
    coming = receipt.next_action
    return next_clause(coming, written(coming.due) if coming.due else None)


def _next_beside(receipt: SideReceipt, written: Callable[[datetime], str]) -> str:
    if receipt.over:
        return "nothing; it is closed"
    due = written(receipt.due) if receipt.due else ""
    if receipt.owner is Owner.NOBODY:
        return f"it closes by itself on {due}"
    # All kinds of processes, which take a while to load.
    from register.streams import side_process_of

    awaited = side_process_of(receipt.subject).words.awaits
    words = f"{awaited} ({OWNER_WORDS[receipt.owner]})"
    return f"{words}, by {due}" if due else words
