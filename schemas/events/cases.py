"""Case studies, and the agreement to each."""

from typing import Annotated, Literal

from pydantic import Field

from schemas.base import is_nothing
from schemas.content import ContentRef
from schemas.event_types import EventType
from schemas.ids import CaseRef
from schemas.parts import CaseStudy
from schemas.pseudonyms import PSEUDONYMOUS
from schemas.streams import FactModel
from schemas.values import Department


class CasesChosen(FactModel):
    """Case studies were chosen from the area's anonymous list.

    Each time a choice is recorded; it replaces the one before.

    Attributes:
        offered: How many cases the list has.
        cases: Those chosen, by their numbers on the list.
        context: Where the register keeps age bands and needs; left out where none was told.
    """

    type: Literal[EventType.CASES_CHOSEN] = EventType.CASES_CHOSEN
    offered: int
    cases: tuple[CaseStudy, ...]
    context: ContentRef | None = Field(default=None, exclude_if=is_nothing)


class CasesAgreed(FactModel):
    """A parent or young person agreed to each of these cases.

    Each time agreements are recorded; those of before stand.

    Attributes:
        cases: Which cases, and who agreed to each.
    """

    type: Literal[EventType.CASES_AGREED] = EventType.CASES_AGREED
    cases: tuple[CaseStudy, ...]


class FewerCasesAccepted(FactModel):
    """The visit goes on with fewer case studies than planned.

    When a coordinator decides so; the `reason` is always given.

    Attributes:
        cases: How many there are.
    """

    type: Literal[EventType.FEWER_CASES_ACCEPTED] = EventType.FEWER_CASES_ACCEPTED
    cases: int


class ConsentWithdrawn(FactModel):
    """Agreement to a case was withdrawn; a note that used it is void and is recalled.

    At any time until the window for it has passed, also after the visit was closed. A department in
    `recalled_from` destroys the note it has.

    Attributes:
        case: Which case.
        void_version: The version of the note that is void by it; `null` if none used the case.
        recalled_from: Departments that must destroy their copies.
    """

    type: Literal[EventType.CONSENT_WITHDRAWN] = EventType.CONSENT_WITHDRAWN
    case: Annotated[CaseRef, PSEUDONYMOUS]
    void_version: int | None = None
    recalled_from: tuple[Department, ...] = ()


CaseFact = CasesChosen | CasesAgreed | FewerCasesAccepted | ConsentWithdrawn
