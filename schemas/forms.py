"""What people fill in: the content and the choices of each decision, before they are parted.

The desk (`desk.desk`) puts the content of a form into the register and tells the visit the
rest. Commands, scenario files and later pages fill in the same forms.
"""

from collections.abc import Callable
from typing import Annotated, ClassVar, TypeVar

from pydantic import ConfigDict, Field

from schemas import messages as m
from schemas.base import Model
from schemas.clock import LocalTime
from schemas.days import Day
from schemas.email_address import EmailAddress
from schemas.events.cases import CasesAgreed, CasesChosen, ConsentWithdrawn, FewerCasesAccepted
from schemas.events.concerns import DisclosureReported, DisclosureSeen, SchoolConcernRaised
from schemas.events.corrections import (
    AcceptanceCorrected,
    DayOnePlanned,
    FindingCorrected,
    MeetingsNotHeld,
    NoteRecalled,
    Reopened,
    TeamCorrected,
)
from schemas.events.course import (
    EndedIncomplete,
    FeedbackHeld,
    FindingsRecorded,
    MeetingsHeld,
    Paused,
    PutOnHold,
    Resumed,
    TakenOffHold,
)
from schemas.events.deferral import DeferralAsked, DeferralRefused, Deferred
from schemas.events.invitation import (
    Accepted,
    ContactsRecorded,
    Declined,
    InvitationDelivered,
    LetterDelivered,
    LetterFailed,
    LetterNoteAdded,
    LetterNoteRemoved,
    LetterResent,
    NoReply,
    PersonCorrected,
    ReplyExtended,
    Withdrawn,
)
from schemas.events.note import (
    FactsDecided,
    NoteAcknowledged,
    NoteAgreed,
    NoteCommented,
    NoteDrafted,
    NoteShared,
    NoteSigned,
    SharingDecided,
    SharingHeld,
    SharingReleased,
)
from schemas.events.preparation import (
    DatesSet,
    ModeSet,
    SurveyHandedOver,
    SurveyResultsRecorded,
    TimetableFixed,
)
from schemas.events.team import (
    ConflictOverridden,
    ConflictsDeclared,
    InspectorReplaced,
    OfficerNominated,
    TeamConfirmed,
)
from schemas.events.visit import Cancelled, HandedOver
from schemas.ids import (
    ActorRef,
    CaseRef,
    Digest,
    FindingRef,
    LetterKey,
    PersonRef,
    SchoolUrn,
    SlotId,
)
from schemas.links import Link, Place
from schemas.personal import Name, NoteSection, NoteToReaders, Person, Personal, SurveyRow, Text
from schemas.streams import FactModel
from schemas.values import (
    AgeBand,
    Answer,
    ConflictKind,
    Consenter,
    Delivery,
    Department,
    FindingKind,
    InspectorRole,
    LetterKind,
    Mode,
    Need,
    Reply,
    SlotKind,
    SurveyAudience,
)


class Form(Personal):
    """What a person fills in.

    Attributes:
        reasoned: Whether a reason may go with it; of concerns nothing that was said is kept.
        reason_needed: Whether it is refused without one, whatever else is filled in.
        not_asked: The fields that no page asks for: who signs in fills them in, or a rehearsal.
        reason: Why.
    """

    reasoned: ClassVar[bool] = True
    reason_needed: ClassVar[bool] = False
    not_asked: ClassVar[frozenset[str]] = frozenset()

    # There are fifty, of which a command fills in one and most commands none.
    model_config = ConfigDict(defer_build=True)

    reason: Text | None = None

    def subject(self, given: str) -> str:
        """The process that it is for, where `given` is what the person named: by default, that."""
        return given


FORMS: dict[str, type[Form]] = {}
"""Every form by what filling it in is called, as in commands and scenarios: `nominate`."""

FOR_MANY: set[type[Form]] = set()
"""The forms that, filled in once, make sense for many visits: nothing in them is of one alone."""

_MESSAGES: dict[type[Form], tuple[type[Model], ...]] = {}
_TOLD_BY: dict[type[Form], tuple[type[FactModel], ...]] = {}

F = TypeVar("F", bound=Form)


