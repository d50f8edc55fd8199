"""What each kind of content is made of: how the register's words are read again."""

from collections.abc import Mapping
from typing import Final

from schemas.personal import (
    CaseContexts,
    FindingTexts,
    LetterNoteText,
    NoteComments,
    People,
    Person,
    Personal,
    Reason,
    SummaryNote,
    SurveyLinks,
    SurveyResults,
    TimetableDetails,
)
from schemas.programme.content import (
    AreaContacts,
    FixedPortfolio,
    FrameFile,
    LetterWording,
    PlanFile,
    Seed,
)
from schemas.report.words import (
    FurtherNames,
    GateResult,
    OrdinaryWord,
    ReportTitle,
    Signatory,
    StatementText,
    ThemeTitles,
)
from schemas.side_processes.complaint import ComplaintWords
from schemas.values import ContentKind

CONTENT: Final[Mapping[ContentKind, type[Personal]]] = {
    ContentKind.CONTACTS: People,
    ContentKind.NOMINATED_OFFICER: Person,
    ContentKind.INSPECTORS: People,
    ContentKind.PERSON: Person,
    ContentKind.SURVEY_LINKS: SurveyLinks,
    ContentKind.TIMETABLE_DETAILS: TimetableDetails,
    ContentKind.FINDINGS: FindingTexts,
    ContentKind.SUMMARY_NOTE: SummaryNote,
    ContentKind.NOTE_COMMENTS: NoteComments,
    ContentKind.REASON: Reason,
    ContentKind.COMPLAINT: ComplaintWords,
    ContentKind.COMPLAINT_ANSWER: ComplaintWords,
    ContentKind.FRAME: FrameFile,
    ContentKind.PORTFOLIO: FixedPortfolio,
    ContentKind.SEED: Seed,
    ContentKind.PLAN: PlanFile,
    ContentKind.AREA_CONTACTS: AreaContacts,
    ContentKind.REPORT_TITLE: ReportTitle,
    ContentKind.THEME_TITLES: ThemeTitles,
    ContentKind.STATEMENT: StatementText,
    ContentKind.ORDINARY_WORD: OrdinaryWord,
    ContentKind.FURTHER_NAMES: FurtherNames,
    ContentKind.GATE_RESULT: GateResult,
    ContentKind.SIGNATORY: Signatory,
    ContentKind.SURVEY_RESULTS: SurveyResults,
    ContentKind.CASE_CONTEXT: CaseContexts,
    ContentKind.LETTER_NOTE: LetterNoteText,
    ContentKind.LETTER_WORDING: LetterWording,
}
"""The model of each kind. What an earlier release kept is read as what it was, too."""

OF_A_PROGRAMME: Final = frozenset(
    {
        ContentKind.FRAME,
        ContentKind.PORTFOLIO,
        ContentKind.SEED,
        ContentKind.PLAN,
        ContentKind.AREA_CONTACTS,
        ContentKind.REPORT_TITLE,
        ContentKind.THEME_TITLES,
        ContentKind.STATEMENT,
        ContentKind.ORDINARY_WORD,
        ContentKind.FURTHER_NAMES,
        ContentKind.GATE_RESULT,
        ContentKind.SIGNATORY,
        ContentKind.LETTER_WORDING,
    }
)
"""The kinds that no visit has."""
