"""Themes and statements, and what is said about names."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from rules.folds import Changes
from rules.reasons import require_reason
from rules.refusals import RefusalCode, Refused
from rules.report.evidence import require_known
from rules.report.rule import ANEW, IN_WORK, fact, rule
from schemas.report.events import (
    AreaMayBeNamed,
    NamesRecorded,
    ReportEvent,
    ReportFactModel,
    StatementTakenOut,
    StatementWritten,
    TablesLeftOut,
    ThemesSet,
    WordAnswered,
)
from schemas.report.messages import (
    AnswerWord,
    LeaveTablesOut,
    LetAreaBeNamed,
    RecordNames,
    SetThemes,
    TakeOutStatement,
    WriteStatement,
)
from schemas.report.state import ReportState
from schemas.report.values import FindingAt, Statement, report_name
from schemas.sentences import filled_in

_THEMES = "The themes were not set"
_STATEMENT = "The statement was not written"


@rule(SetThemes, "themes can be set", IN_WORK)
def set_themes(state: ReportState, message: SetThemes, _now: datetime) -> Sequence[ReportFactModel]:
    """Give findings their themes; those that statements stand under stay."""
    known = set(message.themes)
    with filled_in("findings"):
        _require_given(state, message)
    left = [one for one in state.statements if one.theme not in known]
    if left:
        told = (
            f"{_THEMES}: {left[0].statement} stands under {left[0].theme}; take it out, or write "
            "it under another theme, first."
        )
        with filled_in("themes"):
            raise Refused(RefusalCode.NOT_YET, told)
    return [
        ThemesSet(themes=message.themes, titles=message.titles, findings=message.findings),
    ]


def _require_given(state: ReportState, message: SetThemes) -> None:
    """Refuse findings that there are not, that stand there twice, or whose themes are none."""
    for one in message.findings:
        unknown = [theme for theme in one.themes if theme not in message.themes]
        if unknown:
            raise Refused(
                RefusalCode.NOT_YET,
                f"{_THEMES}: {one.finding} of {one.visit} is given {unknown[0]}, which is not "
                "among the themes.",
            )
    at = [FindingAt(visit=one.visit, finding=one.finding) for one in message.findings]
    twice = [one for one, count in Counter(at).items() if count > 1]
    if twice:
        raise Refused(
            RefusalCode.ALREADY_DONE,
            f"{_THEMES}: {twice[0].finding} of {twice[0].visit} stands in the list twice; give it "
            "all its themes at once.",
        )
    require_known(state, at, _THEMES)


@fact(ThemesSet, "findings given their themes")
def themes_set(_state: ReportState, _event: ReportEvent, told: ThemesSet) -> Changes:
    """They take the place of what was before."""
    return {**ANEW, "themes": told.themes, "titles": told.titles, "findings": told.findings}


def _open_to_a_statement(state: ReportState) -> None:
    if not state.themes:
        raise Refused(
            RefusalCode.NOT_YET,
            f"{_STATEMENT}: there are no themes yet; `visits report themes` sets them.",
        )


@rule(WriteStatement, "statements can be written", IN_WORK, open_to=_open_to_a_statement)
def write_statement(
    state: ReportState, message: WriteStatement, _now: datetime
) -> Sequence[ReportFactModel]:
    """Write a statement under one of the themes, on findings that have that theme."""
    statement = message.statement
    if statement.theme not in state.themes:
        told = (
            f"{_STATEMENT}: there is no theme {statement.theme}; `visits report themes` sets them."
        )
        with filled_in("theme"):
            raise Refused(RefusalCode.NOT_YET, told)
    with filled_in("findings"):
        _require_themed(state, statement)
    return [StatementWritten(statement=statement)]


def _require_themed(state: ReportState, statement: Statement) -> None:
    """Refuse findings that there are not, or that do not have the statement's theme."""
    require_known(state, statement.findings, _STATEMENT)
    themed = {FindingAt(visit=one.visit, finding=one.finding): one.themes for one in state.findings}
    for finding in statement.findings:
        if statement.theme not in themed.get(finding, ()):
            raise Refused(
                RefusalCode.NOT_YET,
                f"{_STATEMENT}: {finding.finding} of {finding.visit} was not given the theme "
                f"{statement.theme}.",
            )