def form(
    called: str,
    *messages: type[Model],
    told_by: tuple[type[FactModel], ...] = (),
    among: dict[str, type[Form]] = FORMS,
    for_many: bool = False,
    reason_needed: bool = False,
) -> Callable[[type[F]], type[F]]:
    """Declare a form.

    Args:
        called: What filling it in is called.
        messages: Those that it can become.
        told_by: The facts by which it is known again that it was filled in.
        among: Where it is found by what filling it in is called.
        for_many: Whether it makes sense for many visits at once: nothing in it is of one alone.
        reason_needed: Whether the rules take it without a reason never, whatever is filled in.
    """

    def declare(kind: type[F]) -> type[F]:
        among[called] = kind
        kind.reason_needed = reason_needed
        _MESSAGES[kind] = messages
        _TOLD_BY[kind] = told_by
        if for_many:
            FOR_MANY.add(kind)
        return kind

    return declare


def messages_of(kind: type[Form]) -> tuple[type[Model], ...]:
    """What a form can become once its content is in the register."""
    return _MESSAGES[kind]


def told_by(kind: type[Form]) -> tuple[type[FactModel], ...]:
    """The facts by which it is known again that a form was filled in."""
    return _TOLD_BY[kind]


class VisitForm(Form):
    """What people fill in for a visit."""


@form("contacts", m.RecordContacts, told_by=(ContactsRecorded,))
class ContactsForm(VisitForm):
    """Whom to write to."""

    people: tuple[Person, ...]


@form("delivery", m.RecordDelivery, told_by=(LetterDelivered, LetterFailed, InvitationDelivered))
class DeliveryForm(VisitForm):
    """What became of a letter."""

    letter: LetterKey
    status: Delivery
    happened_on: Day | None = None
    happened_at: LocalTime | None = None


@form("correct", m.CorrectPerson, told_by=(PersonCorrected,))
class CorrectionForm(VisitForm):
    """One person's name, address or organisation is put right; what is not given stays."""

    person: PersonRef
    name: Name | None = None
    email: EmailAddress | None = None
    organisation: Name | None = None


@form("resend", m.ResendLetter, told_by=(LetterResent,))
class ResendingForm(VisitForm):
    """A letter is sent once more."""

    letter: LetterKey


@form("add-to-letter", m.AddLetterNote, told_by=(LetterNoteAdded,))
class LetterNoteForm(VisitForm):
    """A note of a coordinator's own is added to letters of a kind."""

    kind: LetterKind
    recipient: PersonRef | None = None
    text: NoteToReaders


@form("take-from-letter", m.RemoveLetterNote, told_by=(LetterNoteRemoved,))
class LetterNoteRemovalForm(VisitForm):
    """A note that has not gone yet goes with no letter."""

    number: int = Field(ge=1)


@form("respond", m.Respond, told_by=(Accepted, Declined))
class ResponseForm(VisitForm):
    """The area's reply."""

    answer: Answer
    happened_on: Day | None = None
    happened_at: LocalTime | None = None


@form("extend", m.ExtendReply, told_by=(ReplyExtended,), for_many=True)
class ExtensionForm(VisitForm):
    """More time for the area's reply."""

    until: Day


@form("no-reply", m.RecordNoReply, told_by=(NoReply,), for_many=True)
class NoReplyForm(VisitForm):
    """The area did not reply."""


@form("withdraw", m.WithdrawVisit, told_by=(Withdrawn,))
class WithdrawalForm(VisitForm):
    """The area takes part no longer; no reason is asked."""


@form("nominate", m.NominateOfficer, told_by=(OfficerNominated,))
class OfficerForm(VisitForm):
    """The area's nominated officer."""

    ref: PersonRef | None = Field(None, description="a new one for somebody else when not given")
    name: Name
    email: EmailAddress
    organisation: Name


class InspectorForm(Personal):
    """One inspector and what they declare."""

    ref: PersonRef
    role: InspectorRole
    name: Name
    email: EmailAddress
    organisation: Name
    conflicts: tuple[ConflictKind, ...] = ()


@form("declare", m.DeclareConflicts, told_by=(ConflictsDeclared,))
class DeclarationsForm(VisitForm):
    """Inspectors' declarations of conflicts of interest."""

    inspectors: Annotated[tuple[InspectorForm, ...], Field(min_length=1)]


