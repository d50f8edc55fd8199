"""Any messages, in any order, at any time: what always holds.

The machine tells a visit whatever people, the post and the clock might say, sensible or not. It
ends each run by asking a helpful world to bring the visit home, from wherever it was left.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import ClassVar, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from register.canonical import canonical_json
from rules.comments import rounds_used
from rules.correspondence import letters_after
from rules.deadlines import open_deadlines
from rules.decide import opening_events
from rules.decide.deferral import successor_opening
from rules.decide.stages import STAGES
from rules.evolve import evolve, replay
from rules.next_action import next_action
from rules.refusals import Refused
from rules.timetable import timetable
from rules.working_days import add_working_days
from rules.zones import london_date
from schemas import messages as m
from schemas.content import ContentRef
from schemas.events import (
    EVENT,
    ContactsRecorded,
    Event,
    EventType,
    InvitationDelivered,
    NoteAgreed,
    NoteDrafted,
    NoteShared,
    OfficerNominated,
)
from schemas.ids import LetterKey
from schemas.letters import LetterOrder
from schemas.parts import Contact, LetterOutcome, Slot, TeamMember
from schemas.state import VisitState
from schemas.values import (
    Answer,
    ConflictKind,
    Consenter,
    ContactRole,
    ContentKind,
    Department,
    DocumentKind,
    InspectorRole,
    LetterKind,
    LetterStatus,
    Mode,
    Outcome,
    Owner,
    Stage,
    SurveyAudience,
    TaskKind,
)
from tests.rules import visits as v
from tests.rules.carrying_on import next_step, to_the_end
from tests.rules.decide.test_stages import ENDS_A_TASK
from tests.rules.samples import (
    MANAGER,
    REASON,
    SAMPLES,
    comment_on_note,
    decide_facts,
    decide_sharing,
)

T = TypeVar("T")
Rule = TypeVar("Rule", bound=Callable[..., None])

EXAMPLES = settings(
    stateful_step_count=30,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)

POOL = (*v.TEAM, TeamMember(inspector="hmi-9", role=InspectorRole.OFSTED_EDUCATION))
NEW_DCS = Contact(ref="dcs-2", role=ContactRole.DIRECTOR_OF_CHILDRENS_SERVICES)
CONFLICTS = ((), (), *((conflict,) for conflict in ConflictKind))
OTHERS = (v.HEALTH_1, v.HEALTH_2, v.FORUM)
BEGINNINGS: tuple[Callable[[], v.Visit], ...] = (
    lambda: v.just_opened().told(v.calendar_fetched()),
    *(stage for stage in v.STAGES if stage().state.stage is not Stage.ENDED),
)
SETTLED = (
    LetterStatus.DELIVERED,
    LetterStatus.SENT,
    LetterStatus.REFUSED,
    LetterStatus.UNCERTAIN,
)


def some(items: tuple[T, ...], *, least: int = 0) -> st.SearchStrategy[list[T]]:
    return st.lists(st.sampled_from(items), min_size=least, max_size=len(items), unique=True)


_WITH_A_RULE: set[type[m.Decision]] = set()


def while_taken(decision: type[m.Decision]) -> Callable[[Rule], Rule]:
    """A rule for as long as a visit takes such decisions; elsewhere a sample is told."""
    _WITH_A_RULE.add(decision)
    return precondition(lambda self: self.visit.state.stage in STAGES[decision])


RARELY = st.sampled_from([False] * 9 + [True])
REASONS = st.sampled_from([REASON, REASON, REASON, None])
VERSIONS = st.sampled_from([0, 0, 0, 1, -1])
"""Which version of the note is meant, from the latest on."""


def modes() -> st.SearchStrategy[Mode | None]:
    return st.none() | st.sampled_from(Mode)


class AnyVisit(RuleBasedStateMachine):
    """One visit in an unruly world.

    Attributes:
        beginnings: Where visits begin.
        left_alone: The stages in which nobody helps.
    """

    beginnings: ClassVar[Sequence[Callable[[], v.Visit]]] = BEGINNINGS
    left_alone: ClassVar[Sequence[Stage]] = (Stage.ENDED,)

    def __init__(self) -> None:
        super().__init__()
        self.visit = v.just_opened()
        self.letters: dict[LetterKey, LetterOrder] = {}
        self.settled: dict[LetterKey, LetterOutcome] = {}

    # --- The clock and the helpful ------------------------------------------------------------

    @initialize(where=st.integers(0, len(BEGINNINGS) - 1))
    def begin(self, where: int) -> None:
        """Somewhere on a smooth way, so that every stage sees its share of trouble."""
        self._take(self.beginnings[where % len(self.beginnings)]())

    @rule(hours=st.sampled_from([1, 6, 24, 24 * 3, 24 * 10, 24 * 30]))
    def time_passes(self, hours: int) -> None:
        self._take(self.visit.at(self.visit.now + timedelta(hours=hours)))

    @precondition(lambda self: self.visit.state.stage not in self.left_alone)
    @rule(steps=st.integers(1, 4))
    def people_get_on_with_it(self, steps: int) -> None:
        for _ in range(steps):
            if self.visit.state.stage is not Stage.ENDED:
                self._take(next_step(self.visit))

    @rule(message=st.sampled_from(SAMPLES))
    def somebody_says_what_may_be_out_of_place(self, message: m.Decision) -> None:
        if not isinstance(message, (m.CancelVisit, m.WithdrawVisit, m.GrantDeferral)):
            self._tell(message)

    @precondition(lambda self: self.letters)
    @rule(data=st.data())
    def the_post_settles_letters(self, data: st.DataObject) -> None:
        open_ = tuple(key for key in self.letters if key not in self.settled)
        for key in data.draw(some(open_[:5])) if open_ else []:
            order, status = self.letters[key], data.draw(st.sampled_from(SETTLED))
            self.settled[key] = LetterOutcome(
                key=key, kind=order.kind, recipient=order.recipient, status=status, at=self.now
            )
        self._tell(v.settled(*(o for o in self.settled.values() if self._is_reported(o))))

    @staticmethod
    def _is_reported(outcome: LetterOutcome) -> bool:
        failed = outcome.status in {LetterStatus.REFUSED, LetterStatus.UNCERTAIN}
        return failed or outcome.kind is LetterKind.INVITATION

    # --- What people may say ------------------------------------------------------------------

    @while_taken(m.RecordContacts)
    @rule(dcs=st.sampled_from([v.DCS, NEW_DCS]), others=some(OTHERS), all_=st.booleans())
    def contacts(self, dcs: Contact, others: list[Contact], all_: bool) -> None:  # noqa: FBT001
        departments = (v.DFE, v.NHS_ENGLAND) if all_ else (v.DFE,)
        self._tell(v.record_contacts([dcs, *others, *departments]))

    @while_taken(m.RecordDelivery)
    @rule(
        data=st.data(),
        kind=st.sampled_from(["invitation", "invoice", *LetterKind]),
        number=st.integers(1, 3),
        recipient=st.sampled_from(["dcs", "health-1", "forum", "dfe", "nobody"]),
        status=st.sampled_from(LetterStatus),
    )
    def a_word_on_a_letter(
        self, data: st.DataObject, kind: str, number: int, recipient: str, status: LetterStatus
    ) -> None:
        made_up = f"{v.VISIT}/{kind}/{number}/{recipient}"
        wrong = [task.letter for task in self.visit.state.tasks if task.letter]
        letters = [*wrong, *wrong, *self.letters, made_up]
        self._tell(v.record_delivery(data.draw(st.sampled_from(letters)), status))

    @while_taken(m.Respond)
    @rule(answer=st.sampled_from([Answer.ACCEPT, Answer.ACCEPT, Answer.DECLINE]))
    def reply(self, answer: Answer) -> None:
        self._tell(v.respond(answer))

    @while_taken(m.NominateOfficer)
    @rule(officer=st.sampled_from(["officer-1", "officer-2"]))
    def officer(self, officer: str) -> None:
        self._tell(v.nominate(officer))

    @while_taken(m.DeclareConflicts)
    @rule(who=some(POOL, least=1), conflicts=st.sampled_from(CONFLICTS))
    def declarations(self, who: list[TeamMember], conflicts: tuple[ConflictKind, ...]) -> None:
        self._tell(v.declare(*who, conflicts=conflicts))

    @while_taken(m.ConfirmTeam)
    @rule(members=some(POOL, least=1))
    def team(self, members: list[TeamMember]) -> None:
        self._tell(v.confirm_team(*members))

    @while_taken(m.SetDates)
    @rule(ahead=st.integers(-2, 400), gap=st.sampled_from([1, 1, 1, 0, 2]), mode=modes())
    def dates(self, ahead: int, gap: int, mode: Mode | None) -> None:
        one = add_working_days(london_date(self.now), ahead, v.CALENDAR)
        self._tell(v.set_dates(one, add_working_days(one, gap, v.CALENDAR), mode))

    @while_taken(m.SetMode)
    @rule(mode=st.sampled_from(Mode))
    def mode(self, mode: Mode) -> None:
        self._tell(v.set_mode(mode))

    @while_taken(m.HandOverSurvey)
    @rule(audiences=some(tuple(SurveyAudience)), version=st.integers(1, 3))
    def surveys(self, audiences: list[SurveyAudience], version: int) -> None:
        self._tell(v.hand_over(audiences, version))

    @while_taken(m.ChooseCases)
    @rule(
        numbers=some(tuple(range(1, 10)), least=1),
        by=st.sampled_from([None, *Consenter]),
        offered=st.sampled_from([9, 9, 5]),
    )
    def cases(self, numbers: list[int], by: Consenter | None, offered: int) -> None:
        self._tell(v.choose_cases([v.case(n, by) for n in numbers], offered=offered))

    @while_taken(m.AgreeCases)
    @rule(numbers=some(tuple(range(1, 10)), least=1), by=st.sampled_from([None, *Consenter]))
    def agreements(self, numbers: list[int], by: Consenter | None) -> None:
        self._tell(v.agree_cases(*(v.case(n, by) for n in numbers)))

    @while_taken(m.FixTimetable)
    @rule(whole=st.booleans(), slots=some(v.SLOTS), version=st.integers(1, 3))
    def meetings(self, whole: bool, slots: list[Slot], version: int) -> None:  # noqa: FBT001
        studies = self.visit.state.case_studies
        full = v.slots_for(studies.cases if studies else (), self.visit.state.mode)
        self._tell(v.fix_timetable(full if whole else slots, version))

    @while_taken(m.RecordMeetings)
    @rule(data=st.data())
    def held(self, data: st.DataObject) -> None:
        planned = self.visit.state.meetings
        slots = tuple(s.slot_id for s in planned.slots) if planned else ("leaders",)
        self._tell(v.record_meetings(*data.draw(some((*slots, "lunch"), least=1))))

    @while_taken(m.RecordFindings)
    @rule()
    def findings(self) -> None:
        self._tell(v.record_findings())

    @while_taken(m.HoldFeedback)
    @rule()
    def feedback(self) -> None:
        self._tell(v.hold_feedback())

    @while_taken(m.IssueDraft)
    @rule(version=st.integers(1, 4), words=st.integers(1, 4))
    def draft(self, version: int, words: int) -> None:
        self._tell(v.issue_draft(version, words=words))

    @while_taken(m.AgreeNote)
    @rule(version=st.integers(1, 4), words=st.integers(1, 4))
    def agreement(self, version: int, words: int) -> None:
        self._tell(v.agree_note(version, digest=v.digest_of(words)))

    @while_taken(m.ShareNote)
    @rule(
        version=st.integers(1, 4),
        words=st.integers(1, 4),
        departments=some(tuple(Department), least=1),
    )
    def sharing(self, version: int, words: int, departments: list[Department]) -> None:
        digest = v.digest_of(words)
        self._tell(v.share_note(*departments, version=version, digest=digest))

    @while_taken(m.AcknowledgeNote)
    @rule(department=st.sampled_from(Department))
    def acknowledgement(self, department: Department) -> None:
        self._tell(v.acknowledge(department))

    @while_taken(m.CancelVisit)
    @rule(really=RARELY)
    def cancelling(self, really: bool) -> None:  # noqa: FBT001
        self._tell(v.cancel(reason=really))

    @while_taken(m.ExtendReply)
    @rule(ahead=st.integers(-1, 20))
    def extension(self, ahead: int) -> None:
        self._tell(m.ExtendReply(actor="coordinator", until=self._day(ahead)))

    @while_taken(m.RecordNoReply)
    @rule()
    def no_reply(self) -> None:
        self._tell(m.RecordNoReply(actor="coordinator"))

    @while_taken(m.WithdrawVisit)
    @rule(really=RARELY)
    def withdrawal(self, really: bool) -> None:  # noqa: FBT001
        if really:
            self._tell(m.WithdrawVisit(actor="coordinator"))

    @while_taken(m.OverrideConflict)
    @rule(
        who=st.sampled_from(POOL),
        seconder=st.sampled_from([MANAGER, MANAGER, "allocations", "hmi-1"]),
        reason=REASONS,
    )
    def override(self, who: TeamMember, seconder: str, reason: ContentRef | None) -> None:
        self._tell(
            m.OverrideConflict(
                actor="allocations", inspector=who.inspector, seconder=seconder, reason=reason
            )
        )

    @while_taken(m.ReplaceInspector)
    @rule(leaving=st.sampled_from(POOL), joining=st.sampled_from(POOL), declared=st.booleans())
    def replacement(
        self,
        leaving: TeamMember,
        joining: TeamMember,
        declared: bool,  # noqa: FBT001
    ) -> None:
        if declared:
            self._tell(v.declare(joining))
        self._tell(
            m.ReplaceInspector(
                actor="allocations", leaving=leaving.inspector, joining=joining.inspector
            )
        )

    @while_taken(m.AcceptFewerCases)
    @rule(reason=REASONS)
    def fewer_cases(self, reason: ContentRef | None) -> None:
        self._tell(m.AcceptFewerCases(actor="coordinator", reason=reason))

    @while_taken(m.WithdrawConsent)
    @rule(data=st.data(), number=st.integers(1, 9))
    def consent_withdrawn(self, data: st.DataObject, number: int) -> None:
        studies = self.visit.state.case_studies
        chosen = [case.case for case in studies.cases] if studies else []
        case = data.draw(st.sampled_from([*chosen, f"case-{number}"]))
        self._tell(m.WithdrawConsent(actor="coordinator", case=case))

    @while_taken(m.CommentOnNote)
    @rule(version=VERSIONS, words=st.integers(1, 4))
    def comments(self, version: int, words: int) -> None:
        self._tell(comment_on_note(self._version(version), words))

    @while_taken(m.AgreeNote)
    @rule(who=some(("dcs", "health-1", "health-2", "forum", "dcs-2"), least=1))
    def signatures(self, who: list[str]) -> None:
        agreement = v.agree_note(self._version(0), digest=self._digest())
        self._tell(agreement.model_copy(update={"leaders": tuple(who)}))

    @while_taken(m.DecideFacts)
    @rule(version=VERSIONS, by=st.sampled_from(["hmi-1", "hmi-1", "hmi-9", "hmi-2"]))
    def facts(self, version: int, by: str) -> None:
        self._tell(decide_facts(self._version(version), digest=self._digest(), by=by))

    @while_taken(m.DecideSharing)
    @rule(version=VERSIONS, by=st.sampled_from([MANAGER, MANAGER, "hmi-1"]), share=st.booleans())
    def sharing_of_a_disputed_note(
        self,
        version: int,
        by: str,
        share: bool,  # noqa: FBT001
    ) -> None:
        told = decide_sharing(self._version(version), digest=self._digest(), by=by, share=share)
        self._tell(told)

    @while_taken(m.HandOverVisit)
    @rule(to=st.sampled_from(["coordinator", "coordinator-2"]))
    def another_coordinator(self, to: str) -> None:
        self._tell(m.HandOverVisit(actor="coordinator", to=to))

    @while_taken(m.RaiseSchoolConcern)
    @rule(reason=REASONS)
    def school(self, reason: ContentRef | None) -> None:
        self._tell(m.RaiseSchoolConcern(actor="hmi-1", school="100000", reason=reason))

    @while_taken(m.ReportDisclosure)
    @rule(reason=st.sampled_from([None, None, REASON]))
    def disclosure(self, reason: ContentRef | None) -> None:
        self._tell(m.ReportDisclosure(actor="coordinator", reason=reason))

    @while_taken(m.SeeDisclosure)
    @rule()
    def disclosure_seen(self) -> None:
        self._tell(m.SeeDisclosure(actor="coordinator"))

    @while_taken(m.HoldSharing)
    @rule(reason=REASONS)
    def hold(self, reason: ContentRef | None) -> None:
        self._tell(m.HoldSharing(actor="coordinator", reason=reason))

    @while_taken(m.ReleaseSharing)
    @rule()
    def release(self) -> None:
        self._tell(m.ReleaseSharing(actor="coordinator"))

    @while_taken(m.PauseVisit)
    @rule(reason=REASONS)
    def pause(self, reason: ContentRef | None) -> None:
        self._tell(m.PauseVisit(actor="hmi-1", reason=reason))

    @while_taken(m.ResumeVisit)
    @rule(ahead=st.integers(-1, 12), more=st.integers(0, 2))
    def resumption(self, ahead: int, more: int) -> None:
        one, last = self._day(ahead), self._day(ahead + more)
        self._tell(m.ResumeVisit(actor="coordinator", next_day=one, last_day=max(one, last)))

    @while_taken(m.EndIncomplete)
    @rule(reason=REASONS)
    def incomplete(self, reason: ContentRef | None) -> None:
        self._tell(m.EndIncomplete(actor="coordinator", reason=reason))

    @while_taken(m.AskDeferral)
    @rule(reason=REASONS)
    def deferral_asked(self, reason: ContentRef | None) -> None:
        self._tell(m.AskDeferral(actor="coordinator", reason=reason))

    @while_taken(m.GrantDeferral)
    @rule(really=RARELY, ahead=st.integers(0, 60))
    def deferral_granted(self, really: bool, ahead: int) -> None:  # noqa: FBT001
        if really:
            self._tell(m.GrantDeferral(actor="programme-office", day_one=self._day(ahead)))

    @while_taken(m.RefuseDeferral)
    @rule(reason=REASONS)
    def deferral_refused(self, reason: ContentRef | None) -> None:
        self._tell(m.RefuseDeferral(actor="programme-office", reason=reason))

    def _day(self, ahead: int) -> date:
        return add_working_days(london_date(self.now), ahead, v.CALENDAR)

    def _version(self, beside: int) -> int:
        """The latest version of the note, or one beside it."""
        note = self.visit.state.note
        return max((note.version if note else 1) + beside, 1)

    def _digest(self) -> str:
        note = self.visit.state.note
        return note.digest if note else v.digest_of(1)

    # --- What always holds --------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        return self.visit.now

    def _tell(self, message: m.Message) -> None:
        try:
            told = self.visit.told(message)
        except Refused as refused:
            v.require_readable(refused.sentence)
        else:
            self._take(told)

    def _take(self, told: v.Visit) -> None:
        """Check each new event as it is folded in."""
        state: VisitState | None = self.visit.state
        for event in told.events[len(self.visit.events) :]:
            state = evolve(state, event)
            self._check_clock(state, event)
            for order in letters_after(state, event):
                # Who is recorded again needs nothing again: the register files a key once.
                again = isinstance(event.fact, OfficerNominated | ContactsRecorded)
                assert again or order.key not in self.letters, "a second letter is never sent"
                self.letters.setdefault(order.key, order)
                _check_recipient(state, order)
        self.visit = told
        _check_note(told.events)

    @staticmethod
    def _check_clock(state: VisitState, event: Event) -> None:
        if isinstance(event.fact, InvitationDelivered):
            dates = timetable(state)
            assert dates is not None
            assert event.fact.reply_due == dates.reply_due

    @invariant()
    def the_log_has_no_gap_and_gives_the_state_back(self) -> None:
        numbers = [event.sequence for event in self.visit.events]
        assert numbers == list(range(1, len(numbers) + 1))
        assert replay(self.visit.events) == self.visit.state

    @invariant()
    def what_is_written_is_read_again(self) -> None:
        written = canonical_json(self.visit.state)
        read = VisitState.model_validate_json(written)
        assert read == self.visit.state
        assert canonical_json(read) == written
        last = canonical_json(self.visit.events[-1])
        assert canonical_json(EVENT.validate_json(last)) == last

    @invariant()
    def somebody_or_something_is_awaited(self) -> None:
        state = self.visit.state
        coming = next_action(state)
        assert (coming.owner is Owner.NOBODY) is (state.stage is Stage.ENDED)
        assert coming.due is None or coming.due in vars(timetable(state)).values()
        # A visit that is over is kept for a time, or until a person has read what was disclosed.
        assert state.stage is not Stage.ENDED or open_deadlines(state) or state.tasks

    @invariant()
    def a_task_asks_for_what_can_still_be_done(self) -> None:
        for task in self.visit.state.tasks:
            assert any(self.visit.state.stage in STAGES[kind] for kind in ENDS_A_TASK[task.kind])

    @invariant()
    def nothing_is_asked_of_people_twice(self) -> None:
        tasks = [(task.kind, task.letter) for task in self.visit.state.tasks]
        assert len(set(tasks)) == len(tasks)

    @invariant()
    def no_visit_is_under_way_that_was_not_arranged(self) -> None:
        state = self.visit.state
        if state.stage is Stage.VISITING:
            assert state.days is not None
            assert state.meetings is not None
            assert state.case_studies is not None
            assert state.case_studies.all_agreed

    def teardown(self) -> None:
        if self.visit.state.stage is not Stage.ENDED:
            self._take(to_the_end(self.visit))
            assert self.visit.state.outcome in {Outcome.CLOSED, Outcome.INCOMPLETE}
        if self.visit.state.tasks:
            self._take(self.visit.told(m.SeeDisclosure(actor="coordinator")))
        assert open_deadlines(self.visit.state), "nothing ends the time it is kept for"
        super().teardown()


def _check_recipient(state: VisitState, order: LetterOrder) -> None:
    """The note goes to the area's leaders and the two departments, and to nobody else."""
    roles = {contact.ref: contact.role for contact in state.contacts}
    if order.kind is LetterKind.SHARED_NOTE:
        assert roles[order.recipient] in {ContactRole.DFE, ContactRole.NHS_ENGLAND}
    elif any(document.kind is DocumentKind.SUMMARY_NOTE for document in order.documents):
        leader = roles.get(order.recipient)
        assert order.recipient == state.officer or leader in {v.DCS.role, v.HEALTH_1.role}


