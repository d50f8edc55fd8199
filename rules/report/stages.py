"""The words for where a report stands."""

from collections.abc import Mapping
from typing import Final

from schemas.report.values import OVER, ReportStage

STAGE_CLAUSES: Final[Mapping[ReportStage, str]] = {
    ReportStage.GATHERING: "gathers what visits agreed",
    ReportStage.DRAFTING: "is being drafted",
    ReportStage.CHECKING: "goes through the gate",
    ReportStage.CHECKED: "has passed the gate",
    ReportStage.SIGNED: "is signed",
    ReportStage.PUBLISHING: "is being published",
    ReportStage.PUBLISHED: "is published",
    ReportStage.WITHDRAWN: "is withdrawn",
    ReportStage.SETTLED: "is published and settled",
}

NEXT_CLAUSES: Final[Mapping[ReportStage, str]] = {
    ReportStage.GATHERING: "the report gathers what visits agreed",
    ReportStage.DRAFTING: "write the report and put it through the gate (analyst)",
    ReportStage.CHECKING: "the report goes through the gate",
    ReportStage.CHECKED: "read the report and sign it (senior manager)",
    ReportStage.SIGNED: "publish the report (analyst)",
    ReportStage.PUBLISHING: "the report is published",
    ReportStage.PUBLISHED: "nothing; the report is published",
    ReportStage.WITHDRAWN: "nothing; the report is withdrawn",
    ReportStage.SETTLED: "nothing; the report is published and settled",
}
"""What comes next in each, and of what people do, who does it."""

BEFORE_THE_END = tuple(stage for stage in ReportStage if stage not in OVER)
