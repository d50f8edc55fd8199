"""How rules and folds of a report declare themselves, and how they are applied."""

from collections.abc import Sequence
from datetime import datetime

from rules.folds import Changes, OutOfOrderError
from rules.process_rules import ProcessRules
from rules.report.stages import BEFORE_THE_END, STAGE_CLAUSES
from schemas.report.events import ReportEvent, ReportFact, ReportStarted
from schemas.report.messages import StartReport
from schemas.report.state import ReportReceipt, ReportState
from schemas.report.values import AT_WORK, ReportStage, report_name


def _begun(event: ReportEvent) -> ReportState:
    fact_: ReportFact = event.fact
    if event.sequence != 1 or not isinstance(fact_, ReportStarted):
        raise OutOfOrderError(f"{event.subject} begins with {event.type} {event.sequence}")
    return ReportState(
        report=event.subject,
        sequence=1,
        opened_at=event.at,
        opened_by=event.actor,
        changed_at=event.at,
        title=fact_.title,
        span=fact_.span,
        policy=fact_.policy,
        earlier=fact_.earlier,
    )


REPORT_RULES: ProcessRules[ReportState, ReportEvent] = ProcessRules(
    event=ReportEvent,
    begun=_begun,
    named=lambda state: f"report {report_name(state.report)}",
    subject=lambda state: state.report,
    clauses=STAGE_CLAUSES,
    before_the_end=BEFORE_THE_END,
)
rule = REPORT_RULES.rule
fact = REPORT_RULES.fact

IN_WORK = AT_WORK
"""Where its words and themes can be changed."""

ANEW: Changes = {
    "stage": ReportStage.DRAFTING,
    "failures": None,
    "result": None,
    "digest": None,
    "signatory": None,
    "signed_by": None,
    "signed_at": None,
}
"""A check and a signature are of what stood then: whatever changes, they hold no more."""


@fact(ReportStarted, "report begun")
def started_twice(_state: ReportState, event: ReportEvent, _fact: ReportStarted) -> Changes:
    """Fail: only the first event begins a report."""
    raise OutOfOrderError(f"{event.type} does not follow in {event.subject}")


def opening_events(opening: StartReport, now: datetime) -> Sequence[ReportEvent]:
    """The first event of a report."""
    started = ReportStarted(
        title=opening.title, span=opening.span, policy=opening.policy, earlier=opening.earlier
    )
    return [
        ReportEvent(subject=opening.report, sequence=1, at=now, actor=opening.actor, fact=started)
    ]


def report_receipt(state: ReportState, sequence: int, *, recorded: bool) -> ReportReceipt:
    """What a person gets back, by the number of the last event they caused."""
    return ReportReceipt(
        report=state.report, sequence=sequence, stage=state.stage, recorded=recorded
    )