def _check_note(events: tuple[Event, ...]) -> None:
    """No version is shared but the one agreed, word for word, and that one was the latest."""
    drafted: NoteDrafted | None = None
    agreed: NoteAgreed | None = None
    for event in events:
        match event.fact:
            case NoteDrafted() as drafted:
                agreed = None
            case NoteAgreed() as agreed:
                assert drafted is not None
                assert (agreed.version, agreed.digest) == (drafted.version, drafted.content.digest)
            case NoteShared(version=version, digest=digest):
                assert agreed is not None
                assert (version, digest) == (agreed.version, agreed.digest)
            case _:
                pass


class AnyPost(AnyVisit):
    """Invitations alone: letters bounce, contacts are corrected, and nobody helps."""

    beginnings = (v.invited, v.delivered)
    left_alone = (Stage.INVITED, Stage.ENDED)


def test_the_machine_tells_every_decision_there_is() -> None:
    assert set(STAGES) == _WITH_A_RULE


def test_whatever_a_visit_is_told_it_keeps_its_rules_and_finds_home() -> None:
    run_state_machine_as_test(AnyVisit, settings=settings(EXAMPLES, max_examples=120))


def test_whatever_becomes_of_its_letters_an_area_can_be_invited() -> None:
    run_state_machine_as_test(AnyPost, settings=settings(EXAMPLES, max_examples=50))


