"""Later days: asked for by the area, granted with a successor visit, or refused."""

from collections.abc import Sequence
from datetime import date, datetime

from rules.decide.holidays import known_calendar, still_fetched
from rules.decide.rule import rule
from rules.decide.term_days import out_of_term
from rules.reasons import require_reason
from rules.refusals import RefusalCode, Refused
from rules.timetable import deferral_decision_due
from rules.working_days import add_working_days, is_working_day
from rules.zones import london, london_date
from schemas.events.deferral import DeferralAsked, DeferralRefused, Deferred
from schemas.events.event import Fact
from schemas.ids import SYSTEM, successor_of
from schemas.messages import AskDeferral, GrantDeferral, OpenVisit, RefuseDeferral
from schemas.parts import Legacy
from schemas.state import DeferralRequest, VisitState
from schemas.values import Stage
from schemas.working_calendar import WorkingCalendar


def _open_to_asking(state: VisitState, _now: datetime) -> None:
    if state.deferral is not None:
        raise Refused(
            RefusalCode.ALREADY_DONE,
            f"The request was not recorded: later days were asked for on "
            f"{london(state.deferral.asked_at):%A %-d %B %Y}, and that is not decided yet; "
            "`visits defer grant` or `visits defer refuse` does.",
        )


@rule(
    AskDeferral,
    stages=(Stage.INVITED, Stage.PREPARING),
    words="a deferral can be asked for",
    open_to=_open_to_asking,
)
def ask_deferral(state: VisitState, message: AskDeferral, now: datetime) -> Sequence[Fact]:
    """Keep that the area asks; it is confirmed in writing, and preparation goes on."""
    if message.reason is None:
        raise Refused(
            RefusalCode.REASON_MISSING,
            "The request was not recorded: the area's reason is needed; give it with --reason.",
        )
    due = deferral_decision_due(state, now)
    if due is None:
        raise still_fetched()
    return [DeferralAsked(number=state.deferrals_asked + 1, decision_due=due)]


def _open_to_granting(state: VisitState, _now: datetime) -> None:
    _asked(state, "The visit was not deferred")


@rule(
    GrantDeferral,
    stages=(Stage.INVITED, Stage.PREPARING),
    words="a deferral can be granted",
    open_to=_open_to_granting,
)
def grant_deferral(state: VisitState, message: GrantDeferral, now: datetime) -> Sequence[Fact]:
    """Defer the visit to days that leave time to invite the area again."""
    what = "The visit was not deferred"
    day, calendar = message.day_one, known_calendar(state)
    if not is_working_day(day, calendar):
        raise Refused(
            RefusalCode.DATES, f"{what}: {day:%A %-d %B %Y} is not a working day; name one that is."
        )
    planned = state.days.day_one if state.days else state.day_one
    earliest = max(add_working_days(planned, 1, calendar), _first_possible(state, calendar, now))
    if day < earliest:
        raise Refused(
            RefusalCode.DATES,
            f"{what}: an invitation goes out {state.policy.invitation_before} working days before "
            f"the later day one, which can be {earliest:%A %-d %B %Y} at the earliest.",
        )
    outside = out_of_term(
        what,
        day,
        add_working_days(day, 1, calendar),
        terms=message.terms,
        reason=message.reason,
        calendar=calendar,
        earliest=earliest,
    )
    return [Deferred(successor=successor_of(state.visit_id), day_one=day, out_of_term=outside)]


def _first_possible(state: VisitState, calendar: WorkingCalendar, now: datetime) -> date:
    today = add_working_days(london_date(now), 0, calendar)
    return add_working_days(today, state.policy.invitation_before, calendar)


def _open_to_refusing(state: VisitState, _now: datetime) -> None:
    _asked(state, "The refusal was not recorded")


@rule(
    RefuseDeferral,
    stages=(Stage.INVITED, Stage.PREPARING),
    words="a deferral can be refused",
    open_to=_open_to_refusing,
)
def refuse_deferral(state: VisitState, message: RefuseDeferral, now: datetime) -> Sequence[Fact]:
    """Refuse later days; the area is told in writing, and the visit goes on."""
    del now
    what = "The refusal was not recorded"
    asked = _asked(state, what)
    require_reason(what, message.reason)
    return [DeferralRefused(number=asked.number)]


def _asked(state: VisitState, what: str) -> DeferralRequest:
    if state.deferral is None:
        raise Refused(
            RefusalCode.NOT_YET,
            f"{what}: the area has not asked for later days; `visits defer ask` records that.",
        )
    return state.deferral


def successor_opening(state: VisitState) -> OpenVisit | None:
    """How the visit is opened that takes a deferred one's place; `None` when none does.

    Whom to write to, the officer, declarations and case studies still hold. Acceptance does not:
    taking part is voluntary, so the area is invited to the later days. Nor do team, mode and
    surveys, which belong to the days. Its policy and its rules are those of the deferred one.
    """
    to = state.deferred_to
    if to is None:
        return None
    return OpenVisit(
        visit_id=to.visit_id,
        programme=state.programme,
        area=state.area,
        region=state.region,
        council_type=state.council_type,
        day_one=to.day_one,
        actor=SYSTEM,
        policy=state.policy,
        rules_version=state.rules_version,
        legacy=legacy_of(state),
        out_of_term=to.out_of_term,
    )


def legacy_of(state: VisitState) -> Legacy:
    """What of a visit that is over still holds for the one that follows it."""
    cases = state.case_studies
    return Legacy(
        predecessor=state.visit_id,
        contacts=state.contacts,
        contacts_content=state.contacts_content,
        officer=state.officer,
        declarations=state.declarations,
        offered=cases.offered if cases else 0,
        cases=cases.cases if cases else (),
        coordinator=state.coordinator,
        cases_withdrawn=state.cases_withdrawn,
        case_context=cases.context if cases else None,
    )
