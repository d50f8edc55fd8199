"""What has happened in a visit: the facts that are recorded and published.

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
    CaseRef,
    Digest,
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
    Declaration,
    FindingCount,
    Legacy,
    LetterOutcome,
    SectionComments,
    Slot,
    TeamMember,
    VisitDays,
)
from schemas.policy import VisitPolicy
from schemas.streams import StreamKind
from schemas.values import (
    ConflictKind,
    Department,
    InspectorRole,
    Mode,
    Outcome,
    SurveyAudience,
    TaskKind,
)
from schemas.working_calendar import WorkingCalendar


class EventType(StrEnum):
    """Every event there is.

    A type's name is `<subject>.<what happened>.v<major>`: the subject is a noun in the singular
    (`visit`, `referral`, `complaint`, `note`), what happened is in the past tense with underscores
    between words, and the version is a whole number from 1. Within a major version only fields
    that are optional for a reader come and go; anything else is a new type, published beside the
    old one for a while. Retired types stay in the enumeration and in `RETIRED`.
    """

    OPENED = "visit.opened.v1"
    CALENDAR_FETCHED = "visit.calendar_fetched.v1"
    CONTACTS_RECORDED = "visit.contacts_recorded.v1"
    INVITED = "visit.invited.v1"
    INVITATION_SENT = "visit.invitation_sent.v1"
    INVITATION_DELIVERED = "visit.invitation_delivered.v1"
    LETTER_DELIVERED = "visit.letter_delivered.v1"
    LETTER_FAILED = "visit.letter_failed.v1"
    REPLY_REMINDED = "visit.reply_reminded.v1"
    REPLY_EXTENDED = "visit.reply_extended.v1"
    NO_REPLY = "visit.no_reply_recorded.v1"
    ACCEPTED = "visit.accepted.v1"
    DECLINED = "visit.declined.v1"
    WITHDRAWN = "visit.withdrawn.v1"
    OFFICER_NOMINATED = "visit.officer_nominated.v1"
    CONFLICTS_DECLARED = "visit.conflicts_declared.v1"
    CONFLICT_OVERRIDDEN = "visit.conflict_overridden.v1"
    CONFLICTS_CHECKED = "visit.conflicts_checked.v1"
    TEAM_CONFIRMED = "visit.team_confirmed.v1"
    INSPECTOR_REPLACED = "visit.inspector_replaced.v1"
    DATES_SET = "visit.dates_set.v1"
    MODE_SET = "visit.mode_set.v1"
    ARRANGEMENTS_CONFIRMED = "visit.arrangements_confirmed.v1"
    SURVEY_HANDED_OVER = "visit.survey_handed_over.v1"
    SURVEY_OPENED = "visit.survey_opened.v1"
    SURVEY_CLOSED = "visit.survey_closed.v1"
    CASES_CHOSEN = "visit.cases_chosen.v1"
    CASES_AGREED = "visit.cases_agreed.v1"
    FEWER_CASES_ACCEPTED = "visit.fewer_cases_accepted.v1"
    CONSENT_WITHDRAWN = "visit.consent_withdrawn.v1"
    TIMETABLE_FIXED = "visit.timetable_fixed.v1"
    STARTED = "visit.started.v1"
    MEETINGS_HELD = "visit.meetings_held.v1"
    FINDINGS_RECORDED = "visit.findings_recorded.v1"
    FEEDBACK_HELD = "visit.feedback_held.v1"
    NOTE_DRAFTED = "visit.note_drafted.v1"
    NOTE_COMMENTED = "visit.note_commented.v1"
    NOTE_SIGNED = "visit.note_signed.v1"
    FACTS_DECIDED = "visit.facts_decided.v1"
    SHARING_DECIDED = "visit.sharing_decided.v1"
    NOTE_AGREED = "visit.note_agreed.v1"
    NOTE_SHARED = "visit.note_shared.v1"
    ACKNOWLEDGEMENT_REMINDED = "visit.acknowledgement_reminded.v1"
    NOTE_ACKNOWLEDGED = "visit.note_acknowledged.v1"
    HANDED_OVER = "visit.handed_over.v1"
    TASK_RAISED = "visit.task_raised.v1"
    CLOSED = "visit.closed.v1"
    CANCELLED = "visit.cancelled.v1"
    SCHOOL_CONCERN_RAISED = "visit.school_concern_raised.v1"
    DISCLOSURE_REPORTED = "visit.disclosure_reported.v1"
    DISCLOSURE_SEEN = "visit.disclosure_seen.v1"
    SHARING_HELD = "visit.sharing_held.v1"
    SHARING_RELEASED = "visit.sharing_released.v1"
    PAUSED = "visit.paused.v1"
    RESUMED = "visit.resumed.v1"
    ENDED_INCOMPLETE = "visit.ended_incomplete.v1"
    DEFERRAL_ASKED = "visit.deferral_asked.v1"
    DEFERRAL_REFUSED = "visit.deferral_refused.v1"
    DEFERRED = "visit.deferred.v1"
    CARRIED_OVER = "visit.carried_over.v1"


RETIRED: frozenset[EventType] = frozenset()
"""Recorded no more. They keep their members and models, for the log keeps what was recorded."""


class Opened(Model):
    """A visit to a local area was opened.

    The first event of every visit, when a coordinator opens it or when the visit before it was
    deferred; nothing has been sent yet.

    Attributes:
        programme: Of which programme it is.
        area: The local area, by its GSS code.
        region: Where the area is.
        council_type: What kind of council the area has.
        day_one: The first of the two days, as planned; `visit.dates_set.v1` may set others.
        policy: The periods and limits that hold for this visit for life.
        rules_version: Which version of the rules decides for this visit.
    """

    type: Literal[EventType.OPENED] = EventType.OPENED
    programme: ProgrammeId
    area: AreaCode
    region: Region
    council_type: CouncilType
    day_one: date
    policy: VisitPolicy
    rules_version: int


class CalendarKnown(Model):
    """The bank holidays by which the visit counts were fetched.

    Once, soon after the opening; no date of the visit is known before it.

    Attributes:
        calendar: The bank holidays, with their edition.
    """

    type: Literal[EventType.CALENDAR_FETCHED] = EventType.CALENDAR_FETCHED
    calendar: WorkingCalendar


class ContactsRecorded(Model):
    """Whom to write to was recorded.

    Each time a coordinator records or corrects the contacts; the list replaces the one before.

    Attributes:
        content: Where the register keeps names and addresses.
        contacts: Whom to write to, by reference.
    """

    type: Literal[EventType.CONTACTS_RECORDED] = EventType.CONTACTS_RECORDED
    content: ContentRef
    contacts: tuple[Contact, ...]


class Invited(Model):
    """The area was invited; the letters are on their way.

    When the day of the invitation has come and contacts are recorded; and again, with the next
    round, when corrected contacts bring somebody whom no invitation has reached.

    Attributes:
        round: How manieth time such letters go out for this visit, 1 for the first.
    """

    type: Literal[EventType.INVITED] = EventType.INVITED
    round: int


class InvitationSent(Model):
    """Invitations were taken by a provider that cannot prove delivery.

    When a provider took one or more of them. Without a bounce or a person's word by
    `assumed_delivered_at` they count as delivered then, and `visit.invitation_delivered.v1` says
    so.

    Attributes:
        outcomes: The invitations it is about, each with what became of it.
        assumed_delivered_at: When they count as delivered if nothing is heard.
    """

    type: Literal[EventType.INVITATION_SENT] = EventType.INVITATION_SENT
    outcomes: tuple[LetterOutcome, ...]
    assumed_delivered_at: datetime


class InvitationDelivered(Model):
    """An invitation was proven delivered; with the last one the reply clock starts.

    On a provider's receipt, when the time for a bounce has passed, or on a person's word; once for
    each proof that comes.

    Attributes:
        outcomes: The invitations it is about, each with what became of it.
        reply_due: When the reply is due; `null` while another invitation is still on its way.
    """

    type: Literal[EventType.INVITATION_DELIVERED] = EventType.INVITATION_DELIVERED
    outcomes: tuple[LetterOutcome, ...]
    reply_due: datetime | None


class LetterDelivered(Model):
    """A person found that a letter had arrived after all, or told its content otherwise.

    When a person says so of a letter, other than an invitation, that `visit.letter_failed.v1` was
    about.

    Attributes:
        letter: Which letter.
    """

    type: Literal[EventType.LETTER_DELIVERED] = EventType.LETTER_DELIVERED
    letter: LetterKey


class LetterFailed(Model):
    """A letter did not reach its recipient, or nobody can tell; a person is asked to see to it.

    When a provider refuses a letter, a bounce comes, an attempt was cut off, or a person says so.

    Attributes:
        outcome: Which letter, and what became of it.
    """

    type: Literal[EventType.LETTER_FAILED] = EventType.LETTER_FAILED
    outcome: LetterOutcome


class ReplyReminded(Model):
    """The area was reminded of its reply.

    Some working days before the reply is due, if there is none yet.

    Attributes:
        reply_due: When the reply is due.
    """

    type: Literal[EventType.REPLY_REMINDED] = EventType.REPLY_REMINDED
    reply_due: datetime


class ReplyExtended(Model):
    """The area was given more time to reply.

    When a coordinator names a later day.

    Attributes:
        until: The new last day.
        reply_due: The moment on it.
        remind_again: Whether a reminder is still to come before it.
    """

    type: Literal[EventType.REPLY_EXTENDED] = EventType.REPLY_EXTENDED
    until: date
    reply_due: datetime
    remind_again: bool


class NoReply(Model):
    """A person recorded that the area did not reply; the visit does not take place.

    When a person ends the visit so; never by itself, and not before the reply was due.
    """

    type: Literal[EventType.NO_REPLY] = EventType.NO_REPLY


class Accepted(Model):
    """The area takes part.

    When its acceptance is recorded; preparation begins.
    """

    type: Literal[EventType.ACCEPTED] = EventType.ACCEPTED


class Declined(Model):
    """The area does not take part. No reason is asked, and none is kept.

    When the reply to the invitation is recorded; it ends the visit.
    """

    type: Literal[EventType.DECLINED] = EventType.DECLINED


class Withdrawn(Model):
    """The area, having accepted, takes part no longer. No reason is asked.

    When a person records it, until the note has been shared; it ends the visit.
    """

    type: Literal[EventType.WITHDRAWN] = EventType.WITHDRAWN


class OfficerNominated(Model):
    """The area named its nominated officer.

    Each time one is named; the last one counts.

    Attributes:
        officer: The nominated officer, by reference.
        content: Where the register keeps name and address.
    """

    type: Literal[EventType.OFFICER_NOMINATED] = EventType.OFFICER_NOMINATED
    officer: PersonRef
    content: ContentRef


class ConflictsDeclared(Model):
    """Inspectors declared their conflicts of interest, or none.

    Each time declarations are recorded; an inspector's last one counts.

    Attributes:
        declarations: What each declared, by kinds only.
    """

    type: Literal[EventType.CONFLICTS_DECLARED] = EventType.CONFLICTS_DECLARED
    declarations: tuple[Declaration, ...]


class ConflictOverridden(Model):
    """Two people decided that an inspector may take part in spite of a declared conflict.

    When both have decided it: `actor` is the first of them. A `reason` is always given.

    Attributes:
        inspector: Who may take part.
        conflicts: What they had declared.
        seconder: The second of the two people; the first is `actor`.
    """

    type: Literal[EventType.CONFLICT_OVERRIDDEN] = EventType.CONFLICT_OVERRIDDEN
    inspector: PersonRef
    conflicts: tuple[ConflictKind, ...]
    seconder: ActorRef


class ConflictsChecked(Model):
    """The confirmed team was checked again, because team, area or days had changed.

    Right after the event that changed them, in the same decision.

    Attributes:
        conflicted: Inspectors whose conflict had been overridden for the area and days of
            before; it has to be decided again, and until then the team is open.
    """

    type: Literal[EventType.CONFLICTS_CHECKED] = EventType.CONFLICTS_CHECKED
    conflicted: tuple[PersonRef, ...] = ()


class TeamConfirmed(Model):
    """The three inspectors were confirmed.

    Each time a whole team is confirmed, all clear of conflicts or overridden; it replaces the one
    before.

    Attributes:
        members: One inspector in each role.
    """

    type: Literal[EventType.TEAM_CONFIRMED] = EventType.TEAM_CONFIRMED
    members: tuple[TeamMember, ...]


class InspectorReplaced(Model):
    """An inspector took the place of another of the same role.

    When like is replaced with like in a confirmed team.

    Attributes:
        leaving: Who left.
        joining: Who came.
        role: The role of both.
    """

    type: Literal[EventType.INSPECTOR_REPLACED] = EventType.INSPECTOR_REPLACED
    leaving: PersonRef
    joining: PersonRef
    role: InspectorRole


class DatesSet(Model):
    """The two days were set.

    Each time they are set or moved, before the visit has begun.

    Attributes:
        days: The two days.
    """

    type: Literal[EventType.DATES_SET] = EventType.DATES_SET
    days: VisitDays


class ModeSet(Model):
    """How the visit is held was set.

    Each time it is set or changed, also in the middle of day one.

    Attributes:
        mode: On site, virtual or mixed.
    """

    type: Literal[EventType.MODE_SET] = EventType.MODE_SET
    mode: Mode


class ArrangementsConfirmed(Model):
    """Team, days and mode stand, and the area is told.

    With the last of the three, and again whenever one of them changes.

    Attributes:
        round: How manieth time such letters go out for this visit, 1 for the first.
    """

    type: Literal[EventType.ARRANGEMENTS_CONFIRMED] = EventType.ARRANGEMENTS_CONFIRMED
    round: int


class SurveyHandedOver(Model):
    """Links to the surveys were handed to the area.

    When a coordinator records the links; the area's nominated officer passes them on.

    Attributes:
        audiences: For whom there are surveys.
        content: Where the register keeps the links.
        round: How manieth time such letters go out for this visit, 1 for the first.
    """

    type: Literal[EventType.SURVEY_HANDED_OVER] = EventType.SURVEY_HANDED_OVER
    audiences: tuple[SurveyAudience, ...]
    content: ContentRef
    round: int


class SurveyOpened(Model):
    """The surveys take replies.

    On their day by itself, once the links are handed over; at once if the day has passed.

    Attributes:
        closes: Until when they take replies.
    """

    type: Literal[EventType.SURVEY_OPENED] = EventType.SURVEY_OPENED
    closes: datetime


class SurveyClosed(Model):
    """The surveys take no more replies.

    At their closing time, by itself.
    """

    type: Literal[EventType.SURVEY_CLOSED] = EventType.SURVEY_CLOSED


class CasesChosen(Model):
    """Case studies were chosen from the area's anonymous list.

    Each time a choice is recorded; it replaces the one before.

    Attributes:
        offered: How many cases the list has.
        cases: Those chosen, by their numbers on the list.
    """

    type: Literal[EventType.CASES_CHOSEN] = EventType.CASES_CHOSEN
    offered: int
    cases: tuple[CaseStudy, ...]


class CasesAgreed(Model):
    """A parent or young person agreed to each of these cases.

    Each time agreements are recorded; those of before stand.

    Attributes:
        cases: Which cases, and who agreed to each.
    """

    type: Literal[EventType.CASES_AGREED] = EventType.CASES_AGREED
    cases: tuple[CaseStudy, ...]


class FewerCasesAccepted(Model):
    """The visit goes on with fewer case studies than planned.

    When a coordinator decides so; the `reason` is always given.

    Attributes:
        cases: How many there are.
    """

    type: Literal[EventType.FEWER_CASES_ACCEPTED] = EventType.FEWER_CASES_ACCEPTED
    cases: int


class ConsentWithdrawn(Model):
    """Agreement to a case was withdrawn; a note that used it is void and is recalled.

    At any time until the window for it has passed, also after the visit was closed. A department in
    `recalled_from` destroys the note it has.

    Attributes:
        case: Which case.
        void_version: The version of the note that is void by it; `null` if none used the case.
        recalled_from: Departments that must destroy their copies.
    """

    type: Literal[EventType.CONSENT_WITHDRAWN] = EventType.CONSENT_WITHDRAWN
    case: CaseRef
    void_version: int | None = None
    recalled_from: tuple[Department, ...] = ()


class TimetableFixed(Model):
    """The meetings of the two days were fixed and sent.

    When it is fixed, and again whenever days, mode, team or leaders under it change; it replaces
    the one before.

    Attributes:
        round: How manieth time such letters go out for this visit, 1 for the first.
        slots: The meetings, in order.
        content: Where the register keeps links and rooms.
    """

    type: Literal[EventType.TIMETABLE_FIXED] = EventType.TIMETABLE_FIXED
    round: int
    slots: tuple[Slot, ...]
    content: ContentRef


class Started(Model):
    """The first meeting was held: the visit has begun.

    Together with the first `visit.meetings_held.v1`, and before it.
    """

    type: Literal[EventType.STARTED] = EventType.STARTED


class MeetingsHeld(Model):
    """Meetings were held.

    Each time they are recorded as held.

    Attributes:
        slots: Which meetings, by their names in the timetable.
    """

    type: Literal[EventType.MEETINGS_HELD] = EventType.MEETINGS_HELD
    slots: tuple[SlotId, ...]


class FindingsRecorded(Model):
    """Findings were written down.

    Each time some are recorded; they add to those of before.

    Attributes:
        findings: How many of each kind are new; none is a grade.
        content: Where the register keeps the words.
    """

    type: Literal[EventType.FINDINGS_RECORDED] = EventType.FINDINGS_RECORDED
    findings: tuple[FindingCount, ...]
    content: ContentRef


class FeedbackHeld(Model):
    """The feedback meeting was held.

    On day two, after all other meetings; the note is drafted next.
    """

    type: Literal[EventType.FEEDBACK_HELD] = EventType.FEEDBACK_HELD


class NoteDrafted(Model):
    """A version of the summary note went to the area's leaders.

    For the first draft and for each version after it; agreement to an earlier version no longer
    stands.

    Attributes:
        version: Of the note.
        content: Where the register keeps the words of the note.
        sections: How many sections it has.
        cases: The case studies that it uses.
    """

    type: Literal[EventType.NOTE_DRAFTED] = EventType.NOTE_DRAFTED
    version: int
    content: ContentRef
    sections: int = 0
    cases: tuple[CaseRef, ...] = ()


class NoteCommented(Model):
    """The area commented on sections of a version; two rounds, each on one version.

    Each time comments are recorded; all those on one version are one round.

    Attributes:
        version: Of the note.
        round: The first round of comments or the second.
        comments: How many there are on each section.
        content: Where the register keeps the words of the comments.
    """

    type: Literal[EventType.NOTE_COMMENTED] = EventType.NOTE_COMMENTED
    version: int
    round: int
    comments: tuple[SectionComments, ...]
    content: ContentRef


class NoteSigned(Model):
    """Some of the area's leaders agreed to this version, and others have not yet.

    Each time some agree; with the last of them `visit.note_agreed.v1` comes instead.

    Attributes:
        version: Of the note.
        digest: Of that version's words: what was agreed to or decided on.
        leaders: Who agreed this time.
    """

    type: Literal[EventType.NOTE_SIGNED] = EventType.NOTE_SIGNED
    version: int
    digest: Digest
    leaders: tuple[PersonRef, ...]


class FactsDecided(Model):
    """The lead inspector decided that the facts of this version stand.

    After the rounds of comments, if the leaders have not agreed; the `reason` is always given.

    Attributes:
        version: Of the note.
        digest: Of that version's words: what was agreed to or decided on.
    """

    type: Literal[EventType.FACTS_DECIDED] = EventType.FACTS_DECIDED
    version: int
    digest: Digest


class SharingDecided(Model):
    """A senior manager decided whether a version that not all leaders agreed to is shared.

    After `visit.facts_decided.v1`; the `reason` is always given. If it is not shared,
    `visit.closed.v1` follows.

    Attributes:
        version: Of the note.
        digest: Of that version's words: what was agreed to or decided on.
        share: Whether it is shared.
    """

    type: Literal[EventType.SHARING_DECIDED] = EventType.SHARING_DECIDED
    version: int
    digest: Digest
    share: bool


class NoteAgreed(Model):
    """The area's leaders agreed to this version.

    With the last leader's agreement; the note may be shared from now on.

    Attributes:
        version: Of the note.
        digest: Of that version's words: what was agreed to or decided on.
        leaders: Who agreed.
    """

    type: Literal[EventType.NOTE_AGREED] = EventType.NOTE_AGREED
    version: int
    digest: Digest
    leaders: tuple[PersonRef, ...] = ()


class NoteShared(Model):
    """The agreed version went to these departments.

    When a coordinator shares it, with one department or with both.

    Attributes:
        version: Of the note.
        digest: Of that version's words: what was agreed to or decided on.
        departments: To whom it went. Each reads it at `/visits/<visit>/note`.
    """

    type: Literal[EventType.NOTE_SHARED] = EventType.NOTE_SHARED
    version: int
    digest: Digest
    departments: tuple[Department, ...]


class AcknowledgementReminded(Model):
    """Departments that have not acknowledged the note were reminded.

    Some working days after it was shared, by itself.

    Attributes:
        version: Of the note.
        departments: Whom we reminded.
    """

    type: Literal[EventType.ACKNOWLEDGEMENT_REMINDED] = EventType.ACKNOWLEDGEMENT_REMINDED
    version: int
    departments: tuple[Department, ...]


class NoteAcknowledged(Model):
    """A department has the note.

    When its acknowledgement is recorded; with the last one `visit.closed.v1` follows.

    Attributes:
        department: Which one.
    """

    type: Literal[EventType.NOTE_ACKNOWLEDGED] = EventType.NOTE_ACKNOWLEDGED
    department: Department


class HandedOver(Model):
    """Another coordinator looks after the visit from now on.

    When it is handed over.

    Attributes:
        to: The coordinator from now on.
    """

    type: Literal[EventType.HANDED_OVER] = EventType.HANDED_OVER
    to: ActorRef


class TaskRaised(Model):
    """A person is asked to see to something.

    When something did not happen in time or went wrong; it waits for a person and never ends a
    visit.

    Attributes:
        task: What is to be seen to.
        letter: The letter it is about, if it is about one.
    """

    type: Literal[EventType.TASK_RAISED] = EventType.TASK_RAISED
    task: TaskKind
    letter: LetterKey | None = None


class Closed(Model):
    """The visit is complete.

    When the last department has acknowledged the note, or when it was decided not to share it. A
    case may still be withdrawn after it.

    Attributes:
        outcome: Always `closed`: other ends have events of their own.
    """

    type: Literal[EventType.CLOSED] = EventType.CLOSED
    outcome: Literal[Outcome.CLOSED] = Outcome.CLOSED


class Cancelled(Model):
    """The programme ended the visit before its time.

    When the programme ends it, at any stage; the `reason` is always given.
    """

    type: Literal[EventType.CANCELLED] = EventType.CANCELLED


class Paused(Model):
    """The visit, begun, stands still; it may go on by `until`.

    When a person pauses it during its days; the `reason` is always given.

    Attributes:
        number: The how manieth pause of the visit.
        until: By when it must go on, or ends incomplete.
    """

    type: Literal[EventType.PAUSED] = EventType.PAUSED
    number: int
    until: datetime


class Resumed(Model):
    """The visit goes on: the meetings that are left are held from `next_day` on.

    When a person lets a paused visit go on.

    Attributes:
        number: Of the pause that is over.
        next_day: When the next meetings are.
        days: The two days as they are now.
    """

    type: Literal[EventType.RESUMED] = EventType.RESUMED
    number: int
    next_day: date
    days: VisitDays


class EndedIncomplete(Model):
    """The visit stood still for too long and ended before all was seen.

    When a person ends it; never by itself, and not before the pause's `until`. The `reason` is
    always given.
    """

    type: Literal[EventType.ENDED_INCOMPLETE] = EventType.ENDED_INCOMPLETE


class DeferralAsked(Model):
    """The area asked for later days; preparation goes on until that is decided.

    When the request is recorded; the area's reason is always given, in the register.

    Attributes:
        number: The how manieth request of the visit.
        decision_due: When a person is asked to see to it if nothing was decided.
    """

    type: Literal[EventType.DEFERRAL_ASKED] = EventType.DEFERRAL_ASKED
    number: int
    decision_due: datetime


class DeferralRefused(Model):
    """Later days were refused; the visit goes on as planned.

    When a person refuses them; the `reason` is always given.

    Attributes:
        number: Of the request.
    """

    type: Literal[EventType.DEFERRAL_REFUSED] = EventType.DEFERRAL_REFUSED
    number: int


class Deferred(Model):
    """Later days were granted: this visit ends, and its successor is planned for `day_one`.

    When a person grants them. The successor has a log of its own, which begins with
    `visit.opened.v1`.

    Attributes:
        successor: The visit that takes its place.
        day_one: Its first day as planned.
    """

    type: Literal[EventType.DEFERRED] = EventType.DEFERRED
    successor: VisitId
    day_one: date


class CarriedOver(Model):
    """What still holds was taken over from the deferred visit that this one follows.

    The second event of a successor, right after `visit.opened.v1`.

    Attributes:
        legacy: All that was taken over, by reference.
    """

    type: Literal[EventType.CARRIED_OVER] = EventType.CARRIED_OVER
    legacy: Legacy


class SchoolConcernRaised(Model):
    """A serious concern about a school is handed over to those who inspect schools.

    When an inspector raises it. Nothing is kept of what it is about.

    Attributes:
        school: The school, by its unique reference number. What the concern is, is not said.
    """

    type: Literal[EventType.SCHOOL_CONCERN_RAISED] = EventType.SCHOOL_CONCERN_RAISED
    school: SchoolUrn


class DisclosureReported(Model):
    """A survey reply tells of harm; a person is asked to read it at once.

    When whoever reads the surveys reports it. Nothing is kept of what it tells.

    Attributes:
        number: The how manieth report in this visit. The reply itself stays in the survey.
    """

    type: Literal[EventType.DISCLOSURE_REPORTED] = EventType.DISCLOSURE_REPORTED
    number: int = Field(ge=1)


class DisclosureSeen(Model):
    """A person has read the replies that tell of harm, up to this number, and acted.

    When they say so.

    Attributes:
        number: The last report that was read.
    """

    type: Literal[EventType.DISCLOSURE_SEEN] = EventType.DISCLOSURE_SEEN
    number: int = Field(ge=1)


class SharingHeld(Model):
    """A person holds the sharing of the note.

    When they decide so, usually for a complaint; the `reason` is always given.
    """

    type: Literal[EventType.SHARING_HELD] = EventType.SHARING_HELD


class SharingReleased(Model):
    """The sharing of the note may go on.

    When a person lets go what `visit.sharing_held.v1` held.
    """

    type: Literal[EventType.SHARING_RELEASED] = EventType.SHARING_RELEASED


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
    | ReplyExtended
    | NoReply
    | Accepted
    | Declined
    | Withdrawn
    | OfficerNominated
    | ConflictsDeclared
    | ConflictOverridden
    | ConflictsChecked
    | TeamConfirmed
    | InspectorReplaced
    | DatesSet
    | ModeSet
    | ArrangementsConfirmed
    | SurveyHandedOver
    | SurveyOpened
    | SurveyClosed
    | CasesChosen
    | CasesAgreed
    | FewerCasesAccepted
    | ConsentWithdrawn
    | TimetableFixed
    | Started
    | MeetingsHeld
    | FindingsRecorded
    | FeedbackHeld
    | NoteDrafted
    | NoteCommented
    | NoteSigned
    | FactsDecided
    | SharingDecided
    | NoteAgreed
    | NoteShared
    | AcknowledgementReminded
    | NoteAcknowledged
    | HandedOver
    | TaskRaised
    | SchoolConcernRaised
    | DisclosureReported
    | DisclosureSeen
    | SharingHeld
    | SharingReleased
    | Closed
    | Paused
    | Resumed
    | EndedIncomplete
    | DeferralAsked
    | DeferralRefused
    | Deferred
    | CarriedOver
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

    @property
    def subject(self) -> VisitId:
        """What the event is about."""
        return self.visit_id

    @property
    def stream(self) -> StreamKind:
        """What the stream is the stream of."""
        return StreamKind.VISIT


EVENT: TypeAdapter[Event] = TypeAdapter(Event)
