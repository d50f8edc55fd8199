"""STUB until the branch gives is merged."""

from datetime import datetime

from schemas.areas import CouncilType, Region
from schemas.base import Model
from schemas.ids import AreaCode, VisitId
from schemas.personal import FindingText


class VisitEvidence(Model):
    """x."""

    visit: VisitId
    area: AreaCode
    region: Region
    council_type: CouncilType
    findings: tuple[FindingText, ...] = ()
    consent_until: datetime | None = None
