"""The gate's answer, the signature and the publication are of the report as it is."""

from datetime import UTC, datetime

import pytest

from rules.refusals import Refused
from rules.report import report_deadlines, report_owed, report_tasks
from rules.report.work import ReportWork
from schemas.report import messages as m
from schemas.report.values import ReportStage
from schemas.values import ContentKind
from tests.rules.report.reports import (
    DIGEST,
    REASON,
    THREE,
    Told,
    drafting,
    finding,
    gathered,
    passed,
    published,
    ref,
    signed,
    themes,
    write,
    written,
)

WITHDRAWN = (gathered(1, findings=0, withdrawn=1), *THREE[1:])
"""As it is once a case was withdrawn on which both findings of the first visit rested."""


def answer(number: int, failures: int = 0) -> m.CheckDone:
    result = ref(ContentKind.GATE_RESULT)
    return m.CheckDone(number=number, failures=failures, result=result, digest=DIGEST)


def test_what_does_not_pass_cannot_be_signed() -> None:
    told = written()
    told.tell(m.CheckReport(actor="anna"))
    assert report_owed(told.state) is ReportWork.CHECK

    assert told.tell(answer(told.state.asked, failures=2)) == ["report.checked.v1"]

    assert told.state.stage is ReportStage.DRAFTING
    assert "found 2" in report_tasks(told.state)[0].words
    with pytest.raises(Refused, match="can be signed only while"):
        told.tell(m.SignReport(actor="zoe", digest=DIGEST, signatory=ref(ContentKind.SIGNATORY)))


def test_an_answer_to_an_earlier_question_is_dropped() -> None:
    told = written()
    told.tell(m.CheckReport(actor="anna"))
    asked = told.state.asked
    told.tell(write(2, finding(1)))
    told.tell(m.CheckReport(actor="anna"))

    assert told.tell(answer(asked)) == []
    assert told.state.stage is ReportStage.CHECKING
    assert told.tell(answer(told.state.asked)) == ["report.checked.v1"]


def test_only_what_passed_is_signed() -> None:
    told = passed(written())

    with pytest.raises(Refused, match=f"which is {DIGEST}"):
        told.tell(m.SignReport(actor="zoe", digest="e" * 64, signatory=ref(ContentKind.SIGNATORY)))


def test_what_cannot_be_published_as_it_was_signed_is_checked_again() -> None:
    told = signed(passed(written()))
    told.tell(m.PublishReport(actor="anna"))
    assert report_owed(told.state) is ReportWork.PUBLISH

    assert told.tell(m.FilesMade(number=told.state.asked)) == ["report.sent_back.v1"]

    assert told.state.stage is ReportStage.DRAFTING


def settled(told: Told) -> Told:
    told.tell(m.ConsentSettled(due=report_deadlines(told.state)[0].at))
    return told


def checking() -> Told:
    told = written()
    told.tell(m.CheckReport(actor="anna"))
    return told


def publishing() -> Told:
    told = signed(passed(written()))
    told.tell(m.PublishReport(actor="anna"))
    return told


@pytest.mark.parametrize(
    "told",
    [written(), checking(), passed(written()), signed(passed(written())), publishing()],
    ids=lambda told: told.state.stage.value,
)
def test_a_case_that_is_withdrawn_leaves_a_report_in_every_stage(told: Told) -> None:
    assert told.tell(m.EvidenceFound(visits=WITHDRAWN)) == ["report.evidence_changed.v1"]

    state = told.state
    assert state.stage is ReportStage.DRAFTING
    assert state.statements[0].findings == (finding(2), finding(3))
    assert {one.visit for one in state.findings} == {finding(2).visit, finding(3).visit}
    assert state.digest is None
    assert told.tell(answer(state.asked)) == []
    assert told.tell(m.FilesMade(number=state.asked)) == []


def test_a_statement_that_rests_on_nothing_any_more_is_gone() -> None:
    told = drafting()
    told.tell(themes("joint", findings=(finding(1),)))
    told.tell(write(1, finding(1)))

    told.tell(m.EvidenceFound(visits=WITHDRAWN))

    assert told.state.statements == ()


def test_after_publication_the_report_says_what_can_be_done() -> None:
    told = published(signed(passed(written())))
    before = told.state

    assert told.tell(m.EvidenceFound(visits=WITHDRAWN)) == ["report.evidence_changed.v1"]

    assert told.state.stage is ReportStage.PUBLISHED
    assert told.state.files == before.files
    assert told.state.statements == before.statements
    (task,) = report_tasks(told.state)
    assert "withdraw" in task.command
    assert task.visits == (WITHDRAWN[0].visit,)
    assert told.tell(m.EvidenceFound(visits=WITHDRAWN)) == []


def test_it_has_settled_when_the_last_window_has_passed() -> None:
    told = drafting()
    going_on = (gathered(1).model_copy(update={"consent_until": None}), *THREE[1:])
    told.tell(m.EvidenceFound(visits=going_on))
    three = (finding(1), finding(2), finding(3))
    told.tell(themes("joint", findings=three))
    told.tell(write(1, *three))
    published(signed(passed(told)))
    assert report_deadlines(told.state) == ()

    assert told.tell(m.EvidenceFound(visits=THREE)) == ["report.consent_windows_known.v1"]
    assert report_tasks(told.state) == []
    (deadline,) = report_deadlines(told.state)
    assert deadline.at == datetime(2021, 1, 3, 9, tzinfo=UTC)
    told.tell(m.ConsentSettled(due=deadline.at))
    assert told.state.stage is ReportStage.SETTLED
    assert report_deadlines(told.state) == ()


@pytest.mark.parametrize(
    ("told", "was_out"),
    [
        (Told(), False),
        (written(), False),
        (checking(), False),
        (signed(passed(written())), False),
        (published(signed(passed(written()))), True),
        (settled(published(signed(passed(written())))), True),
    ],
)
def test_a_report_is_given_up_or_taken_back_for_a_reason(told: Told, was_out: bool) -> None:  # noqa: FBT001 - a case
    with pytest.raises(Refused, match="a reason is needed"):
        told.tell(m.WithdrawReport(actor="anna"))

    assert told.tell(m.WithdrawReport(actor="anna", reason=REASON)) == ["report.withdrawn.v1"]

    assert told.events[-1].fact.model_dump()["published"] is was_out
    assert told.state.over
    with pytest.raises(Refused, match="is withdrawn"):
        told.tell(m.CheckReport(actor="anna"))


def test_a_report_on_nothing_is_not_checked() -> None:
    told = Told()
    told.tell(m.EvidenceFound())

    with pytest.raises(Refused, match="no visit has an agreed note"):
        told.tell(m.CheckReport(actor="anna"))
