"""Later days: asked for, decided, and what a successor keeps."""

from collections.abc import Callable
from datetime import date

import pytest

from rules.correspondence import letters_after
from rules.decide import evolve_all, opening_events
from rules.decide.deferral import successor_opening
from rules.evolve import evolve, replay
from rules.next_action import next_action
from rules.refusals import RefusalCode
from schemas import messages as m
from schemas.events.deferral import CarriedOver, DeferralAsked, Deferred
from schemas.events.visit import TaskRaised
from schemas.ids import successor_of
from schemas.state import VisitState
from schemas.values import Action, ContentKind, DeadlineKind, LetterKind, Outcome, Stage, TaskKind
from tests.support import visits
from tests.support.visits import VISIT, Visit, arranged, at, content, delivered, planned, refused

LATER = date(2020, 11, 9)


def ask(*, reason: bool = True) -> m.AskDeferral:
    ref = content(ContentKind.REASON) if reason else None
    return m.AskDeferral(actor="coordinator", reason=ref)


def grant(day: date = LATER) -> m.GrantDeferral:
    return m.GrantDeferral(actor="programme-office", day_one=day)


def refuse(*, reason: bool = True) -> m.RefuseDeferral:
    ref = content(ContentKind.REASON) if reason else None
    return m.RefuseDeferral(actor="programme-office", reason=ref)


def asked() -> Visit:
    """Asked on Friday 25 September, with everything prepared."""
    return planned().told(ask())


def successor(visit: Visit) -> VisitState:
    opening = successor_opening(visit.state)
    assert opening is not None
    opened, *carried = opening_events(opening, visit.now)
    return evolve_all(evolve(None, opened), carried)


@pytest.mark.parametrize("stage", [delivered, arranged, planned])
def test_the_request_is_confirmed_in_writing_and_changes_nothing_else(
    stage: Callable[[], Visit],
) -> None:
    visit = stage().told(ask())

    assert visit.state.stage is stage().state.stage
    assert next_action(visit.state) == next_action(stage().state)
    assert {o.kind for o in letters_after(visit.state, visit.events[-1])} == {
        LetterKind.DEFERRAL_NOTED
    }
    others = [d for d in visit.due if d.kind is not DeadlineKind.DEFERRAL_DUE]
    assert others == list(stage().due)


def test_preparation_goes_on_while_it_is_decided() -> None:
    visit = arranged().told(ask()).told(visits.choose_cases(), visits.fix_timetable())
    assert visit.state.meetings is not None
    assert visit.state.deferral is not None


def test_a_late_decision_becomes_a_persons_next_action() -> None:
    late = asked().at("2020-09-29 17:00")

    assert asked().fact(DeferralAsked).decision_due == at("2020-09-29 17:00")
    assert TaskRaised(task=TaskKind.DEFERRAL_OVERDUE) in late.since(asked())
    assert next_action(late.state).action is Action.DECIDE_DEFERRAL
    assert late.told(refuse()).state.tasks == ()


def test_refused_it_goes_on_and_may_be_asked_for_again() -> None:
    visit = asked().told(refuse())

    assert visit.state.stage is Stage.PREPARING
    assert visit.state.days == planned().state.days
    assert visit.due == planned().due
    assert visit.told(ask()).fact(DeferralAsked).number == 2


def test_reasons_are_needed_of_who_asks_and_of_who_refuses() -> None:
    assert refused(planned(), ask(reason=False)).code is RefusalCode.REASON_MISSING
    assert refused(asked(), refuse(reason=False)).code is RefusalCode.REASON_MISSING


def test_only_what_was_asked_for_is_decided_and_only_before_the_visit_begins() -> None:
    assert refused(planned(), grant()).code is RefusalCode.NOT_YET
    assert refused(planned(), refuse()).code is RefusalCode.NOT_YET
    assert refused(asked(), ask()).code is RefusalCode.ALREADY_DONE
    begun = asked().at("2020-10-05 17:15").told(visits.record_meetings(*visits.ON_DAY_ONE))
    assert begun.state.deferral is None
    assert refused(begun, grant()).code is RefusalCode.WRONG_STAGE
    assert refused(visits.opened(), ask()).code is RefusalCode.WRONG_STAGE


@pytest.mark.parametrize("day", [date(2020, 11, 8), date(2020, 10, 22), date(2020, 9, 28)])
def test_days_that_leave_no_time_to_invite_are_refused(day: date) -> None:
    assert refused(asked(), grant(day)).code is RefusalCode.DATES


def test_granted_it_ends_and_everything_sent_is_withdrawn() -> None:
    visit = asked().told(grant(date(2020, 10, 23)))

    assert (visit.state.stage, visit.state.outcome) == (Stage.ENDED, Outcome.DEFERRED)
    assert visit.fact(Deferred).successor == f"{VISIT}-2"
    orders = letters_after(visit.state, visit.events[-1])
    assert {o.kind for o in orders} == {LetterKind.DEFERRAL_GRANTED}
    assert {"dcs", "forum", "officer-1", "hmi-1"} <= {o.recipient for o in orders}
    assert all(o.calendar_cancelled for o in orders)
    assert "deferred" in refused(visit, visits.set_mode()).sentence


def test_the_successor_keeps_what_still_holds() -> None:
    before = asked().told(grant()).state
    after = successor(asked().told(grant()))

    assert (after.visit_id, after.predecessor) == (f"{VISIT}-2", VISIT)
    assert (after.stage, after.day_one) == (Stage.OPENED, LATER)
    assert after.contacts == before.contacts
    assert after.contacts_content == before.contacts_content
    assert after.officer == before.officer
    assert after.declarations == before.declarations
    assert before.case_studies is not None
    assert after.case_studies is not None
    assert after.case_studies.cases == before.case_studies.cases
    assert (after.team, after.days, after.meetings, after.invitation) == ((), None, None, None)
    assert (after.policy, after.coordinator) == (before.policy, "coordinator")


def test_the_successor_is_invited_on_its_own_day_and_may_be_deferred_itself() -> None:
    granted = asked().told(grant())
    opening = successor_opening(granted.state)
    assert opening is not None
    events = tuple(opening_events(opening, granted.now))
    assert isinstance(events[1].fact, CarriedOver)
    visit = Visit(replay(events), events, granted.now).told(visits.calendar_fetched())

    assert visit.due[0].at == at("2020-10-12 09:00")
    assert visit.at("2020-10-12 09:00").state.stage is Stage.INVITED
    assert successor_of(visit.state.visit_id) == f"{VISIT}-3"


def test_a_visit_that_was_not_deferred_has_no_successor() -> None:
    assert successor_opening(visits.cancelled().state) is None


def test_agreement_to_a_case_is_withdrawn_from_the_successor() -> None:
    granted = asked().told(grant())
    withdrawn = m.WithdrawConsent(actor="coordinator", case="case-3")
    assert f"{VISIT}-2" in refused(granted, withdrawn).sentence

    opening = successor_opening(granted.state)
    assert opening is not None
    events = tuple(opening_events(opening, granted.now))
    visit = Visit(replay(events), events, granted.now).told(visits.calendar_fetched(), withdrawn)
    assert visit.state.case_studies is not None
    assert "case-3" not in {case.case for case in visit.state.case_studies.cases}