# --- Everything can be reached -------------------------------------------------------------------


def _moves(visit: v.Visit) -> list[v.Visit]:
    """Where a visit can go from here by a few telling moves."""
    moment = visit.now
    state = visit.state
    note = state.note
    version, digest = (note.version, note.digest) if note else (1, v.digest_of(1))
    soon = add_working_days(london_date(moment), 6, v.CALENDAR)
    far = add_working_days(london_date(moment), 60, v.CALENDAR)
    messages: list[m.Message] = [
        *(sample for sample in SAMPLES if not isinstance(sample, _LED_BY_NEXT_STEP)),
        v.respond(Answer.DECLINE),
        v.settled(*(v.outcome(ref, LetterStatus.SENT, moment) for ref in v.INVITED)),
        v.settled(v.outcome("dcs", LetterStatus.REFUSED, moment, kind=LetterKind.REMINDER)),
        v.record_delivery(f"{v.VISIT}/reminder/1/dcs"),
        v.choose_cases([v.case(n, agreed_by=None) for n in (1, 3, 4, 7)]),
        v.declare(v.TEAM[0], conflicts=CONFLICTS[2]),
        v.declare(TeamMember(inspector="hmi-9", role=v.TEAM[0].role)),
        m.ExtendReply(actor="coordinator", until=soon),
        comment_on_note(version, version),
        v.agree_note(version, digest=digest).model_copy(update={"leaders": ("dcs",)}),
        decide_facts(version, digest=digest),
        decide_sharing(version, digest=digest, share=False),
        decide_sharing(version, digest=digest),
        m.GrantDeferral(actor="programme-office", day_one=far),
    ]
    reached = []
    if state.stage is not Stage.ENDED:
        reached.append(next_step(visit))
    for message in messages:
        try:
            reached.append(visit.told(message))
        except Refused:
            continue
    reached.append(visit.at(moment + timedelta(days=45)))  # last: who is prompt is looked at first
    return reached