@form("override", m.OverrideConflict, told_by=(ConflictOverridden,))
class OverrideForm(VisitForm):
    """An inspector takes part in spite of a conflict; a second person does the same after this."""

    not_asked = frozenset({"seconder"})

    inspector: PersonRef
    seconder: ActorRef | None = Field(
        None, description="who confirmed it, where that was elsewhere"
    )


@form("replace", m.ReplaceInspector, told_by=(InspectorReplaced,))
class ReplacementForm(VisitForm):
    """One inspector for another of the same role."""

    leaving: PersonRef
    joining: PersonRef


class MemberForm(Personal):
    """One inspector in one role."""

    inspector: PersonRef
    role: InspectorRole


@form("team", m.ConfirmTeam, told_by=(TeamConfirmed,))
class TeamForm(VisitForm):
    """The three inspectors."""

    members: tuple[MemberForm, ...]


@form("dates", m.SetDates, told_by=(DatesSet, DayOnePlanned))
class DatesForm(VisitForm):
    """The two days."""

    day_one: Day
    day_two: Day
    mode: Mode | None = None


@form("mode", m.SetMode, told_by=(ModeSet,), for_many=True)
class ModeForm(VisitForm):
    """How the days are held, and how meetings that become virtual are joined."""

    mode: Mode
    joining: Place | None = Field(None, description="each meeting's fallback when not given")


@form("survey", m.HandOverSurvey, told_by=(SurveyHandedOver,))
class SurveyForm(VisitForm):
    """Links to the online surveys, one for each audience."""

    links: dict[SurveyAudience, Link]


@form("survey-results", m.RecordSurveyResults, told_by=(SurveyResultsRecorded,))
class SurveyResultsForm(VisitForm):
    """What the surveys came to: how many gave which answer to which question."""

    rows: Annotated[tuple[SurveyRow, ...], Field(min_length=1)]
    happened_on: Day | None = None
    happened_at: LocalTime | None = None


class AgreedCaseForm(Personal):
    """Who agreed to one case, and the birthday that tells who has to; it is never kept.

    Attributes:
        case: Its number on the area's list.
        agreed_by: Who agreed.
        born: When the child or young person was born; only looked at, to tell who must agree.
        lacks_capacity: Whether a young person cannot decide this, so that a parent does; the
            form's reason says how that was judged.
    """

    case: CaseRef
    agreed_by: Consenter | None = None
    born: Day | None = None
    lacks_capacity: bool = False


class ChosenCaseForm(AgreedCaseForm):
    """A case that is chosen, and what reports may count of it.

    Attributes:
        age_band: How old the child or young person is on day one.
        need: Their main area of need.
    """

    age_band: AgeBand | None = None
    need: Need | None = None


@form("cases", m.ChooseCases, told_by=(CasesChosen,))
class CasesForm(VisitForm):
    """The cases chosen from the area's anonymous list, with agreements already had.

    What is told of them takes the place of what was told with an earlier choice.
    """

    offered: int = Field(ge=0)
    cases: tuple[ChosenCaseForm, ...]


@form("agree_cases", m.AgreeCases, told_by=(CasesAgreed,))
class AgreedCasesForm(VisitForm):
    """Agreements that came after the choice."""

    cases: Annotated[tuple[AgreedCaseForm, ...], Field(min_length=1)]


@form("proceed_cases", m.AcceptFewerCases, told_by=(FewerCasesAccepted,), reason_needed=True)
class FewerCasesForm(VisitForm):
    """The visit goes on with fewer case studies; the reason says why."""


@form("withdraw_case", m.WithdrawConsent, told_by=(ConsentWithdrawn,))
class WithdrawnCaseForm(VisitForm):
    """Agreement to a case is taken back. Nobody has to say why."""

    case: CaseRef


class MeetingForm(Personal):
    """One meeting of the two days."""

    slot_id: SlotId
    kind: SlotKind
    day: int = Field(ge=1, le=2)
    starts: LocalTime
    ends: LocalTime
    mode: Mode
    case: CaseRef | None = None
    title: Name
    place: Place
    fallback: Place


