"""The words for where a programme stands."""

from collections.abc import Mapping
from typing import Final

from schemas.programme.values import ProgrammeStage

STAGE_CLAUSES: Final[Mapping[ProgrammeStage, str]] = {
    ProgrammeStage.OPENED: "works out its portfolio",
    ProgrammeStage.FIXED: "waits for its seed",
    ProgrammeStage.DRAWING: "draws its sample",
    ProgrammeStage.DRAWN: "waits for days and teams",
    ProgrammeStage.INVITING: "invites areas",
    ProgrammeStage.CLOSED: "is closed",
}
