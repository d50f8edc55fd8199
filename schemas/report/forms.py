"""What people fill in for a report."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from schemas.field_words import FieldWords
from schemas.forms.form import Form, form
from schemas.ids import AreaCode, Digest
from schemas.personal import Name, Personal, Text
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

REPORT_FORMS: dict[str, type[Form]] = {}
"""Every form of a report by what filling it in is called."""


class ReportForm(Form):
    """What people fill in for a report; `given` is `<programme>/<name>`, or its whole subject."""

    def subject(self, given: str) -> str:
        """`<programme>/report/<name>`."""
        programme, _, name = given.partition("/")
        return given if "/report/" in given else report_subject(programme, name)


@form("themes", m.SetThemes, told_by=(e.ThemesSet,), among=REPORT_FORMS)
class ThemesForm(ReportForm):
    """The programme's list of themes, and which finding is about which of them."""

    heading = "Set the themes of findings"

    themes: Annotated[
        dict[ThemeRef, Annotated[Title, FieldWords("What the theme is called")]],
        Field(min_length=1),
        FieldWords("Theme"),
    ]
    findings: Annotated[tuple[ThemedFinding, ...], FieldWords("Themed finding")] = ()


@form("statement", m.WriteStatement, told_by=(e.StatementWritten,), among=REPORT_FORMS)
class StatementForm(ReportForm):
    """What the report says in one sentence, and on which findings it rests."""

    heading = "Write a statement"

    statement: StatementRef
    theme: Annotated[ThemeRef, FieldWords("Theme", "Its short name")]
    kind: Annotated[FindingKind, FieldWords("What does it tell?")]
    findings: Annotated[tuple[FindingAt, ...], Field(min_length=1)]
    text: Annotated[Sentence, FieldWords("The statement", "In one sentence")]


@form("without", m.TakeOutStatement, told_by=(e.StatementTakenOut,), among=REPORT_FORMS)
class WithoutForm(ReportForm):
    """A statement that is taken out."""

    heading = "Take a statement out"

    statement: StatementRef


@form("ordinary", m.AnswerWord, told_by=(e.WordAnswered,), among=REPORT_FORMS)
class OrdinaryForm(ReportForm):
    """A word that is the ordinary one, and nobody's name: in a sentence, or in small letters."""

    heading = "Answer that a word is an ordinary one"

    sentence: Annotated[
        Sentence | None,
        FieldWords("The sentence", "Empty, it is said of the word wherever it is in small letters"),
    ] = Field(
        None, description="the whole of it; without one, wherever the word is in small letters"
    )
    word: Annotated[Name, FieldWords("The word")]

    @model_validator(mode="after")
    def _is_said_of_something(self) -> Self:
        if self.sentence is None and self.word != self.word.lower():
            raise ValueError(
                f"“{echoed(self.word)}” has a capital, and what is so written is asked about in "
                "each sentence. Give the sentence, or the word in small letters."
            )
        return self


@form(
    "may-be-named",
    m.LetAreaBeNamed,
    told_by=(e.AreaMayBeNamed,),
    among=REPORT_FORMS,
    reason_needed=True,
)
class MayBeNamedForm(ReportForm):
    """An area that agreed in writing to be named; the reason tells where that is."""

    heading = "Let an area be named"

    area: AreaCode
    reason: Annotated[
        Text | None, FieldWords("Where is the agreement?", "For example a file's number")
    ] = None


@form("names", m.RecordNames, told_by=(e.NamesRecorded,), among=REPORT_FORMS)
class NamesForm(ReportForm):
    """Schools, trusts and places that the report must not name."""

    heading = "Record names that the report must not have"

    names: Annotated[FurtherNames, FieldWords("Names")]


@form("tables", m.LeaveTablesOut, told_by=(e.TablesLeftOut,), among=REPORT_FORMS)
class TablesForm(ReportForm):
    """Tables that stay out; those that are not named are in."""

    heading = "Leave tables out"

    tables: Annotated[
        tuple[TableName, ...],
        FieldWords("Tables that stay out", "One a line; those not named are in"),
    ] = ()


@form("check", m.CheckReport, told_by=(e.CheckAsked,), among=REPORT_FORMS)
class CheckForm(ReportForm):
    """The report goes through the gate."""

    heading = "Put the report through the gate"


class SignatoryForm(Personal):
    """Who signs."""

    name: Name | None = Field(None, description="theirs, as it is known of whoever has signed in")
    post: Annotated[Name, FieldWords("Post")]


@form("sign", m.SignReport, told_by=(e.ReportSigned,), among=REPORT_FORMS)
class SignForm(ReportForm):
    """A senior manager signs what passed the gate."""

    heading = "Sign the report"

    digest: Annotated[Digest, FieldWords("Digest of the report", "As the report shows it")]
    signatory: Annotated[SignatoryForm, FieldWords("Who signs")]


@form("publish", m.PublishReport, told_by=(e.PublicationDecided,), among=REPORT_FORMS)
class PublishForm(ReportForm):
    """What was signed is published."""

    heading = "Publish the report"


@form(
    "withdraw",
    m.WithdrawReport,
    told_by=(e.ReportWithdrawn,),
    among=REPORT_FORMS,
    reason_needed=True,
)
class WithdrawForm(ReportForm):
    """The report is given up, or taken back; the reason is needed."""

    heading = "Withdraw the report"


class StartForm(ReportTitle, Form):
    """What a report is called, how it begins, and whom to ask."""
