"""A world that helps: whoever holds the next action does it.

From any state this leads a visit to its end, unless there is a dead end.
"""

from datetime import datetime, time

from rules.holds import on_hold
from rules.next_action import next_action
from rules.refusals import Refused
from rules.working_days import add_working_days
from rules.zones import at_london, london_date
from schemas import messages as m
from schemas.content import ContentRef
from schemas.parts import CaseStudy
from schemas.state import Survey, VisitState
from schemas.values import (
    Action,
    Consenter,
    ContentKind,
    Department,
    InspectorRole,
    LetterStatus,
    SlotKind,
    Stage,
)
from tests.support import visits as v
from tests.support.samples import REASON, decide_facts, decide_sharing
from tests.support.visits import Visit

_STEPS_AT_MOST = 60
_NOTICE = 25  # working days from a late decision on the days to the first of them
_AFTERNOON = time(15)
_NEW_WORDS = 1000  # no draft that a test issues has these


def to_the_end(visit: Visit) -> Visit:
    """The visit once it is over; fails when it is not after many steps."""
    for _ in range(_STEPS_AT_MOST):
        if visit.state.stage is Stage.ENDED:
            return visit
        visit = next_step(visit)
    raise AssertionError(f"stuck: {next_action(visit.state)}")


def next_step(visit: Visit) -> Visit:
    """The visit after the one thing everybody waits for."""
    action = next_action(visit.state).action
    if action is Action.HAND_OVER_SURVEY:
        try:
            return visit.told(v.hand_over())
        except Refused:  # too late for surveys; the rest goes on without
            action = next_action(_with_surveys(visit.state)).action
    return _do(visit, action)


def _with_surveys(state: VisitState) -> VisitState:
    ref = ContentRef(kind=ContentKind.SURVEY_LINKS, version=1, digest="0" * 64)
    survey = Survey(audiences=state.policy.survey_audiences, content=ref, round=1)
    return state.model_copy(update={"survey": survey})


def _do(visit: Visit, action: Action) -> Visit:  # noqa: C901, PLR0912 - one arm an action
    state = visit.state
    version = state.note.version if state.note else 0
    match action:
        case Action.RECORD_CONTACTS:
            return visit.told(v.record_contacts())
        case Action.SEND_INVITATION:
            return visit.at(visit.due[0].at)
        case Action.RESUME | Action.END_INCOMPLETE:
            return _after_a_pause(visit)
        case Action.DECIDE_DEFERRAL:
            return visit.told(m.RefuseDeferral(actor="programme-office", reason=REASON))
        case Action.RELEASE_SHARING:
            return visit.told(m.ReleaseSharing(actor="coordinator"))
        case Action.PROVE_DELIVERY:
            return visit.told(*_proofs(state))
        case Action.REPLY:
            return visit.told(v.respond())
        case Action.NOMINATE_OFFICER:
            return visit.told(v.nominate())
        case Action.DECLARE_CONFLICTS:
            return visit.told(v.declare())
        case Action.CONFIRM_TEAM:
            return visit.told(v.declare(), v.confirm_team())
        case Action.SET_DATES:
            return visit.told(_dates(visit))
        case Action.SET_MODE:
            return visit.told(v.set_mode())
        case Action.CHOOSE_CASES:
            return visit.told(v.choose_cases(_others(state), offered=20))
        case Action.ACCEPT_FEWER_CASES:
            return visit.told(m.AcceptFewerCases(actor="coordinator", reason=REASON))
        case Action.AGREE_CASES:
            return visit.told(v.agree_cases(*_unagreed(state)))
        case Action.FIX_TIMETABLE:
            cases = state.case_studies.cases if state.case_studies else ()
            return visit.told(v.fix_timetable(v.slots_for(cases, state.mode)))
        case Action.HOLD_MEETINGS:
            there = visit.at(_second_afternoon(visit))
            return there.told(v.record_meetings(*_left(state)))
        case Action.RECORD_FINDINGS:
            return visit.told(v.record_findings())
        case Action.HOLD_FEEDBACK:
            return visit.at(_second_afternoon(visit)).told(v.hold_feedback())
        case Action.DRAFT_NOTE | Action.ANSWER_COMMENTS:
            return visit.told(v.issue_draft(version + 1, words=_NEW_WORDS + version))
        case Action.DECIDE_FACTS:
            digest = state.note.digest if state.note else None
            lead = next(x for x in state.team if x.role is InspectorRole.OFSTED_EDUCATION)
            return visit.told(decide_facts(version, digest=digest, by=lead.inspector))
        case Action.DECIDE_SHARING:
            digest = state.note.digest if state.note else None
            return visit.told(decide_sharing(version, digest=digest))
        case Action.AGREE_NOTE:
            digest = state.note.digest if state.note else None
            return visit.told(v.agree_note(version, digest=digest))
        case Action.SHARE_NOTE:
            digest = state.agreement.digest if state.agreement else None
            have = {sharing.department for sharing in state.sharings}
            rest = [department for department in Department if department not in have]
            return visit.told(v.share_note(*rest, version=version, digest=digest))
        case Action.ACKNOWLEDGE_NOTE:
            waiting = [s.department for s in state.sharings if s.acknowledged_at is None]
            return visit.told(v.acknowledge(waiting[0]))
        case _:
            raise AssertionError(f"nobody can do: {action}")


