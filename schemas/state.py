"""All that a visit knows: the fold of its events."""

from datetime import date, datetime

from pydantic import Field

from schemas.areas import CouncilType, Region
from schemas.base import Model, is_nothing
from schemas.content import ContentRef
from schemas.ids import (
    ActorRef,
    AreaCode,
    CaseRef,
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
    Copies,
    Declaration,
    LetterOutcome,
    NoteVersion,
    SectionComments,
    Slot,
    Task,
    TeamMember,
    VisitDays,
)
from schemas.policy import VisitPolicy
from schemas.values import Action, Department, Mode, Outcome, Owner, Reply, Stage, SurveyAudience
from schemas.working_calendar import WorkingCalendar


class Invitation(Model):
    """The latest round of invitations.

    Attributes:
        round: Counts the times that somebody was invited, from 1.
        invited_at: When this round was decided.
        outcomes: The latest that is known of each reader's letter.
        assumed_delivered_at: When letters that were handed over count as delivered, unless one
            comes back before.
        delivered_at: When the last addressee had it, which starts the time for a reply; `None`
            while one has yet to be reached.
        reminded: Whether the area was reminded to reply within that time.
        extended_to: The last day for the reply, where it is later than the policy has it.
        extensions: Counts the times that it was made later; reminders are told apart by it.
    """

    round: int
    invited_at: datetime
    outcomes: tuple[LetterOutcome, ...] = ()
    assumed_delivered_at: datetime | None = None
    delivered_at: datetime | None = None
    reminded: bool = False
    extended_to: date | None = None
    extensions: int = 0


class Survey(Model):
    """The online surveys.

    Attributes:
        audiences: A survey each.
        content: Where the register keeps their links.
        round: Counts the times that the links were handed over, from 1.
        opened_at: When replies could be given.
        closed_at: When that ended.
    """

    audiences: tuple[SurveyAudience, ...]
    content: ContentRef
    round: int
    opened_at: datetime | None = None
    closed_at: datetime | None = None


class RecordedResults(Model):
    """The results of the surveys that hold.

    Attributes:
        audiences: Whose surveys they are of.
        questions: How many questions there are, those of each audience counted apart.
        content: Where the register keeps them.
        handed_in_at: When they were handed in, or else recorded.
    """

    audiences: tuple[SurveyAudience, ...]
    questions: int
    content: ContentRef
    handed_in_at: datetime


class CaseStudies(Model):
    """The chosen cases.

    Attributes:
        offered: How many the area's list had.
        cases: Those chosen whose agreement was not taken back.
        context: Where the register keeps age bands and needs, those of cases since withdrawn
            among them.
    """

    offered: int
    cases: tuple[CaseStudy, ...]
    context: ContentRef | None = Field(default=None, exclude_if=is_nothing)

    @property
    def all_agreed(self) -> bool:
        """Whether somebody agreed to each case."""
        return all(case.agreed_by for case in self.cases)


class Meetings(Model):
    """The fixed timetable of the two days and what was held of it.

    Attributes:
        round: Counts the times it was sent; the calendar entry's SEQUENCE is one less.
        slots: The meetings.
        content: Their words.
        held: What was held of it.
        holders: Who has the calendar entry.
        joined: Who of them had none before the latest change.
        left: Who had one until then and has no place in the visit any more.
        fixed_at: When it was last sent.
    """

    round: int
    slots: tuple[Slot, ...]
    content: ContentRef
    held: tuple[SlotId, ...] = ()
    holders: tuple[PersonRef, ...] = ()
    joined: tuple[PersonRef, ...] = ()
    left: tuple[PersonRef, ...] = ()
    fixed_at: datetime | None = None


class Entries(Model):
    """The calendar entry of the two days, before there is a timetable.

    Attributes:
        holders: Who has it, by a confirmation of the days.
        left: Who had it until the latest change and has no place in the visit any more.
    """

    holders: tuple[PersonRef, ...] = ()
    left: tuple[PersonRef, ...] = ()


class CommentRound(Model):
    """One round of comments: those on one version of the note."""

    version: int
    comments: tuple[SectionComments, ...]
    content: ContentRef


class FactsStand(Model):
    """The lead inspector's decision on the facts of one version."""

    version: int
    decided_by: ActorRef


class Agreement(Model):
    """What lets one version be shared.

    Attributes:
        version: Of the note.
        digest: Of exactly these words.
        agreed_at: When.
        leaders: Who of the area's leaders agreed.
        by_manager: Whether a senior manager decided it, not all leaders having agreed.
    """

    version: int
    digest: Digest
    agreed_at: datetime
    leaders: tuple[PersonRef, ...] = ()
    by_manager: bool = False


