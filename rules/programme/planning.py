"""Days and teams: a plan is confirmed, and each visit is told its part of it."""

from collections.abc import Sequence
from datetime import date, datetime

from rules.folds import Changes
from rules.programme.rule import ONCE_DRAWN, fact, rule, with_area
from rules.refusals import RefusalCode, Refused
from rules.working_days import add_working_days, is_working_day
from rules.zones import london_date
from schemas.programme.events import (
    ArrangedVisit,
    PaceChanged,
    PlanConfirmed,
    ProgrammeEvent,
    ProgrammeFactModel,
    VisitRefused,
)
from schemas.programme.messages import ArrangementsMade, ConfirmPlan, SetPace
from schemas.programme.state import ProgrammeState
from schemas.programme.values import (
    GONE,
    Assignment,
    ProgrammeStage,
    Standing,
)
from schemas.values import InspectorRole

_WHAT = "The plan was not confirmed"


@rule(ConfirmPlan, "a plan can be confirmed", ONCE_DRAWN)
def confirm_plan(
    state: ProgrammeState, message: ConfirmPlan, now: datetime
) -> Sequence[ProgrammeFactModel]:
    """Take days and teams of areas of the programme, on working days of its window."""
    named = [visit.area for visit in message.visits]
    if len(set(named)) != len(named):
        _refuse("an area is in it twice")
    for visit in message.visits:
        _require_possible(state, visit, london_date(now))
    return [PlanConfirmed(plan=message.plan, visits=message.visits)]


def _require_possible(state: ProgrammeState, visit: Assignment, today: date) -> None:
    known = state.area(visit.area)
    if known is None or known.standing in GONE:
        _refuse(f"{visit.area} is not in programme {state.programme}, or not any more")
        return
    if known.standing is Standing.VISITED:
        _refuse(f"{visit.area} has been visited")
    if sorted(member.role for member in visit.team) != sorted(InspectorRole):
        _refuse(f"{visit.area} needs one inspector of each of the three roles")
    one, two = visit.day_one, visit.day_two
    for day in (one, two):
        if not is_working_day(day, state.calendar):
            _refuse(f"{visit.area} has {day:%A %-d %B %Y}, which is not a working day")
        if not state.window.first <= day <= state.window.last:
            _refuse(
                f"{visit.area} has {day:%A %-d %B %Y}; visits are held from "
                f"{state.window.first:%-d %B %Y} to {state.window.last:%-d %B %Y}"
            )
    if two != add_working_days(one, 1, state.calendar):
        _refuse(f"the second day of {visit.area} is not the working day after the first")
    if one <= today and known.planned != visit:
        _refuse(f"{visit.area} has {one:%A %-d %B %Y}, which has come already")


def _refuse(why: str) -> None:
    raise Refused(RefusalCode.DATES, f"{_WHAT}: {why}.")


@fact(PlanConfirmed, "plan confirmed")
def plan_confirmed(
    state: ProgrammeState, event: ProgrammeEvent, confirmed: PlanConfirmed
) -> Changes:
    """Each visit has its days and team; one that had others is told again."""
    plans = {visit.area: visit for visit in confirmed.visits}
    areas = tuple(
        one.model_copy(
            update={
                "planned": plans[one.area],
                "planned_by": event.actor,
                "plan": confirmed.plan,
                "plan_number": event.sequence,
                "arranged": False,
                "trouble": False,
                "week": None if one.standing is Standing.SELECTED else one.week,
            }
        )
        if one.area in plans and one.planned != plans[one.area]
        else one
        for one in state.areas
    )
    return {"areas": areas, "plan": confirmed.plan, "stage": ProgrammeStage.INVITING}


@rule(ArrangementsMade)
def keep_arrangements(
    state: ProgrammeState, message: ArrangementsMade, _now: datetime
) -> Sequence[ProgrammeFactModel]:
    """Keep that a visit has its days and team, or that a person must see to it."""
    known = state.area(message.area)
    if known is None or known.plan_number != message.number or known.arranged or known.trouble:
        return []  # another plan was confirmed meanwhile: the visit is told again
    return [
        VisitRefused(area=message.area) if message.refused else ArrangedVisit(area=message.area)
    ]


@fact(ArrangedVisit, "days and team told to the visit")
def arranged(state: ProgrammeState, _event: ProgrammeEvent, fact_: ArrangedVisit) -> Changes:
    """Nothing is owed to the visit."""
    return {"areas": with_area(state, fact_.area, arranged=True)}


@fact(VisitRefused, "a visit did not take it, a person sees to it")
def refused(state: ProgrammeState, _event: ProgrammeEvent, fact_: VisitRefused) -> Changes:
    """A person is asked."""
    return {"areas": with_area(state, fact_.area, trouble=True)}


@rule(SetPace, "the pace can be changed")
def set_pace(
    state: ProgrammeState, message: SetPace, _now: datetime
) -> Sequence[ProgrammeFactModel]:
    """Another number of visits a week."""
    if message.visits_a_week == state.visits_a_week:
        raise Refused(
            RefusalCode.ALREADY_DONE,
            f"Nothing was changed: {state.visits_a_week} visits a week is the pace already.",
        )
    return [PaceChanged(visits_a_week=message.visits_a_week)]


@fact(PaceChanged, "pace changed")
def pace_changed(_state: ProgrammeState, _event: ProgrammeEvent, changed: PaceChanged) -> Changes:
    """It holds from the next wave."""
    return {"visits_a_week": changed.visits_a_week}
