"""What people fill in: the content and the choices of each decision, before they are parted.

The desk (`desk.desk`) puts the content of a form into the register and tells the visit the
rest. Commands, scenario files and later pages fill in the same forms.
"""

from datetime import date
from typing import Annotated

from pydantic import Field

from schemas.clock import LocalTime
from schemas.ids import ActorRef, AreaCode, CaseRef, Digest, LetterKey, PersonRef, SchoolUrn, SlotId
from schemas.links import Link, Place
from schemas.personal import Email, Name, NoteSection, Person, Personal, Text
from schemas.side_processes import Authority
from schemas.values import (
    Answer,
    ConflictKind,
    Consenter,
    Department,
    FindingKind,
    InspectorRole,
    LetterStatus,
    Mode,
    SlotKind,
    SurveyAudience,
)


class Form(Personal):
    """What a person fills in; `reason` may go with any of them."""

    reason: Text | None = None


class ContactsForm(Form):
    """Whom to write to."""

    people: tuple[Person, ...]


class DeliveryForm(Form):
    """What became of a letter."""

    letter: LetterKey
    status: LetterStatus


class ResponseForm(Form):
    """The area's reply."""

    answer: Answer


class ExtensionForm(Form):
    """More time for the area's reply."""

    until: date


class NoReplyForm(Form):
    """The area did not reply."""


class WithdrawalForm(Form):
    """The area takes part no longer; no reason is asked."""


class OfficerForm(Form):
    """The area's nominated officer."""

    ref: PersonRef | None = Field(None, description="a new one for somebody else when not given")
    name: Name
    email: Email
    organisation: Name


class InspectorForm(Personal):
    """One inspector and what they declare."""

    ref: PersonRef
    role: InspectorRole
    name: Name
    email: Email
    organisation: Name
    conflicts: tuple[ConflictKind, ...] = ()


class DeclarationsForm(Form):
    """Inspectors' declarations of conflicts of interest."""

    inspectors: Annotated[tuple[InspectorForm, ...], Field(min_length=1)]


class OverrideForm(Form):
    """An inspector takes part in spite of a conflict; a second person agrees."""

    inspector: PersonRef
    seconder: ActorRef


class ReplacementForm(Form):
    """One inspector for another of the same role."""

    leaving: PersonRef
    joining: PersonRef


class MemberForm(Personal):
    """One inspector in one role."""

    inspector: PersonRef
    role: InspectorRole


class TeamForm(Form):
    """The three inspectors."""

    members: tuple[MemberForm, ...]


class DatesForm(Form):
    """The two days."""

    day_one: date
    day_two: date
    mode: Mode | None = None


class ModeForm(Form):
    """How the days are held, and how meetings that become virtual are joined."""

    mode: Mode
    joining: Place | None = Field(None, description="each meeting's fallback when not given")


class SurveyForm(Form):
    """Links to the online surveys, one for each audience."""

    links: dict[SurveyAudience, Link]


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
    born: date | None = None
    lacks_capacity: bool = False


class CasesForm(Form):
    """The cases chosen from the area's anonymous list, with agreements already had."""

    offered: int = Field(ge=0)
    cases: tuple[AgreedCaseForm, ...]


class AgreedCasesForm(Form):
    """Agreements that came after the choice."""

    cases: Annotated[tuple[AgreedCaseForm, ...], Field(min_length=1)]


class FewerCasesForm(Form):
    """The visit goes on with fewer case studies; the reason says why."""


class WithdrawnCaseForm(Form):
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


class TimetableForm(Form):
    """The meetings of the two days."""

    meetings: Annotated[tuple[MeetingForm, ...], Field(min_length=1)]


class HeldForm(Form):
    """Meetings that were held."""

    slots: Annotated[tuple[SlotId, ...], Field(min_length=1)]


class FindingForm(Personal):
    """One finding: what it tells, in words. There is no field for a grade."""

    kind: FindingKind
    text: Text
    cases: tuple[CaseRef, ...] = ()


