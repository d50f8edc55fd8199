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

BEFORE_THE_END = tuple(stage for stage in ReportStage if stage not in OVER)
