"""What people and clocks tell a visit.

`OpenVisit` starts it. Each `Decision` is one Temporal update of its own name. `Occurrence`s are
told by the workflow to itself. A message says what was decided and by whom; the words that go
with it are in the register, behind a `ContentRef`.
"""

from datetime import date, datetime, timedelta
from typing import Annotated

from pydantic import Field

from schemas.areas import CouncilType, Region
from schemas.base import Model
from schemas.content import ContentRef
from schemas.ids import (
    ActorRef,
    AreaCode,
    Digest,
    LetterKey,
    PersonRef,
    ProgrammeId,
    SlotId,
    VisitId,
)
from schemas.parts import (
    CaseStudy,
    Contact,
    Declaration,
    FindingCount,
    LetterOutcome,
    Slot,
    TeamMember,
)
from schemas.policy import VisitPolicy
from schemas.values import (
    Answer,
    DeadlineKind,
    Department,
    LetterStatus,
    Mode,
    SurveyAudience,
)
from schemas.working_calendar import WorkingCalendar

RULES_VERSION = 1
"""Raised when `decide` changes what it decides for the same input; visits keep theirs."""


class OpenVisit(Model):
    """Start a visit to one local area.

    Attributes:
        visit_id: Also the workflow id.
        programme: The programme of visits it belongs to.
        area: GSS code of the council.
        region: One of the nine statistical regions.
        council_type: Kind of council.
        day_one: The first of the two days, as planned.
        actor: Who opened it.
        policy: Its periods and limits, for life.
        rules_version: Its rules, for life.
        clock_offset: Added to the clock in rehearsals; zero otherwise.
    """

    visit_id: VisitId
    programme: ProgrammeId
    area: AreaCode
    region: Region
    council_type: CouncilType
    day_one: date
    actor: ActorRef
    policy: VisitPolicy = VisitPolicy()
    rules_version: int = RULES_VERSION
    clock_offset: timedelta = timedelta(0)


class Decision(Model):
    """Something a person decided."""

    actor: ActorRef
    reason: ContentRef | None = None


class RecordContacts(Decision):
    """Whom to write to in the area and in the departments."""

    content: ContentRef
    contacts: tuple[Contact, ...]


class RecordDelivery(Decision):
    """A person's word, or a provider's receipt, on what became of a letter."""

    letter: LetterKey
    status: LetterStatus


class Respond(Decision):
    """The area's reply to the invitation."""

    answer: Answer


class NominateOfficer(Decision):
    """The area names its nominated officer."""

    officer: PersonRef
    content: ContentRef


class DeclareConflicts(Decision):
    """Inspectors declare their conflicts of interest, or that they have none."""

    declarations: Annotated[tuple[Declaration, ...], Field(min_length=1)]
    content: ContentRef | None = None


class ConfirmTeam(Decision):
    """The three inspectors."""

    members: tuple[TeamMember, ...]


class SetDates(Decision):
    """The two days, and how they are held when that is decided with them."""

    day_one: date
    day_two: date
    mode: Mode | None = None


class SetMode(Decision):
    """How the two days are held."""

    mode: Mode


class HandOverSurvey(Decision):
    """Links to the online surveys go to the area, which passes them on."""

    audiences: tuple[SurveyAudience, ...]
    content: ContentRef


class ChooseCases(Decision):
    """The lead picks from the area's anonymous list; agreements already had come with it."""

    offered: int = Field(ge=0, description="how many cases the area's list offered")
    cases: tuple[CaseStudy, ...]


class AgreeCases(Decision):
    """Agreements of parents or young people that came after the choice."""

    cases: Annotated[tuple[CaseStudy, ...], Field(min_length=1)]


class FixTimetable(Decision):
    """The meetings of the two days."""

    slots: tuple[Slot, ...]
    content: ContentRef


class RecordMeetings(Decision):
    """These meetings were held."""

    slots: Annotated[tuple[SlotId, ...], Field(min_length=1)]


class RecordFindings(Decision):
    """Findings were written down; their words are in the register."""

    findings: Annotated[tuple[FindingCount, ...], Field(min_length=1)]
    content: ContentRef


class HoldFeedback(Decision):
    """The feedback meeting was held."""


class IssueDraft(Decision):
    """A version of the summary note goes to the area's leaders."""

    version: int = Field(ge=1)
    content: ContentRef


class AgreeNote(Decision):
    """The area's leaders agree to exactly this version."""

    version: int
    digest: Digest


class ShareNote(Decision):
    """The agreed version goes to the departments."""

    version: int
    digest: Digest
    departments: Annotated[tuple[Department, ...], Field(min_length=1)]


class AcknowledgeNote(Decision):
    """A department has the note."""

    department: Department


class CancelVisit(Decision):
    """The programme ends the visit before its time."""


class Occurrence(Model):
    """Something that happened without a person."""


class CalendarFetched(Occurrence):
    """The bank holidays around the visit are known."""

    calendar: WorkingCalendar


class DeadlinePassed(Occurrence):
    """A moment that `rules.deadlines` named has come."""

    deadline: DeadlineKind
    due: datetime


class LettersSettled(Occurrence):
    """The post room tells what became of letters."""

    outcomes: tuple[LetterOutcome, ...]


Message = Decision | Occurrence
