"""Themes and statements rest on findings of agreed notes, and on nothing else."""

import pytest

from rules.refusals import Refused
from rules.report import report_tasks
from schemas.report import messages as m
from schemas.report.values import ReportStage
from schemas.values import ContentKind
from tests.rules.report.reports import (
    REASON,
    drafting,
    finding,
    passed,
    ref,
    signed,
    themes,
    visit,
    write,
    written,
)


def test_a_report_is_begun_and_what_notes_agreed_is_gathered_once() -> None:
    told = drafting()

    assert told.state.stage is ReportStage.DRAFTING
    assert [one.visit for one in told.state.visits] == [visit(1), visit(2), visit(3)]
    assert told.tell(m.EvidenceFound(visits=told.state.visits)) == []


def test_themes_are_of_findings_that_there_are() -> None:
    told = drafting()

    with pytest.raises(Refused, match="finding-9 of autumn-e06000001 is not among"):
        told.tell(themes("joint", findings=(finding(1, 9),)))
    with pytest.raises(Refused, match="twice"):
        told.tell(themes("joint", findings=(finding(1), finding(1))))
    assert told.tell(themes("joint", findings=(finding(1),))) == ["report.themes_set.v1"]


def test_a_statement_stands_under_a_theme_that_its_findings_have() -> None:
    told = drafting()
    told.tell(themes("joint", findings=(finding(1), finding(2))))

    with pytest.raises(Refused, match="no theme health"):
        told.tell(write(1, finding(1), theme="health"))
    with pytest.raises(Refused, match="finding-1 of autumn-e06000003 was not given the theme"):
        told.tell(write(1, finding(1), finding(3)))
    assert told.tell(write(1, finding(1), finding(2))) == ["report.statement_written.v1"]
    told.tell(write(1, finding(2), words=2))
    assert [one.content.version for one in told.state.statements] == [2]


def test_a_theme_with_statements_is_not_taken_away_unseen() -> None:
    told = written()

    with pytest.raises(Refused, match="statement-1 stands under joint"):
        told.tell(themes("health", findings=(finding(1),)))
    told.tell(m.TakeOutStatement(actor="anna", statement="statement-1"))
    assert told.tell(themes("health", findings=(finding(1),))) == ["report.themes_set.v1"]
    with pytest.raises(Refused, match="there is no statement in"):
        told.tell(m.TakeOutStatement(actor="anna", statement="statement-1"))


@pytest.mark.parametrize(
    "change",
    [
        write(2, finding(1)),
        m.TakeOutStatement(actor="anna", statement="statement-1"),
        m.AnswerWord(actor="anna", answer=ref(ContentKind.ORDINARY_WORD)),
        m.LetAreaBeNamed(actor="anna", area="E06000001", reason=REASON),
        m.LeaveTablesOut(actor="anna", tables=("areas",)),
        m.RecordNames(actor="anna", names=ref(ContentKind.FURTHER_NAMES)),
        m.CheckReport(actor="anna"),
    ],
    ids=lambda message: type(message).__name__,
)
def test_a_signature_is_of_what_stood_then(change: m.ReportDecision) -> None:
    told = signed(passed(written()))
    assert told.state.signed_by == "zoe"

    told.tell(change)

    state = told.state
    assert state.stage in {ReportStage.DRAFTING, ReportStage.CHECKING}
    assert (state.digest, state.signed_by) == (None, None)
    with pytest.raises(Refused, match="can be published only while"):
        told.tell(m.PublishReport(actor="anna"))


def test_an_area_is_named_only_with_a_reason_that_tells_where_its_agreement_is() -> None:
    told = drafting()

    with pytest.raises(Refused, match="a reason is needed"):
        told.tell(m.LetAreaBeNamed(actor="anna", area="E06000001"))
    told.tell(m.LetAreaBeNamed(actor="anna", area="E06000001", reason=REASON))
    with pytest.raises(Refused, match="recorded already"):
        told.tell(m.LetAreaBeNamed(actor="anna", area="E06000001", reason=REASON))


def test_each_step_names_the_next() -> None:
    told = drafting()
    commands = [report_tasks(told.state)[0].command]
    told = written()
    commands.append(report_tasks(told.state)[0].command)
    commands.append(report_tasks(passed(told).state)[0].command)
    commands.append(report_tasks(signed(told).state)[0].command)

    verbs = [command.split()[2] for command in commands]
    assert verbs == ["themes", "check", "sign", "publish"]