_LED_BY_NEXT_STEP = (
    *(m.RecordContacts, m.RecordDelivery, m.Respond, m.ExtendReply, m.NominateOfficer),
    *(m.DeclareConflicts, m.ConfirmTeam, m.SetDates, m.HandOverSurvey, m.ChooseCases),
    *(m.AgreeCases, m.FixTimetable, m.RecordMeetings, m.RecordFindings, m.HoldFeedback),
    *(m.IssueDraft, m.CommentOnNote, m.AgreeNote, m.DecideFacts, m.DecideSharing, m.ShareNote),
    *(m.AcknowledgeNote, m.ResumeVisit, m.GrantDeferral),
)
"""What somebody does in `next_step`, or what is told below in a way that fits the visit."""


def _mark(visit: v.Visit) -> tuple[object, ...]:
    """What tells one kind of visit from another: where it stands and what happened last."""
    state = visit.state
    coming = next_action(state).action
    told = state.disclosures > state.disclosures_seen
    stands = (state.stage, state.outcome, coming, visit.events[-1].type)
    return (*stands, bool(state.pause), rounds_used(state), told)


@cache
def _all_reached() -> tuple[v.Visit, ...]:
    """A search outward from the opening; each looks at a state of its own kind once."""
    begin = v.just_opened().told(v.calendar_fetched())
    deferred = successor_opening(v.deferred().state)
    assert deferred is not None
    opened = opening_events(deferred, v.deferred().now)
    state = replay(opened)
    successor = v.Visit(state, tuple(opened), v.deferred().now)
    seen: set[tuple[object, ...]] = set()
    found: list[v.Visit] = []
    frontier = [begin, successor]
    while frontier:
        visit = frontier.pop(0)
        found.append(visit)
        if _mark(visit) not in seen:
            seen.add(_mark(visit))
            frontier += _moves(visit) if visit is not successor else []
    return tuple(found)


