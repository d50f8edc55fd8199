"""What one visit gives to a national report."""

from datetime import datetime

from schemas.areas import CouncilType, Region
from schemas.base import Model
from schemas.ids import AreaCode, Digest, VisitId
from schemas.personal import CaseContext, FindingText, Personal, SurveyRow


class AgreedNote(Model):
    """The version of the summary note that the area agreed to.

    Attributes:
        version: Of the note.
        digest: Of exactly its words.
        agreed_at: When the last of the leaders agreed.
    """

    version: int
    digest: Digest
    agreed_at: datetime


class VisitEvidence(Personal):
    """What a report may use of one visit, as long as nothing is withdrawn.

    It tells of one area, and of few children: a report draws on it and never prints it.

    Attributes:
        visit: Whose.
        area: GSS code of the council.
        region: One of the nine statistical regions.
        council_type: Kind of council.
        agreed: The note that the findings stand behind.
        findings: As they are right now, without those on a case that was withdrawn.
        cases: The case studies that stand, each with its context as far as that was told.
        survey: What the surveys came to; empty where no results were recorded.
        consent_until: Until when agreement to a case may still be taken back; `None` while the
            visit goes on, for then that is open.
    """

    visit: VisitId
    area: AreaCode
    region: Region
    council_type: CouncilType
    agreed: AgreedNote
    findings: tuple[FindingText, ...] = ()
    cases: tuple[CaseContext, ...] = ()
    survey: tuple[SurveyRow, ...] = ()
    consent_until: datetime | None = None