class Sharing(Model):
    """The note in the hands of one department.

    Attributes:
        department: Which.
        shared_at: When it was shared.
        sequence: The event that did; 0 where earlier rules did not keep it.
        acknowledged_at: When they said that they have it.
        reminded_at: When they were reminded to.
    """

    department: Department
    shared_at: datetime
    sequence: int = 0
    acknowledged_at: datetime | None = None
    reminded_at: datetime | None = None


class Pause(Model):
    """A visit that stands still: paused once it has begun, on hold before.

    Attributes:
        number: Counts its pauses, or its holds.
        since: From when on.
        until: Until when it can go on; of one on hold, when a person is asked whether it does.
    """

    number: int
    since: datetime
    until: datetime


class DeferralRequest(Model):
    """The area's request for later days, not decided yet."""

    number: int
    asked_at: datetime
    decision_due: datetime


class Succession(Model):
    """The visit that takes a deferred one's place.

    Attributes:
        visit_id: Its id.
        day_one: Its first day, as it was granted.
        out_of_term: Whether that is out of term, for a recorded reason.
    """

    visit_id: VisitId
    day_one: date
    out_of_term: bool = Field(default=False, exclude_if=is_nothing)


class Ending(Model):
    """What a visit was like until it ended, so that it can go on as it was.

    Attributes:
        sequence: The event that ended it.
        stage: Where it was.
        tasks: What people were asked.
        pause: Whether it stood still.
        deferral: Whether later days were asked for.
    """

    sequence: int
    stage: Stage
    tasks: tuple[Task, ...] = ()
    pause: Pause | None = None
    deferral: DeferralRequest | None = None


class Acceptance(Model):
    """The area's acceptance.

    Attributes:
        sequence: The event that recorded it.
        at: When it was recorded.
    """

    sequence: int
    at: datetime


class PutRight(Model):
    """The latest time that a reply, or an end, which had been recorded by mistake was put right.

    Attributes:
        number: Counts these times, from 1; letters of what happens again are told apart by it.
        outcome: The end that did not hold; `None` where an acceptance did not.
        reply: The area's reply that holds instead; `None` while there is none.
    """

    number: int
    outcome: Outcome | None = None
    reply: Reply | None = None


class TeamPutRight(Model):
    """The latest time that it was put right who had visited.

    Attributes:
        number: Counts these times, from 1.
        note: The latest version of the note by then, which names others; 0 if there was none.
    """

    number: int
    note: int


class NextAction(Model):
    """What happens next, who holds it, and by when.

    Attributes:
        departments: Of the departments those that still hold it, once another has done it.
    """

    action: Action
    owner: Owner
    due: datetime | None = None
    departments: tuple[Department, ...] = Field(default=(), exclude_if=is_nothing)