def test_every_stage_end_event_and_task_is_reached_by_some_visit() -> None:
    found = _all_reached()

    assert {visit.state.stage for visit in found} == set(Stage)
    assert {visit.state.outcome for visit in found} - {None} == set(Outcome)
    assert set(EventType) - {event.type for visit in found for event in visit.events} == set()
    assert set(TaskKind) - {t.kind for visit in found for t in visit.state.tasks} == set()
    assert {next_action(visit.state).owner for visit in found} == set(Owner) - _OF_THE_SIDES


def test_no_visit_that_can_be_reached_is_stuck() -> None:
    ends = {_mark(visit): visit for visit in _all_reached() if visit.state.calendar is not None}
    for visit in ends.values():
        assert to_the_end(visit).state.stage is Stage.ENDED
    stages = {visit.state.stage for visit in ends.values()}
    assert stages == set(Stage)
    assert any(visit.state.pause for visit in ends.values())
    assert any(visit.state.sharing_held_since for visit in ends.values())
    assert any(visit.state.cases_withdrawn for visit in ends.values())


_OF_THE_SIDES = {Owner.SAFEGUARDING_LEAD}
"""Who only ever holds what lives beside a visit."""


def test_content_of_every_reference_in_a_log_is_named_by_its_kind() -> None:
    kinds = {
        ref.kind
        for visit in (v.closed(), v.cancelled(), v.agreeing().told(comment_on_note()))
        for event in visit.events
        for ref in (event.reason, getattr(event.fact, "content", None))
        if ref is not None
    }

    of_the_sides = {ContentKind.COMPLAINT, ContentKind.COMPLAINT_ANSWER}
    assert kinds == set(ContentKind) - {ContentKind.INSPECTORS} - of_the_sides
