"""The law of a report, pure: what follows from a message, what is owed, when it has settled.

Each topic declares its rules and its folds; they are put together here.
"""

from rules.report import drafting, evidence, publishing
from rules.report.deadlines import SettlingDeadline, report_deadlines
from rules.report.rule import REPORT_RULES, opening_events, report_receipt
from rules.report.tasks import ReportTask, report_tasks
from rules.report.work import ReportWork, report_owed
from schemas.report.events import ReportEvent

REPORT_DECISIONS = REPORT_RULES.decisions
decide_report = REPORT_RULES.decide
evolve_report = REPORT_RULES.evolve


def report_words(event: ReportEvent) -> str:
    """What happened, in words."""
    return REPORT_RULES.folds.words[event.fact.type]


__all__ = [
    "REPORT_DECISIONS",
    "ReportTask",
    "ReportWork",
    "SettlingDeadline",
    "decide_report",
    "drafting",
    "evidence",
    "evolve_report",
    "opening_events",
    "publishing",
    "report_deadlines",
    "report_owed",
    "report_receipt",
    "report_tasks",
    "report_words",
]