class VisitState(Model):
    """One visit. `rules.evolve` is the only writer.

    Attributes:
        policy: Periods and limits, as they were when it was opened.
        rules_version: The rules that it keeps for life (`rules.versions`).
        sequence: The number of its last event.
        outcome: How it ended; `None` while it has not.
        day_one: The first day as planned, until `days` are set.
        calendar: The bank holidays it counts with; `None` until they are looked up.
        contacts_content: Where the register keeps who the contacts are.
        officer: Whom the area named to arrange the visit with.
        declarations: The latest of each inspector, of the team or not.
        team: The three inspectors; empty until confirmed, and while a late conflict keeps it open.
        days: The two days, once they are set.
        arrangements_round: Counts the times that team, days and mode were confirmed to the area.
        arrangements_stand: Whether what was confirmed last still holds.
        arrangements_at: When that was.
        entries: The calendar entry of the days, before there is a timetable.
        meetings: The timetable, once it is fixed.
        findings_recorded: How many there are.
        findings_content: Where the register keeps those recorded last.
        feedback_held_at: When the feedback meeting was held, with which the days are over.
        note: The latest version.
        agreement: What lets it be shared.
        sharings: Which departments have it.
        tasks: What people are asked to see to.
        coordinator: Who looks after it.
        overridden: Inspectors whose conflict two people have overridden.
        stood_down: Counts the times that somebody was told that they are no part of it any more;
            these letters are told apart by it.
        fewer_cases_accepted: Whether it goes on with fewer cases than the policy has.
        cases_withdrawn: Those to which agreement was taken back.
        note_void_since: When a version that stood became void, from which a new one is due.
        comment_rounds: The area's comments, version by version.
        signed: Leaders who have agreed to the latest version.
        facts: The decision on the facts of the latest version, if the rounds came to that.
        pause: Since when and until when it stands still, while it does.
        pauses: Counts the times that it was paused after it had begun.
        holds: Counts the times that it was put on hold before.
        resumed_on: The day on which it went on after the latest pause.
        deferral: The area's request for later days, while it is not decided.
        deferrals_asked: Counts these requests.
        deferred_to: The visit that takes its place.
        predecessor: The visit whose place it takes.
        disclosures: Counts survey replies that told of harm.
        disclosures_seen: How many of them somebody has seen to.
        sharing_held_since: Since when a person holds up the sharing of the note, while they do.
        sharing_released_at: When it could be shared again, after that or after a recall.
        letters_seen_to: Letters that were lost, and about which nobody is asked any more.
        former: Who had a part in it once and has none.
        copies: Which copy of letters somebody is written, where it is not the first.
        corrections: Counts the times that somebody's name or address was put right.
        acceptance: How the area accepted, which can be put right for some time.
        deferral_before: The request that was open as it began; it is open again if it turns out
            that it has not begun.
        ending: What it was like before it ended, to which it can go back.
        put_right: The latest time that a reply or an end was put right.
        survey_results: What the surveys came to, if that was recorded.
        team_put_right: The latest time that it was put right who had visited.
        place_open: Inspectors who were of a team that was opened anew, until another is confirmed.
        parted: Who has no part any more by the latest event, and is told so by it.
        letter_notes: The numbers of a coordinator's notes to letters that were not taken out.
        letter_notes_added: How many there have been.
    """

    visit_id: VisitId
    programme: ProgrammeId
    area: AreaCode
    region: Region
    council_type: CouncilType
    policy: VisitPolicy
    rules_version: int
    sequence: int
    stage: Stage
    outcome: Outcome | None = None
    opened_at: datetime
    changed_at: datetime
    ended_at: datetime | None = None
    day_one: date
    calendar: WorkingCalendar | None = None
    contacts_content: ContentRef | None = None
    contacts: tuple[Contact, ...] = ()
    invitation: Invitation | None = None
    officer: PersonRef | None = None
    declarations: tuple[Declaration, ...] = ()
    team: tuple[TeamMember, ...] = ()
    days: VisitDays | None = None
    mode: Mode | None = None
    arrangements_round: int = 0
    arrangements_stand: bool = False
    arrangements_at: datetime | None = None
    entries: Entries | None = None
    survey: Survey | None = None
    case_studies: CaseStudies | None = None
    meetings: Meetings | None = None
    findings_recorded: int = 0
    findings_content: ContentRef | None = None
    feedback_held_at: datetime | None = None
    note: NoteVersion | None = None
    agreement: Agreement | None = None
    sharings: tuple[Sharing, ...] = ()
    tasks: tuple[Task, ...] = ()
    coordinator: ActorRef | None = None
    overridden: tuple[PersonRef, ...] = ()
    stood_down: int = 0
    fewer_cases_accepted: bool = False
    cases_withdrawn: tuple[CaseRef, ...] = ()
    note_void_since: datetime | None = None
    comment_rounds: tuple[CommentRound, ...] = ()
    signed: tuple[PersonRef, ...] = ()
    facts: FactsStand | None = None
    pause: Pause | None = None
    pauses: int = 0
    holds: int = Field(default=0, exclude_if=is_nothing)
    resumed_on: date | None = None
    deferral: DeferralRequest | None = None
    deferrals_asked: int = 0
    deferred_to: Succession | None = None
    predecessor: VisitId | None = None
    disclosures: int = 0
    disclosures_seen: int = 0
    sharing_held_since: datetime | None = None
    sharing_released_at: datetime | None = None
    letters_seen_to: tuple[LetterKey, ...] = ()
    former: tuple[PersonRef, ...] = ()
    copies: tuple[Copies, ...] = ()
    corrections: int = 0
    acceptance: Acceptance | None = None
    deferral_before: DeferralRequest | None = None
    ending: Ending | None = None
    put_right: PutRight | None = None
    survey_results: RecordedResults | None = Field(default=None, exclude_if=is_nothing)
    team_put_right: TeamPutRight | None = Field(default=None, exclude_if=is_nothing)
    place_open: tuple[PersonRef, ...] = Field(default=(), exclude_if=is_nothing)
    parted: tuple[PersonRef, ...] = Field(default=(), exclude_if=is_nothing)
    letter_notes: tuple[int, ...] = Field(default=(), exclude_if=is_nothing)
    letter_notes_added: int = Field(default=0, exclude_if=is_nothing)


class Receipt(Model):
    """What a coordinator gets back once a decision is recorded.

    Attributes:
        sequence: The number of the last event it caused.
        stage: Where the visit is now.
        next_action: What happens next, who holds it, and by when.
        recorded: Whether the register has it; always so in the answer to a decision.
        letters_leave_at: When letters to people outside leave that the decision sent, while they
            wait so that it can be taken back.
        letters_stopped: How many letters that waited do not go any more, because what they told
            was put right; left out where the decision put nothing like that right.
    """

    sequence: int
    stage: Stage
    next_action: NextAction
    recorded: bool = True
    letters_leave_at: datetime | None = None
    letters_stopped: int | None = Field(default=None, exclude_if=is_nothing)


class VisitResult(Model):
    """What a finished visit leaves in Temporal."""

    outcome: Outcome
    sequence: int
