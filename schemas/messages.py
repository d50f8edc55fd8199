"""What people and clocks tell a visit.

`OpenVisit` starts it. Each `Decision` is one Temporal update of its own name. `Occurrence`s are
told by the workflow to itself. A message says what was decided and by whom; the words that go
with it are in the register, behind a `ContentRef`. What is recorded later says when it happened: on
which day, and at what time where that is known.
"""

from datetime import date, datetime, timedelta
from typing import Annotated

from pydantic import Field

from schemas.areas import AreaName, CouncilType, Region
from schemas.base import Model, is_nothing
from schemas.clock import LocalTime
from schemas.content import ContentRef
from schemas.decided import Decided
from schemas.ids import (
    ActorRef,
    AreaCode,
    CaseRef,
    Digest,
    FindingRef,
    LetterKey,
    PersonRef,
    ProgrammeId,
    SchoolUrn,
    SlotId,
    VisitId,
)
from schemas.parts import (
    CaseStudy,
    Contact,
    CorrectedPerson,
    Declaration,
    FindingCount,
    Legacy,
    LetterOutcome,
    SectionComments,
    Slot,
    TeamMember,
)
from schemas.policy import VisitPolicy
from schemas.terms import TermsAround
from schemas.values import (
    Answer,
    DeadlineKind,
    Department,
    FindingKind,
    LetterKind,
    LetterStatus,
    Mode,
    Reply,
    SurveyAudience,
)
from schemas.working_calendar import WorkingCalendar

RULES_VERSION = 5
"""Raised when `decide` changes what it decides for the same input; visits keep theirs. What changed
with each version is in `rules.versions`."""


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
        legacy: What a deferred visit leaves to this one, its successor.
        area_name: What the area is called, for operators to find it by.
        out_of_term: Whether its days are out of the area's school terms.
        reason: Why it is these days, where somebody said so.
    """

    visit_id: VisitId
    programme: ProgrammeId
    area: AreaCode
    region: Region
    council_type: CouncilType
    day_one: date
    actor: ActorRef
    policy: VisitPolicy = Field(default_factory=VisitPolicy)
    rules_version: int = RULES_VERSION
    clock_offset: timedelta = timedelta(0)
    legacy: Legacy | None = None
    # Not written where it says nothing: starts that were announced before keep their bytes.
    area_name: AreaName | None = Field(default=None, exclude_if=is_nothing)
    out_of_term: bool = Field(default=False, exclude_if=is_nothing)
    reason: ContentRef | None = Field(default=None, exclude_if=is_nothing)


class Decision(Decided):
    """Something a person decided about a visit."""


class RecordContacts(Decision):
    """Whom to write to in the area and in the departments; who has another address is told."""

    content: ContentRef
    contacts: tuple[Contact, ...]
    corrected: tuple[CorrectedPerson, ...] = ()


class CorrectPerson(Decision):
    """Somebody's name or address is put right."""

    corrected: CorrectedPerson


class ResendLetter(Decision):
    """A letter is sent once more, in the same words."""

    letter: LetterKey


class AddLetterNote(Decision):
    """A note of a coordinator's own goes with the next letters of a kind, once.

    Attributes:
        kind: With which letters.
        recipient: Only with theirs; `None` for everybody who has one.
        content: Its words, in the register.
    """

    kind: LetterKind
    recipient: PersonRef | None = None
    content: ContentRef


class RemoveLetterNote(Decision):
    """A note that has not gone yet goes with no letter."""

    number: int = Field(ge=1)


class RecordDelivery(Decision):
    """A person's word, or a provider's receipt, on what became of a letter."""

    letter: LetterKey
    status: LetterStatus
    happened_on: date | None = None
    happened_at: LocalTime | None = None


class Respond(Decision):
    """The area's reply to the invitation."""

    answer: Answer
    happened_on: date | None = None
    happened_at: LocalTime | None = None


