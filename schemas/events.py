"""What has happened in a visit: the facts that are recorded and published.

A type's name is `<subject>.<what happened, past tense>.v<major>`. Within a major version fields
are only ever added, and with a default; anything else is a new type, published beside the old
one for a while. Retired types stay in the enumeration.

Every event is thin and impersonal: references, versions, digests, dates and kinds.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

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
    VisitDays,
)
from schemas.policy import VisitPolicy
from schemas.values import Department, Mode, Outcome, SurveyAudience, TaskKind
from schemas.working_calendar import WorkingCalendar


class EventType(StrEnum):
    """Every event there is. See the module's docstring for the grammar."""

    OPENED = "visit.opened.v1"
    CALENDAR_FETCHED = "visit.calendar_fetched.v1"
    CONTACTS_RECORDED = "visit.contacts_recorded.v1"
    INVITED = "visit.invited.v1"
    INVITATION_SENT = "visit.invitation_sent.v1"
    INVITATION_DELIVERED = "visit.invitation_delivered.v1"
    LETTER_DELIVERED = "visit.letter_delivered.v1"
    LETTER_FAILED = "visit.letter_failed.v1"
    REPLY_REMINDED = "visit.reply_reminded.v1"
    ACCEPTED = "visit.accepted.v1"
    DECLINED = "visit.declined.v1"
    OFFICER_NOMINATED = "visit.officer_nominated.v1"
    CONFLICTS_DECLARED = "visit.conflicts_declared.v1"
    TEAM_CONFIRMED = "visit.team_confirmed.v1"
    DATES_SET = "visit.dates_set.v1"
    MODE_SET = "visit.mode_set.v1"
    ARRANGEMENTS_CONFIRMED = "visit.arrangements_confirmed.v1"
    SURVEY_HANDED_OVER = "visit.survey_handed_over.v1"
    SURVEY_OPENED = "visit.survey_opened.v1"
    SURVEY_CLOSED = "visit.survey_closed.v1"
    CASES_CHOSEN = "visit.cases_chosen.v1"
    CASES_AGREED = "visit.cases_agreed.v1"
    TIMETABLE_FIXED = "visit.timetable_fixed.v1"
    STARTED = "visit.started.v1"
    MEETINGS_HELD = "visit.meetings_held.v1"
    FINDINGS_RECORDED = "visit.findings_recorded.v1"
    FEEDBACK_HELD = "visit.feedback_held.v1"
    NOTE_DRAFTED = "visit.note_drafted.v1"
    NOTE_AGREED = "visit.note_agreed.v1"
    NOTE_SHARED = "visit.note_shared.v1"
    NOTE_ACKNOWLEDGED = "visit.note_acknowledged.v1"
    TASK_RAISED = "visit.task_raised.v1"
    CLOSED = "visit.closed.v1"
    CANCELLED = "visit.cancelled.v1"


class Opened(Model):
    """A visit to a local area was opened."""

    type: Literal[EventType.OPENED] = EventType.OPENED
    programme: ProgrammeId
    area: AreaCode
    region: Region
    council_type: CouncilType
    day_one: date
    policy: VisitPolicy
    rules_version: int


class CalendarKnown(Model):
    """The bank holidays by which the visit counts were fetched."""

    type: Literal[EventType.CALENDAR_FETCHED] = EventType.CALENDAR_FETCHED
    calendar: WorkingCalendar


class ContactsRecorded(Model):
    """Whom to write to was recorded."""

    type: Literal[EventType.CONTACTS_RECORDED] = EventType.CONTACTS_RECORDED
    content: ContentRef
    contacts: tuple[Contact, ...]


class Invited(Model):
    """The area was invited; the letters are on their way."""

    type: Literal[EventType.INVITED] = EventType.INVITED
    round: int


