"""What people fill in for a report."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from schemas import forms as f
from schemas.ids import AreaCode, Digest
from schemas.personal import Name, Personal
from schemas.report import events as e
from schemas.report import messages as m
from schemas.report.tables import Title
from schemas.report.values import (
    FindingAt,
    StatementRef,
    TableName,
    ThemedFinding,
    ThemeRef,
    report_subject,
)
from schemas.report.words import FurtherNames, ReportTitle, Sentence
from schemas.values import FindingKind
from schemas.visible import echoed

REPORT_FORMS: dict[str, type[f.Form]] = {}
"""Every form of a report by what filling it in is called."""


class ReportForm(f.Form):
    """What people fill in for a report; `given` is `<programme>/<name>`, or its whole subject."""

    def subject(self, given: str) -> str:
        """`<programme>/report/<name>`."""
        programme, _, name = given.partition("/")
        return given if "/report/" in given else report_subject(programme, name)


@f.form("themes", m.SetThemes, told_by=(e.ThemesSet,), among=REPORT_FORMS)
class ThemesForm(ReportForm):
    """The programme's list of themes, and which finding is about which of them."""

    themes: Annotated[dict[ThemeRef, Title], Field(min_length=1)]
    findings: tuple[ThemedFinding, ...] = ()


@f.form("statement", m.WriteStatement, told_by=(e.StatementWritten,), among=REPORT_FORMS)
class StatementForm(ReportForm):
    """What the report says in one sentence, and on which findings it rests."""

    statement: StatementRef
    theme: ThemeRef
    kind: FindingKind
    findings: Annotated[tuple[FindingAt, ...], Field(min_length=1)]
    text: Sentence


@f.form("without", m.TakeOutStatement, told_by=(e.StatementTakenOut,), among=REPORT_FORMS)
class WithoutForm(ReportForm):
    """A statement that is taken out."""

    statement: StatementRef


@f.form("ordinary", m.AnswerWord, told_by=(e.WordAnswered,), among=REPORT_FORMS)
class OrdinaryForm(ReportForm):
    """A word that is the ordinary one, and nobody's name: in a sentence, or in small letters."""

    sentence: Sentence | None = Field(
        None, description="the whole of it; without one, wherever the word is in small letters"
    )
    word: Name

    @model_validator(mode="after")
    def _is_said_of_something(self) -> Self:
        if self.sentence is None and self.word != self.word.lower():
            raise ValueError(
                f"“{echoed(self.word)}” has a capital, and what is so written is asked about in "
                "each sentence. Give the sentence, or the word in small letters."
            )
        return self


@f.form(
    "may-be-named",
    m.LetAreaBeNamed,
    told_by=(e.AreaMayBeNamed,),
    among=REPORT_FORMS,
    reason_needed=True,
)
class MayBeNamedForm(ReportForm):
    """An area that agreed in writing to be named; the reason tells where that is."""

    area: AreaCode


@f.form("names", m.RecordNames, told_by=(e.NamesRecorded,), among=REPORT_FORMS)
class NamesForm(ReportForm):
    """Schools, trusts and places that the report must not name."""

    names: FurtherNames


@f.form("tables", m.LeaveTablesOut, told_by=(e.TablesLeftOut,), among=REPORT_FORMS)
class TablesForm(ReportForm):
    """Tables that stay out; those that are not named are in."""

    tables: tuple[TableName, ...] = ()


@f.form("check", m.CheckReport, told_by=(e.CheckAsked,), among=REPORT_FORMS)
class CheckForm(ReportForm):
    """The report goes through the gate."""


class SignatoryForm(Personal):
    """Who signs."""

    name: Name | None = Field(None, description="theirs, as it is known of whoever has signed in")
    post: Name


@f.form("sign", m.SignReport, told_by=(e.ReportSigned,), among=REPORT_FORMS)
class SignForm(ReportForm):
    """A senior manager signs what passed the gate."""

    digest: Digest
    signatory: SignatoryForm


@f.form("publish", m.PublishReport, told_by=(e.PublicationDecided,), among=REPORT_FORMS)
class PublishForm(ReportForm):
    """What was signed is published."""


@f.form(
    "withdraw",
    m.WithdrawReport,
    told_by=(e.ReportWithdrawn,),
    among=REPORT_FORMS,
    reason_needed=True,
)
class WithdrawForm(ReportForm):
    """The report is given up, or taken back; the reason is needed."""


class StartForm(ReportTitle, f.Form):
    """What a report is called, how it begins, and whom to ask."""