class ExtendReply(Decision):
    """The area is given until the end of a later day to reply."""

    until: date


class RecordNoReply(Decision):
    """The area has not replied, and the visit will not take place."""


class WithdrawVisit(Decision):
    """The area, having accepted, takes part no longer."""


class NominateOfficer(Decision):
    """The area names its nominated officer."""

    officer: PersonRef
    content: ContentRef
    corrected: tuple[CorrectedPerson, ...] = ()


class DeclareConflicts(Decision):
    """Inspectors declare their conflicts of interest, or that they have none."""

    declarations: Annotated[tuple[Declaration, ...], Field(min_length=1)]
    content: ContentRef | None = None
    corrected: tuple[CorrectedPerson, ...] = ()


class OverrideConflict(Decision):
    """Two people let an inspector take part in spite of a declared conflict."""

    inspector: PersonRef
    seconder: ActorRef


class ConfirmTeam(Decision):
    """The three inspectors."""

    members: tuple[TeamMember, ...]


class ReplaceInspector(Decision):
    """Another inspector of the same role takes an inspector's place."""

    leaving: PersonRef
    joining: PersonRef


class SetDates(Decision):
    """The two days, and how they are held when that is decided with them."""

    day_one: date
    day_two: date
    mode: Mode | None = None
    terms: TermsAround | None = Field(default=None, exclude_if=is_nothing)


class SetMode(Decision):
    """How the two days are held; once a timetable is fixed, with how to join what is left."""

    mode: Mode
    content: ContentRef | None = None


class HandOverSurvey(Decision):
    """Links to the online surveys go to the area, which passes them on."""

    audiences: tuple[SurveyAudience, ...]
    content: ContentRef


class RecordSurveyResults(Decision):
    """The results of the surveys, once they have closed; what was counted is in the register.

    Attributes:
        audiences: Whose surveys they are of.
        questions: How many questions there are, those of each audience counted apart.
        content: Where the register keeps them.
        happened_on: When they were handed in, if not today.
        happened_at: At which time of that day, if that is known.
    """

    audiences: Annotated[tuple[SurveyAudience, ...], Field(min_length=1)]
    questions: int = Field(ge=1)
    content: ContentRef
    happened_on: date | None = None
    happened_at: LocalTime | None = None


class ChooseCases(Decision):
    """The lead picks from the area's anonymous list; agreements already had come with it."""

    offered: int = Field(ge=0, description="how many cases the area's list offered")
    cases: tuple[CaseStudy, ...]
    context: ContentRef | None = Field(default=None, exclude_if=is_nothing)


class AgreeCases(Decision):
    """Agreements of parents or young people that came after the choice."""

    cases: Annotated[tuple[CaseStudy, ...], Field(min_length=1)]


class AcceptFewerCases(Decision):
    """The visit goes on with fewer case studies than planned, for a reason."""


class WithdrawConsent(Decision):
    """A parent or young person withdraws their agreement to a case; no reason is asked."""

    case: CaseRef


class FixTimetable(Decision):
    """The meetings of the two days."""

    slots: tuple[Slot, ...]
    content: ContentRef


class RecordMeetings(Decision):
    """These meetings were held."""

    slots: Annotated[tuple[SlotId, ...], Field(min_length=1)]
    happened_on: date | None = None
    happened_at: LocalTime | None = None


class RecordFindings(Decision):
    """Findings were written down; their words are in the register."""

    findings: Annotated[tuple[FindingCount, ...], Field(min_length=1)]
    content: ContentRef


class HoldFeedback(Decision):
    """The feedback meeting was held."""

    happened_on: date | None = None
    happened_at: LocalTime | None = None


class IssueDraft(Decision):
    """A version of the summary note goes to the area's leaders."""

    version: int = Field(ge=1)
    content: ContentRef
    sections: int = Field(0, ge=0, description="how many; 0 when not told")
    cases: tuple[CaseRef, ...] = ()
    editable_copy: bool = Field(default=False, exclude_if=is_nothing)