class InvitationSent(Model):
    """Invitations were taken by a provider that cannot prove delivery.

    Without a bounce or a person's word by `assumed_delivered_at` they count as delivered then.
    """

    type: Literal[EventType.INVITATION_SENT] = EventType.INVITATION_SENT
    outcomes: tuple[LetterOutcome, ...]
    assumed_delivered_at: datetime


class InvitationDelivered(Model):
    """An invitation was proven delivered; with the last one the reply clock starts."""

    type: Literal[EventType.INVITATION_DELIVERED] = EventType.INVITATION_DELIVERED
    outcomes: tuple[LetterOutcome, ...]
    reply_due: datetime | None


class LetterDelivered(Model):
    """A person found that a letter had arrived after all, or told its content otherwise."""

    type: Literal[EventType.LETTER_DELIVERED] = EventType.LETTER_DELIVERED
    letter: LetterKey


class LetterFailed(Model):
    """A letter did not reach its recipient, or nobody can tell; a person is asked to see to it."""

    type: Literal[EventType.LETTER_FAILED] = EventType.LETTER_FAILED
    outcome: LetterOutcome


class ReplyReminded(Model):
    """The area was reminded of its reply."""

    type: Literal[EventType.REPLY_REMINDED] = EventType.REPLY_REMINDED
    reply_due: datetime


class Accepted(Model):
    """The area takes part."""

    type: Literal[EventType.ACCEPTED] = EventType.ACCEPTED


class Declined(Model):
    """The area does not take part. No reason is asked, and none is kept."""

    type: Literal[EventType.DECLINED] = EventType.DECLINED


class OfficerNominated(Model):
    """The area named its nominated officer."""

    type: Literal[EventType.OFFICER_NOMINATED] = EventType.OFFICER_NOMINATED
    officer: PersonRef
    content: ContentRef


class ConflictsDeclared(Model):
    """Inspectors declared their conflicts of interest, or none."""

    type: Literal[EventType.CONFLICTS_DECLARED] = EventType.CONFLICTS_DECLARED
    declarations: tuple[Declaration, ...]


class TeamConfirmed(Model):
    """The three inspectors were confirmed."""

    type: Literal[EventType.TEAM_CONFIRMED] = EventType.TEAM_CONFIRMED
    members: tuple[TeamMember, ...]


class DatesSet(Model):
    """The two days were set."""

    type: Literal[EventType.DATES_SET] = EventType.DATES_SET
    days: VisitDays


class ModeSet(Model):
    """How the visit is held was set."""

    type: Literal[EventType.MODE_SET] = EventType.MODE_SET
    mode: Mode


class ArrangementsConfirmed(Model):
    """Team, days and mode stand, and the area is told."""

    type: Literal[EventType.ARRANGEMENTS_CONFIRMED] = EventType.ARRANGEMENTS_CONFIRMED
    round: int


class SurveyHandedOver(Model):
    """Links to the surveys were handed to the area."""

    type: Literal[EventType.SURVEY_HANDED_OVER] = EventType.SURVEY_HANDED_OVER
    audiences: tuple[SurveyAudience, ...]
    content: ContentRef
    round: int


class SurveyOpened(Model):
    """The surveys take replies."""

    type: Literal[EventType.SURVEY_OPENED] = EventType.SURVEY_OPENED
    closes: datetime


class SurveyClosed(Model):
    """The surveys take no more replies."""

    type: Literal[EventType.SURVEY_CLOSED] = EventType.SURVEY_CLOSED


class CasesChosen(Model):
    """Case studies were chosen from the area's anonymous list."""

    type: Literal[EventType.CASES_CHOSEN] = EventType.CASES_CHOSEN
    offered: int
    cases: tuple[CaseStudy, ...]


class CasesAgreed(Model):
    """A parent or young person agreed to each of these cases."""

    type: Literal[EventType.CASES_AGREED] = EventType.CASES_AGREED
    cases: tuple[CaseStudy, ...]


