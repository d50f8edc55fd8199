"""Whoever writes out a report that was taken back is told so."""

import asyncio

import pytest

from register import reports
from schemas.report.values import ReportStage
from tests.console.conftest import Visits


class Taken:
    """What counts of a report that was published, and may have been withdrawn."""

    published_at = "2027-01-11"

    def __init__(self, stage: ReportStage) -> None:
        self.stage = stage


@pytest.mark.parametrize(
    ("stage", "told"), [(ReportStage.WITHDRAWN, True), (ReportStage.SETTLED, False)]
)
def test_files_of_a_withdrawn_report_are_not_written_without_a_word(
    visits: Visits, monkeypatch: pytest.MonkeyPatch, stage: ReportStage, *, told: bool
) -> None:
    async def require(*_: object) -> Taken:
        return Taken(stage)

    async def files_of(*_: object) -> dict[str, bytes]:
        return {"report.html": b"<p>"}

    monkeypatch.setattr(reports, "require", require)
    monkeypatch.setattr(reports, "files_of", files_of)
    monkeypatch.setattr(
        "console.report.checking.ask_register", lambda _, read: asyncio.run(read(None))
    )

    result = visits("report", "export", "autumn/first", "out")

    assert result.exit_code == 0, result.stderr
    assert ("was withdrawn" in result.stderr) is told