class CommentOnNote(Decision):
    """The area comments on sections of the latest version; the words are in the register."""

    version: int
    comments: Annotated[tuple[SectionComments, ...], Field(min_length=1)]
    content: ContentRef


class AgreeNote(Decision):
    """These of the area's leaders, or all when none is named, agree to exactly this version."""

    version: int
    digest: Digest
    leaders: tuple[PersonRef, ...] = ()
    happened_on: date | None = None
    happened_at: LocalTime | None = None


class DecideFacts(Decision):
    """After the rounds of comments, the lead inspector decides the facts of a version."""

    version: int
    digest: Digest


class DecideSharing(Decision):
    """After the lead decided the facts, a senior manager decides whether a version is shared."""

    version: int
    digest: Digest
    share: bool


class ShareNote(Decision):
    """The agreed version goes to the departments; whose mailbox has moved is told."""

    version: int
    digest: Digest
    departments: Annotated[tuple[Department, ...], Field(min_length=1)]
    corrected: tuple[CorrectedPerson, ...] = ()


class AcknowledgeNote(Decision):
    """A department has the note."""

    department: Department
    happened_on: date | None = None
    happened_at: LocalTime | None = None


class HandOverVisit(Decision):
    """Another coordinator looks after the visit from now on."""

    to: ActorRef


class CancelVisit(Decision):
    """The programme ends the visit before its time."""


class PauseVisit(Decision):
    """The visit stands still, and its deadlines with it; before it has begun, it is on hold."""


class ResumeVisit(Decision):
    """The visit goes on.

    Attributes:
        next_day: On which day its meetings go on; of a visit on hold, its first day, `None` to
            leave that as it is.
        last_day: On which day they end; of a visit on hold, its second.
    """

    next_day: date | None = None
    last_day: date | None = None
    terms: TermsAround | None = Field(default=None, exclude_if=is_nothing)


class EndIncomplete(Decision):
    """A visit that stood still for too long ends incomplete."""


class AskDeferral(Decision):
    """The area asks for later days; preparation goes on until that is decided."""


class GrantDeferral(Decision):
    """The visit is deferred: a successor is opened for later days."""

    day_one: date
    terms: TermsAround | None = Field(default=None, exclude_if=is_nothing)


class RefuseDeferral(Decision):
    """The visit is not deferred and goes on as planned."""


class RaiseSchoolConcern(Decision):
    """A serious concern about a school is handed over, and nothing more."""

    school: SchoolUrn


class ReportDisclosure(Decision):
    """A survey reply tells of harm."""


class SeeDisclosure(Decision):
    """A person has read the survey replies that tell of harm, and acted."""


class HoldSharing(Decision):
    """The note is not to be shared until a person lets it go on."""


class ReleaseSharing(Decision):
    """The note may be shared again."""


class CorrectReply(Decision):
    """The area's reply was recorded by mistake: what it had said, if anything."""

    reply: Reply | None = None


class ReinstateVisit(Decision):
    """The visit had been ended by mistake, and goes on as it was."""


class CorrectMeetings(Decision):
    """These meetings were recorded as held by mistake."""

    slots: Annotated[tuple[SlotId, ...], Field(min_length=1)]


class CorrectFinding(Decision):
    """The words or the kind of a finding were recorded wrongly."""

    finding: FindingRef
    was: FindingKind
    kind: FindingKind
    content: ContentRef


class RecallNote(Decision):
    """The summary note was shared too early, and is called back."""


class CorrectTeam(Decision):
    """Who visited was recorded wrongly: the three inspectors who did."""

    members: tuple[TeamMember, ...]


class TakeBack(Decision):
    """What was decided last is taken back before anybody outside has heard of it."""


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
    """The post room tells what became of letters, and which wait longer than they may."""

    outcomes: tuple[LetterOutcome, ...]
    late: tuple[LetterKey, ...] = ()


Message = Decision | Occurrence