class FindingsForm(Form):
    """Findings written down together."""

    findings: Annotated[tuple[FindingForm, ...], Field(min_length=1)]


class FeedbackForm(Form):
    """The feedback meeting was held."""


class DraftForm(Form):
    """The next version of the summary note."""

    version: int | None = Field(None, ge=1, description="the next one when not given")
    sections: Annotated[tuple[NoteSection, ...], Field(min_length=1)]
    cases: tuple[CaseRef, ...] = ()


class CommentForm(Personal):
    """A comment on one section, by its number."""

    section: int = Field(ge=1, le=99)
    text: Text


class CommentsForm(Form):
    """Comments of the area's leaders on one version of the note."""

    version: int = Field(ge=1)
    comments: Annotated[tuple[CommentForm, ...], Field(min_length=1)]


class AgreementForm(Form):
    """The leaders' agreement to one version, by its digest when they quote it.

    Attributes:
        version: Of the note.
        digest: Of its words.
        leaders: Who agrees; all of the area's leaders when nobody is named.
    """

    version: int = Field(ge=1)
    digest: Digest | None = None
    leaders: tuple[PersonRef, ...] = ()


class FactsForm(Form):
    """The lead inspector decides that the facts of a version stand."""

    version: int = Field(ge=1)
    digest: Digest | None = None


class SharingDecisionForm(Form):
    """A senior manager decides whether a disputed version is shared."""

    version: int = Field(ge=1)
    digest: Digest | None = None
    share: bool


class SharingForm(Form):
    """The departments the agreed version goes to."""

    version: int = Field(ge=1)
    digest: Digest | None = None
    departments: Annotated[tuple[Department | PersonRef, ...], Field(min_length=1)] = tuple(
        Department
    )


class AcknowledgementForm(Form):
    """A department's acknowledgement."""

    department: Department


class HandOverForm(Form):
    """Who looks after the visit from now on."""

    to: ActorRef


class CancellationForm(Form):
    """The programme ends the visit."""


class PauseForm(Form):
    """The visit stands still; the reason is needed."""


class ResumptionForm(Form):
    """The days on which the meetings that are left are held."""

    next_day: date
    last_day: date | None = Field(None, description="the next day itself when not given")


class IncompleteForm(Form):
    """The visit ends incomplete; the reason is needed."""


class DeferralRequestForm(Form):
    """The area asks for later days; the reason is needed."""


class DeferralForm(Form):
    """Later days are granted."""

    day_one: date


class DeferralRefusalForm(Form):
    """Later days are refused; the reason is needed."""


class SchoolConcernForm(Form):
    """A serious concern about a school: which school, and nothing more."""

    school: SchoolUrn


class DisclosureForm(Form):
    """A survey reply tells of harm, or a person has seen to those that do."""

    seen: bool = False


class HeldSharingForm(Form):
    """The sharing of the note waits."""


class ReleasedSharingForm(Form):
    """The sharing of the note goes on."""


class SideForm(Form):
    """What people fill in for a referral or a complaint, which live beside their visit."""


class ReferralForm(SideForm):
    """To whom a safeguarding concern was referred. There is no field for what it is about."""

    authority: Authority = Authority.CHILDRENS_SERVICES
    area: AreaCode | None = Field(None, description="where the child lives; the visit's area")


class ReferralConfirmationForm(SideForm):
    """The authority has the referral."""

    number: int = Field(1, ge=1)


class ComplaintForm(SideForm):
    """A complaint, in the words of whoever makes it."""

    text: Text


class ComplaintAnswerForm(SideForm):
    """The answer to a complaint, or to the review of one."""

    number: int = Field(1, ge=1)
    text: Text


class ComplaintReviewForm(SideForm):
    """Whoever complained asks for a review of the answer."""

    number: int = Field(1, ge=1)
