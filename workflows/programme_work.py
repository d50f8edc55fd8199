"""Which activity does what a programme owes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.programme import ProgrammeVisits, Selecting
    from rules.programme import work as o
    from schemas.base import Model
    from schemas.programme import ProgrammeState
    from schemas.programme.state import ProgrammeArea
    from schemas.programme.work import (
        ArrangeRequest,
        CancelRequest,
        DrawRequest,
        FixRequest,
        OpenVisitsRequest,
        PromoteRequest,
        SteerRequest,
        Turn,
    )
    from schemas.values import Mode

_SOLVING = timedelta(minutes=10)
_QUICK = timedelta(seconds=30)
_MANY = timedelta(minutes=10)


class Asked(NamedTuple):
    """One call of an activity.

    Attributes:
        activity: Its method.
        request: What it is asked.
        within: How long one attempt may take.
        summary: What operators read of it.
    """

    activity: Callable[..., Any]
    request: Model
    within: timedelta
    summary: str


def asked_for(task: o.Owed, state: ProgrammeState, now: datetime, *, rehearsed: bool) -> Asked:
    """What is asked of which activity, so that a task gets done.

    Args:
        task: What is owed.
        state: By the programme as it is.
        now: The moment by the programme's clock.
        rehearsed: Whether that clock is a rehearsal's.
    """
    name, frame = state.programme, state.frame
    match task:
        case o.FixOwed():
            assert frame is not None  # noqa: S101 - fixed with the opening
            return Asked(
                Selecting.fix_portfolio,
                FixRequest(programme=name, frame=frame),
                _SOLVING,
                "Work out the portfolio of permissible samples",
            )
        case o.DrawOwed():
            assert frame is not None  # noqa: S101 - as above
            assert state.portfolio is not None  # noqa: S101 - known before the seed
            assert state.seed is not None  # noqa: S101 - that is why it draws
            return Asked(
                Selecting.draw_sample,
                DrawRequest(
                    programme=name, frame=frame, portfolio=state.portfolio, seed=state.seed
                ),
                _SOLVING,
                "Draw the sample",
            )
        case o.PromotionOwed(lost=lost, standing=standing):
            assert frame is not None  # noqa: S101 - as above
            assert state.portfolio is not None  # noqa: S101 - as above
            return Asked(
                Selecting.promote_reserve,
                PromoteRequest(
                    programme=name,
                    frame=frame,
                    lost=lost,
                    portfolio=state.portfolio,
                    standing=standing,
                    reserves=state.reserves,
                ),
                _SOLVING,
                f"Find the reserve that takes the place of {lost}",
            )
        case o.VisitsOwed(areas=areas):
            return _opening(areas, state, now, rehearsed=rehearsed)
        case o.ArrangementOwed(area=area):
            return _arranging(area, state, now)
        case o.SteeringOwed(asked=asked, areas=areas):
            return Asked(
                ProgrammeVisits.steer_visits,
                SteerRequest(
                    programme=name,
                    asked=asked,
                    areas=tuple(one.area for one in areas),
                    planned={one.area: one.planned for one in areas if one.planned},
                    now=now,
                ),
                _MANY,
                f"Tell {len(areas)} visits: {asked.steering}",
            )
        case o.CancelOwed(removal=removal):
            return Asked(
                ProgrammeVisits.cancel_visit,
                CancelRequest(programme=name, removal=removal, now=now),
                _QUICK,
                f"Cancel the visit to {removal.area}",
            )


def _opening(
    areas: tuple[ProgrammeArea, ...], state: ProgrammeState, now: datetime, *, rehearsed: bool
) -> Asked:
    turns = []
    for one in areas:
        assert one.planned is not None  # noqa: S101 - whose turn it is has its days
        turn = state.areas.index(one) % len(state.coordinators)
        turns.append(Turn(planned=one.planned, coordinator=state.coordinators[turn]))
    request = OpenVisitsRequest(
        programme=state.programme,
        wave=state.waves,
        turns=tuple(turns),
        contacts=state.contacts,
        policy=state.policy,
        now=now,
        rehearsed=rehearsed,
    )
    return Asked(
        ProgrammeVisits.open_visits, request, _MANY, f"Open {len(turns)} visits of the wave"
    )


def _arranging(one: ProgrammeArea, state: ProgrammeState, now: datetime) -> Asked:
    assert one.planned is not None  # noqa: S101 - as `_opening`
    assert one.plan is not None  # noqa: S101 - as `_opening`
    planned = one.planned
    if state.remote:
        planned = planned.model_copy(update={"mode": Mode.VIRTUAL})
    request = ArrangeRequest(
        programme=state.programme,
        plan=one.plan,
        number=one.plan_number,
        planned=planned,
        actor=one.planned_by or state.opened_by,
        now=now,
    )
    return Asked(
        ProgrammeVisits.arrange_visit, request, _QUICK, f"Tell {one.area} its days and team"
    )
