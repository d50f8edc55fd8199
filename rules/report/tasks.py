"""What a person must see to in a report, by its state alone."""

from dataclasses import dataclass

from schemas.ids import VisitId
from schemas.report.state import ReportState
from schemas.report.values import ReportStage, report_name
from schemas.values import Owner


@dataclass(frozen=True)
class ReportTask:
    """One thing that a person must see to.

    Attributes:
        words: What, as a sentence.
        command: By which command.
        owner: Who holds it: somebody who may take that decision.
        visits: Which visits it is about.
    """

    words: str
    command: str
    owner: Owner = Owner.ANALYST
    visits: tuple[VisitId, ...] = ()


def report_tasks(state: ReportState) -> list[ReportTask]:
    """All of it, the most pressing first."""
    name = report_name(state.report)
    match state.stage:
        case ReportStage.DRAFTING if not state.themes:
            words = "Findings are to be given their themes."
            return [ReportTask(words, f"visits report themes {name} FILE.yaml")]
        case ReportStage.DRAFTING if state.failures:
            words = f"The gate found {state.failures} of what would give somebody away: mend them."
            return [ReportTask(words, f"visits report show {name}")]
        case ReportStage.DRAFTING:
            words = "The report is to be written and checked."
            return [ReportTask(words, f"visits report check {name}")]
        case ReportStage.CHECKED:
            words = "A senior manager is to read and sign it."
            command = f"visits report sign {name} --digest {state.digest}"
            return [ReportTask(words, command, Owner.SENIOR_MANAGER)]
        case ReportStage.SIGNED:
            words = "The signed report is to be published."
            return [ReportTask(words, f"visits report publish {name}")]
        case ReportStage.PUBLISHED if state.unlike:
            words = (
                "What was published rests on evidence that has been withdrawn or corrected since. "
                "What is out cannot be made unknown: withdraw the report with a reason and begin "
                "another edition, which leaves it out; decide with whoever answers for data "
                "protection whether readers are to be told."
            )
            command = f"visits report withdraw {name} --reason …"
            return [ReportTask(words, command, Owner.SENIOR_MANAGER, state.unlike)]
        case _:
            return []