@form("timetable", m.FixTimetable, told_by=(TimetableFixed,))
class TimetableForm(VisitForm):
    """The meetings of the two days."""

    meetings: Annotated[tuple[MeetingForm, ...], Field(min_length=1)]


@form("held", m.RecordMeetings, told_by=(MeetingsHeld,))
class HeldForm(VisitForm):
    """Meetings that were held."""

    slots: Annotated[tuple[SlotId, ...], Field(min_length=1)]
    happened_on: Day | None = None
    happened_at: LocalTime | None = None


class FindingForm(Personal):
    """One finding: what it tells, in words. There is no field for a grade."""

    kind: FindingKind
    text: Text
    cases: tuple[CaseRef, ...] = ()


@form("finding", m.RecordFindings, told_by=(FindingsRecorded,))
class FindingsForm(VisitForm):
    """Findings written down together."""

    findings: Annotated[tuple[FindingForm, ...], Field(min_length=1)]


@form("feedback", m.HoldFeedback, told_by=(FeedbackHeld,))
class FeedbackForm(VisitForm):
    """The feedback meeting was held."""

    happened_on: Day | None = None
    happened_at: LocalTime | None = None


@form("draft", m.IssueDraft, told_by=(NoteDrafted,))
class DraftForm(VisitForm):
    """The next version of the summary note."""

    version: int | None = Field(None, ge=1, description="the next one when not given")
    sections: Annotated[tuple[NoteSection, ...], Field(min_length=1)]
    cases: tuple[CaseRef, ...] = ()
    editable_copy: bool = False


class CommentForm(Personal):
    """A comment on one section, by its number."""

    section: int = Field(ge=1, le=99)
    text: Text


@form("comment", m.CommentOnNote, told_by=(NoteCommented,))
class CommentsForm(VisitForm):
    """Comments of the area's leaders on one version of the note."""

    version: int | None = Field(None, ge=1, description="the latest when not given")
    comments: Annotated[tuple[CommentForm, ...], Field(min_length=1)]


@form("agree", m.AgreeNote, told_by=(NoteSigned, NoteAgreed))
class AgreementForm(VisitForm):
    """The leaders' agreement to one version, by its digest when they quote it.

    Attributes:
        version: Of the note; the latest when not given.
        digest: Of its words.
        leaders: Who agrees; all of the area's leaders when nobody is named.
    """

    version: int | None = Field(None, ge=1, description="the latest when not given")
    digest: Digest | None = None
    leaders: tuple[PersonRef, ...] = ()
    happened_on: Day | None = None
    happened_at: LocalTime | None = None


@form("decide_facts", m.DecideFacts, told_by=(FactsDecided,), reason_needed=True)
class FactsForm(VisitForm):
    """The lead inspector decides that the facts of a version stand."""

    version: int | None = Field(None, ge=1, description="the latest when not given")
    digest: Digest | None = None


@form("decide_sharing", m.DecideSharing, told_by=(SharingDecided,), reason_needed=True)
class SharingDecisionForm(VisitForm):
    """A senior manager decides whether a disputed version is shared."""

    version: int | None = Field(None, ge=1, description="the latest when not given")
    digest: Digest | None = None
    share: bool


@form("share", m.ShareNote, told_by=(NoteShared,))
class SharingForm(VisitForm):
    """The departments the agreed version goes to."""

    version: int | None = Field(None, ge=1, description="the agreed one when not given")
    digest: Digest | None = None
    departments: Annotated[tuple[Department | PersonRef, ...], Field(min_length=1)] = tuple(
        Department
    )


@form("acknowledge", m.AcknowledgeNote, told_by=(NoteAcknowledged,))
class AcknowledgementForm(VisitForm):
    """A department's acknowledgement."""

    department: Department
    happened_on: Day | None = None
    happened_at: LocalTime | None = None


@form("hand-over", m.HandOverVisit, told_by=(HandedOver,), for_many=True)
class HandOverForm(VisitForm):
    """Who looks after the visit from now on."""

    to: ActorRef


@form("cancel", m.CancelVisit, told_by=(Cancelled,), for_many=True, reason_needed=True)
class CancellationForm(VisitForm):
    """The programme ends the visit."""


