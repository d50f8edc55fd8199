"""Every stage, end, event, task and kind of content is reached by some visit, and none is stuck."""

from contextlib import suppress
from datetime import timedelta
from functools import cache

from rules.comments import rounds_used
from rules.decide import opening_events
from rules.decide.deferral import successor_opening
from rules.evidence import evidence
from rules.evolve import replay
from rules.next_action import next_action
from rules.refusals import Refused
from rules.working_days import add_working_days
from rules.zones import london_date
from schemas import messages as m
from schemas.content import refs_in
from schemas.event_types import EventType
from schemas.events.cases import ConsentWithdrawn
from schemas.events.corrections import Reopened, TeamCorrected
from schemas.events.course import EndedIncomplete
from schemas.events.deferral import Deferred
from schemas.events.invitation import Declined, NoReply, Withdrawn
from schemas.events.note import NoteAgreed, NoteDrafted
from schemas.events.visit import Cancelled
from schemas.kept import OF_A_PROGRAMME
from schemas.parts import TeamMember
from schemas.personal import FindingText, FindingTexts
from schemas.state import VisitState
from schemas.values import (
    Answer,
    ContentKind,
    FindingKind,
    LetterKind,
    LetterStatus,
    Outcome,
    Owner,
    Stage,
    TaskKind,
)
from tests.rules.machine.on_the_way import CONFLICTS
from tests.support import visits as v
from tests.support.carrying_on import next_step, to_the_end
from tests.support.samples import REASON, SAMPLES, comment_on_note, decide_facts, decide_sharing


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
    if state.stage is Stage.OPENED:
        messages.append(v.set_dates(far, add_working_days(far, 1, v.CALENDAR), None))
    reached = []
    if state.stage is not Stage.ENDED:
        reached.append(next_step(visit))
    for message in messages:
        try:
            reached.append(visit.told(message))
        except Refused:
            continue
    reached.append(visit.at(moment + timedelta(days=45)))  # last: who is prompt is looked at first
    if state.stage is Stage.DRAFTING:
        confirmation = v.outcome("dcs", LetterStatus.SENT, moment, kind=LetterKind.CONFIRMATION)
        waits = visit.told(v.settled(late=(confirmation.key,)))
        reached += [waits, waits.told(v.settled(confirmation))]
    if state.stage in {Stage.DRAFTING, Stage.AGREEING, Stage.SHARING} and not state.sharings:
        stood_in = TeamMember(inspector="hmi-5", role=v.TEAM[1].role)
        with suppress(Refused):  # who stays may have declared a conflict since
            reached.append(visit.told(v.declare(stood_in), v.correct_team()))
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
    standing = {visit.state.stage for visit in ends.values() if visit.state.pause}
    assert standing == {Stage.OPENED, Stage.INVITED, Stage.PREPARING, Stage.VISITING}
    assert any(visit.state.sharing_held_since for visit in ends.values())
    assert any(visit.state.cases_withdrawn for visit in ends.values())


def test_an_end_that_was_a_mistake_leaves_a_visit_as_it_was_wherever_it_happened() -> None:
    kinds = {_of_moment(visit.state): visit for visit in _all_reached() if visit.state.calendar}
    under_way = [visit for visit in kinds.values() if visit.state.stage is not Stage.ENDED]
    for before in under_way:
        again = before.told(v.cancel(), m.ReinstateVisit(actor="coordinator", reason=REASON))

        assert _apart_from_late_letters(again) == _apart_from_late_letters(before)
        assert again.due == before.due
    assert {visit.state.stage for visit in under_way} == set(Stage) - {Stage.ENDED}


def _of_moment(state: VisitState) -> tuple[object, ...]:
    """Where a visit stands, whatever led there, and what people are asked."""
    tasks = frozenset(task.kind for task in state.tasks)
    return state.stage, next_action(state).action, bool(state.pause), bool(state.deferral), tasks


def _apart_from_late_letters(visit: v.Visit) -> dict[str, object]:
    """What a visit knows; that a letter is late is told again by the post room."""
    own = {"sequence", "changed_at", "put_right", "tasks"}
    tasks = {(t.kind, t.letter) for t in visit.state.tasks if t.kind is not TaskKind.LETTER_LATE}
    return visit.state.model_dump(exclude=own) | {"tasks": tasks}


_OF_THE_SIDES = {Owner.SAFEGUARDING_LEAD, Owner.ANALYST, Owner.OPERATOR}
"""Who only ever holds what lives beside a visit, a report, or a run that stands still."""


def test_content_of_every_reference_in_a_log_is_named_by_its_kind() -> None:
    told = v.agreeing().told(comment_on_note(), v.correct_person(), v.survey_results())
    words = v.content(ContentKind.LETTER_NOTE)
    note = m.AddLetterNote(actor="coordinator", kind=LetterKind.TIMETABLE, content=words)
    told = told.told(note)
    with_context = v.arranged().told(v.choose_cases(context=1))
    kinds = {
        ref.kind
        for visit in (v.closed(), v.cancelled(), told, with_context)
        for event in visit.events
        for ref in refs_in(event)
    }

    of_the_sides = {ContentKind.COMPLAINT, ContentKind.COMPLAINT_ANSWER}
    assert kinds == set(ContentKind) - OF_A_PROGRAMME - {ContentKind.INSPECTORS} - of_the_sides


def test_a_report_may_use_only_what_an_area_agreed_to_of_whatever_visit() -> None:
    words = FindingTexts(
        findings=tuple(
            FindingText(ref=f"finding-{n}", kind=FindingKind.CHALLENGE, text="So.", cases=(case,))
            for n, case in enumerate(("case-1", "case-3", "case-4", "case-7"), start=1)
        )
    )
    gave: set[tuple[object, ...]] = set()
    for visit in _all_reached():
        found = evidence(visit.state, findings=[words])
        assert (found is not None) is _agreed_and_not_ended(visit)
        gave.add((found is not None, visit.state.outcome))
        if found is not None:
            used = {case for one in found.findings for case in one.cases}
            standing = used | {case.case for case in found.cases}
            assert not standing & set(visit.state.cases_withdrawn)
    assert (True, None) in gave
    assert (True, Outcome.CLOSED) in gave
    assert {(False, outcome) for outcome in Outcome} <= gave
    assert {outcome for given, outcome in gave if given} == {None, Outcome.CLOSED}


def _agreed_and_not_ended(visit: v.Visit) -> bool:
    """The same as its log tells it, event by event."""
    agreed, ended = False, False
    for event in visit.events:
        match event.fact:
            case NoteAgreed():
                agreed = True
            case NoteDrafted():
                agreed = False
            case ConsentWithdrawn(void_version=int()):
                agreed, ended = False, False
            case TeamCorrected(void_version=int()):
                agreed = False
            case Reopened(void_version=void):
                agreed, ended = agreed and void is None, False
            case Declined() | NoReply() | Withdrawn() | Cancelled():
                ended = True
            case EndedIncomplete() | Deferred():
                ended = True
            case _:
                pass
    return agreed and not ended
