"""What a receipt says of what comes next."""

from datetime import UTC, datetime

import pytest

from desk.receipt_words import what_is_next
from register.streams import STREAMS
from rules.report.stages import NEXT_CLAUSES
from schemas.report.state import ReportReceipt
from schemas.report.values import ReportStage
from schemas.side_processes import SideReceipt
from schemas.values import Owner

DUE = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


def _receipt(kind: str, owner: Owner) -> SideReceipt:
    return SideReceipt(
        subject=f"interim-e10000016/{kind}/1", sequence=1, owner=owner, due=DUE, over=False
    )


def test_who_has_a_complaint_next_is_told_with_what_they_do() -> None:
    assert what_is_next(_receipt("complaint", Owner.LEAD_INSPECTOR)) == (
        "answer the complaint (lead inspector), by Mon 1 Mar 2027 09:00"
    )


def test_of_every_kind_beside_a_visit_it_is_told_what_is_done_next() -> None:
    beside = {name: each.beside for name, each in STREAMS.items() if each.beside is not None}
    assert beside.keys() >= {"referral", "complaint"}
    for name, kind in beside.items():
        told = what_is_next(_receipt(name, Owner.COORDINATOR))
        assert told.startswith(f"{kind.words.awaits} (coordinator), by ")


@pytest.mark.parametrize(
    ("stage", "told"),
    [
        (ReportStage.CHECKED, "read the report and sign it (senior manager)"),
        (ReportStage.SIGNED, "publish the report (analyst)"),
        (ReportStage.WITHDRAWN, "nothing; the report is withdrawn"),
    ],
)
def test_what_is_next_in_a_report_is_told_and_not_where_it_stands(
    stage: ReportStage, told: str
) -> None:
    assert (
        what_is_next(ReportReceipt(report="autumn/report/first", sequence=1, stage=stage)) == told
    )


def test_of_every_stage_of_a_report_it_is_told_what_is_next() -> None:
    assert set(NEXT_CLAUSES) == set(ReportStage)