@form("pause", m.PauseVisit, told_by=(Paused, PutOnHold), for_many=True, reason_needed=True)
class PauseForm(VisitForm):
    """The visit stands still; the reason is needed."""


@form("resume", m.ResumeVisit, told_by=(Resumed, TakenOffHold), for_many=True)
class ResumptionForm(VisitForm):
    """The days on which the meetings that are left are held; of a visit on hold, its two days."""

    next_day: Day | None = Field(
        None, description="a visit on hold keeps its days, where they still will do"
    )
    last_day: Day | None = Field(
        None,
        description="when not given, the next day itself; of a visit on hold, the day after it",
    )


@form("incomplete", m.EndIncomplete, told_by=(EndedIncomplete,), for_many=True, reason_needed=True)
class IncompleteForm(VisitForm):
    """The visit ends incomplete; the reason is needed."""


@form("defer-ask", m.AskDeferral, told_by=(DeferralAsked,), reason_needed=True)
class DeferralRequestForm(VisitForm):
    """The area asks for later days; the reason is needed."""


@form("defer-grant", m.GrantDeferral, told_by=(Deferred,), for_many=True)
class DeferralForm(VisitForm):
    """Later days are granted."""

    day_one: Day


@form(
    "defer-refuse",
    m.RefuseDeferral,
    told_by=(DeferralRefused,),
    for_many=True,
    reason_needed=True,
)
class DeferralRefusalForm(VisitForm):
    """Later days are refused; the reason is needed."""


@form("school_concern", m.RaiseSchoolConcern, told_by=(SchoolConcernRaised,))
class SchoolConcernForm(VisitForm):
    """A serious concern about a school: which school, and nothing more."""

    reasoned: ClassVar[bool] = False
    school: SchoolUrn


@form(
    "disclosure",
    m.ReportDisclosure,
    m.SeeDisclosure,
    told_by=(DisclosureReported, DisclosureSeen),
)
class DisclosureForm(VisitForm):
    """A survey reply tells of harm, or a person has seen to those that do."""

    reasoned: ClassVar[bool] = False
    seen: bool = False


@form("hold_sharing", m.HoldSharing, told_by=(SharingHeld,), for_many=True, reason_needed=True)
class HeldSharingForm(VisitForm):
    """The sharing of the note waits."""


@form("release_sharing", m.ReleaseSharing, told_by=(SharingReleased,), for_many=True)
class ReleasedSharingForm(VisitForm):
    """The sharing of the note goes on."""


@form("correct-reply", m.CorrectReply, told_by=(Reopened, AcceptanceCorrected), reason_needed=True)
class ReplyCorrectionForm(VisitForm):
    """The reply that holds instead of the recorded one, if there is one; the reason is needed."""

    reply: Reply | None = None


@form("reinstate", m.ReinstateVisit, told_by=(Reopened,), for_many=True, reason_needed=True)
class ReinstatementForm(VisitForm):
    """The visit had been ended by mistake; the reason is needed."""


@form("take-back", m.TakeBack, told_by=(Reopened,), for_many=True, reason_needed=True)
class TakingBackForm(VisitForm):
    """What was decided last is taken back; the reason is needed."""


@form("not-held", m.CorrectMeetings, told_by=(MeetingsNotHeld,), reason_needed=True)
class NotHeldForm(VisitForm):
    """Meetings that were recorded as held by mistake; the reason is needed."""

    slots: Annotated[tuple[SlotId, ...], Field(min_length=1)]


@form("correct-finding", m.CorrectFinding, told_by=(FindingCorrected,), reason_needed=True)
class FindingCorrectionForm(VisitForm):
    """A finding is put right; what is not given stays; the reason is needed."""

    finding: FindingRef
    kind: FindingKind | None = None
    text: Text | None = None
    cases: tuple[CaseRef, ...] | None = None


@form("recall", m.RecallNote, told_by=(NoteRecalled,), reason_needed=True)
class RecallForm(VisitForm):
    """The summary note was shared too early; the reason is needed."""


@form("correct-team", m.CorrectTeam, told_by=(TeamCorrected,), reason_needed=True)
class TeamCorrectionForm(VisitForm):
    """The three inspectors who visited, where others were recorded; the reason is needed."""

    members: tuple[MemberForm, ...]