def _proofs(state: VisitState) -> list[m.RecordDelivery]:
    assert state.invitation is not None
    outcomes = state.invitation.outcomes
    have = {o.recipient for o in outcomes if o.status is LetterStatus.DELIVERED}
    letters = {o.recipient: o.key for o in outcomes}
    return [
        v.record_delivery(letters.get(c.ref, v.invitation_to(c.ref, state.invitation.round)))
        for c in state.contacts
        if c.ref not in have and c.role in {v.DCS.role, v.HEALTH_1.role}
    ]


def _after_a_pause(visit: Visit) -> Visit:
    """It goes on as soon as it may, with a team; past the limit it ends incomplete."""
    state = visit.state
    assert state.pause is not None
    if on_hold(state):
        return _after_a_hold(visit)
    assert state.days is not None
    today = add_working_days(london_date(visit.now), 0, v.CALENDAR)
    if visit.now > state.pause.until or today > london_date(state.pause.until):
        late = visit.at(max(visit.now, state.pause.until))
        return late.told(m.EndIncomplete(actor="coordinator", reason=REASON))
    if not state.team:
        visit = visit.told(v.declare(), v.confirm_team())
    last = today
    if last <= state.days.day_one:
        last = add_working_days(today, 1, v.CALENDAR)
    return visit.told(m.ResumeVisit(actor="coordinator", next_day=today, last_day=last))


def _after_a_hold(visit: Visit) -> Visit:
    """As it was, or else on days that leave time for what is to be done before."""
    try:
        return visit.told(m.ResumeVisit(actor="coordinator"))
    except Refused:
        one = add_working_days(london_date(visit.now), _NOTICE, v.CALENDAR)
        return visit.told(m.ResumeVisit(actor="coordinator", next_day=one))


def _others(state: VisitState) -> list[CaseStudy]:
    """Four cases for which nobody has taken their agreement back."""
    free = [number for number in range(1, 20) if f"case-{number}" not in state.cases_withdrawn]
    return [v.case(number) for number in free[:4]]


def _dates(visit: Visit) -> m.SetDates:
    one = add_working_days(london_date(visit.now), _NOTICE, v.CALENDAR)
    return v.set_dates(one, add_working_days(one, 1, v.CALENDAR))


def _unagreed(state: VisitState) -> list[CaseStudy]:
    cases = state.case_studies.cases if state.case_studies else ()
    agreed = {"agreed_by": Consenter.PARENT}
    return [case.model_copy(update=agreed) for case in cases if not case.agreed_by]


def _left(state: VisitState) -> list[str]:
    assert state.meetings is not None
    held = state.meetings.held
    slots = state.meetings.slots
    return [s.slot_id for s in slots if s.kind is not SlotKind.FEEDBACK and s.slot_id not in held]


def _second_afternoon(visit: Visit) -> datetime:
    assert visit.state.days is not None
    return max(visit.now, at_london(visit.state.days.day_two, _AFTERNOON))