class TimetableFixed(Model):
    """The meetings of the two days were fixed and sent."""

    type: Literal[EventType.TIMETABLE_FIXED] = EventType.TIMETABLE_FIXED
    round: int
    slots: tuple[Slot, ...]
    content: ContentRef


class Started(Model):
    """The first meeting was held: the visit has begun."""

    type: Literal[EventType.STARTED] = EventType.STARTED


class MeetingsHeld(Model):
    """Meetings were held."""

    type: Literal[EventType.MEETINGS_HELD] = EventType.MEETINGS_HELD
    slots: tuple[SlotId, ...]


class FindingsRecorded(Model):
    """Findings were written down."""

    type: Literal[EventType.FINDINGS_RECORDED] = EventType.FINDINGS_RECORDED
    findings: tuple[FindingCount, ...]
    content: ContentRef


class FeedbackHeld(Model):
    """The feedback meeting was held."""

    type: Literal[EventType.FEEDBACK_HELD] = EventType.FEEDBACK_HELD


class NoteDrafted(Model):
    """A version of the summary note went to the area's leaders."""

    type: Literal[EventType.NOTE_DRAFTED] = EventType.NOTE_DRAFTED
    version: int
    content: ContentRef


class NoteAgreed(Model):
    """The area's leaders agreed to this version."""

    type: Literal[EventType.NOTE_AGREED] = EventType.NOTE_AGREED
    version: int
    digest: Digest


class NoteShared(Model):
    """The agreed version went to these departments."""

    type: Literal[EventType.NOTE_SHARED] = EventType.NOTE_SHARED
    version: int
    digest: Digest
    departments: tuple[Department, ...]


class NoteAcknowledged(Model):
    """A department has the note."""

    type: Literal[EventType.NOTE_ACKNOWLEDGED] = EventType.NOTE_ACKNOWLEDGED
    department: Department


class TaskRaised(Model):
    """A person is asked to see to something."""

    type: Literal[EventType.TASK_RAISED] = EventType.TASK_RAISED
    task: TaskKind
    letter: LetterKey | None = None


class Closed(Model):
    """The visit is complete."""

    type: Literal[EventType.CLOSED] = EventType.CLOSED
    outcome: Literal[Outcome.CLOSED] = Outcome.CLOSED


class Cancelled(Model):
    """The programme ended the visit before its time."""

    type: Literal[EventType.CANCELLED] = EventType.CANCELLED


Fact = Annotated[
    Opened
    | CalendarKnown
    | ContactsRecorded
    | Invited
    | InvitationSent
    | InvitationDelivered
    | LetterDelivered
    | LetterFailed
    | ReplyReminded
    | Accepted
    | Declined
    | OfficerNominated
    | ConflictsDeclared
    | TeamConfirmed
    | DatesSet
    | ModeSet
    | ArrangementsConfirmed
    | SurveyHandedOver
    | SurveyOpened
    | SurveyClosed
    | CasesChosen
    | CasesAgreed
    | TimetableFixed
    | Started
    | MeetingsHeld
    | FindingsRecorded
    | FeedbackHeld
    | NoteDrafted
    | NoteAgreed
    | NoteShared
    | NoteAcknowledged
    | TaskRaised
    | Closed
    | Cancelled,
    Field(discriminator="type"),
]


class Event(Model):
    """One fact in a visit's own order.

    Attributes:
        visit_id: The stream it belongs to.
        sequence: 1, 2, 3… within the visit, without a gap.
        at: When it happened, by the visit's clock.
        actor: Who made it happen; `system` when nobody did.
        reason: Why, where a person gave a reason; the words are in the register.
        fact: What happened.
    """

    visit_id: VisitId
    sequence: int = Field(ge=1)
    at: datetime
    actor: ActorRef
    reason: ContentRef | None = None
    fact: Fact

    @property
    def type(self) -> EventType:
        """The kind of fact."""
        return self.fact.type


EVENT: TypeAdapter[Event] = TypeAdapter(Event)