@fact(StatementWritten, "statement written")
def statement_written(state: ReportState, _event: ReportEvent, told: StatementWritten) -> Changes:
    """It takes the place of the one of that name, or comes last."""
    new = told.statement
    if state.statement(new.statement) is None:
        return {**ANEW, "statements": (*state.statements, new)}
    kept = tuple(new if one.statement == new.statement else one for one in state.statements)
    return {**ANEW, "statements": kept}


def _open_to_taking_out(state: ReportState) -> None:
    if not state.statements:
        raise Refused(
            RefusalCode.ALREADY_DONE,
            f"Nothing was changed: there is no statement in {report_name(state.report)}.",
        )


@rule(TakeOutStatement, "statements can be taken out", IN_WORK, open_to=_open_to_taking_out)
def take_out_statement(
    state: ReportState, message: TakeOutStatement, _now: datetime
) -> Sequence[ReportFactModel]:
    """Take a statement out."""
    if state.statement(message.statement) is None:
        raise Refused(
            RefusalCode.ALREADY_DONE,
            f"Nothing was changed: there is no {message.statement} in {report_name(state.report)}.",
        )
    return [StatementTakenOut(statement=message.statement)]


@fact(StatementTakenOut, "statement taken out")
def statement_taken_out(
    state: ReportState, _event: ReportEvent, told: StatementTakenOut
) -> Changes:
    """It is in the report no more."""
    left = tuple(one for one in state.statements if one.statement != told.statement)
    return {**ANEW, "statements": left}


@rule(AnswerWord, "words can be answered", IN_WORK)
def answer_word(
    state: ReportState, message: AnswerWord, _now: datetime
) -> Sequence[ReportFactModel]:
    """Keep that a word is the ordinary one, in a sentence or in small letters."""
    if any(one.digest == message.answer.digest for one in state.answers):
        raise Refused(RefusalCode.ALREADY_DONE, "Nothing was changed: that is said already.")
    return [WordAnswered(answer=message.answer)]


@fact(WordAnswered, "a word is the ordinary one")
def word_answered(state: ReportState, _event: ReportEvent, told: WordAnswered) -> Changes:
    """It is not asked again, while what it was said of stays as it is."""
    return {**ANEW, "answers": (*state.answers, told.answer)}


@rule(LetAreaBeNamed, "an area's agreement to be named can be recorded", IN_WORK)
def let_area_be_named(
    state: ReportState, message: LetAreaBeNamed, _now: datetime
) -> Sequence[ReportFactModel]:
    """Record that an area agreed in writing."""
    require_reason("The agreement was not recorded: it has to be found again", message.reason)
    if message.area in state.named:
        raise Refused(RefusalCode.ALREADY_DONE, "Nothing was changed: that is recorded already.")
    return [AreaMayBeNamed(area=message.area)]


@fact(AreaMayBeNamed, "an area agreed to be named")
def area_may_be_named(state: ReportState, _event: ReportEvent, told: AreaMayBeNamed) -> Changes:
    """Its name passes the gate."""
    return {**ANEW, "named": (*state.named, told.area)}


@rule(LeaveTablesOut, "tables can be left out", IN_WORK)
def leave_tables_out(
    state: ReportState, message: LeaveTablesOut, _now: datetime
) -> Sequence[ReportFactModel]:
    """Leave tables out of the report."""
    if set(message.tables) == set(state.left_out):
        raise Refused(RefusalCode.ALREADY_DONE, "Nothing was changed: they are left out already.")
    return [TablesLeftOut(tables=message.tables)]


@fact(TablesLeftOut, "tables left out")
def tables_left_out(_state: ReportState, _event: ReportEvent, told: TablesLeftOut) -> Changes:
    """They take the place of those before."""
    return {**ANEW, "left_out": told.tables}


@rule(RecordNames, "names can be listed", IN_WORK)
def record_names(
    state: ReportState, message: RecordNames, _now: datetime
) -> Sequence[ReportFactModel]:
    """Keep a list of further names that the report must not have."""
    if state.names is not None and state.names.digest == message.names.digest:
        raise Refused(RefusalCode.ALREADY_DONE, "Nothing was changed: that list is recorded.")
    return [NamesRecorded(names=message.names)]


@fact(NamesRecorded, "further names listed that it must not have")
def names_recorded(_state: ReportState, _event: ReportEvent, told: NamesRecorded) -> Changes:
    """It takes the place of the list before."""
    return {**ANEW, "names": told.names}
