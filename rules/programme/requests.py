"""What is asked of an activity so that a task of a programme gets done: the state says all of it.

Pure, so that an activity can see whether what it is asked is what the programme owes.
"""

from datetime import datetime

from rules.programme import work as o
from schemas.base import Model
from schemas.programme.state import ProgrammeArea, ProgrammeState
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


def request_for(task: o.Owed, state: ProgrammeState, now: datetime, *, rehearsed: bool) -> Model:
    """What is asked, so that a task gets done.

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
            return FixRequest(programme=name, frame=frame)
        case o.DrawOwed():
            assert frame is not None  # noqa: S101 - as above
            assert state.portfolio is not None  # noqa: S101 - known before the seed
            assert state.seed is not None  # noqa: S101 - that is why it draws
            return DrawRequest(
                programme=name, frame=frame, portfolio=state.portfolio, seed=state.seed
            )
        case o.PromotionOwed(lost=lost, standing=standing):
            assert frame is not None  # noqa: S101 - as above
            assert state.portfolio is not None  # noqa: S101 - as above
            return PromoteRequest(
                programme=name,
                frame=frame,
                lost=lost,
                portfolio=state.portfolio,
                standing=standing,
                reserves=state.reserves,
            )
        case o.VisitsOwed(areas=areas):
            return _opening(areas, state, now, rehearsed=rehearsed)
        case o.ArrangementOwed(area=area):
            return _arranging(area, state, now)
        case o.SteeringOwed(asked=asked, areas=areas):
            return SteerRequest(
                programme=name,
                asked=asked,
                areas=tuple(one.area for one in areas),
                planned={one.area: one.planned for one in areas if one.planned},
                now=now,
            )
        case o.CancelOwed(removal=removal):
            return CancelRequest(programme=name, removal=removal, now=now)


def _opening(
    areas: tuple[ProgrammeArea, ...], state: ProgrammeState, now: datetime, *, rehearsed: bool
) -> OpenVisitsRequest:
    turns = []
    for one in areas:
        assert one.planned is not None  # noqa: S101 - whose turn it is has its days
        turn = state.areas.index(one) % len(state.coordinators)
        turns.append(Turn(planned=one.planned, coordinator=state.coordinators[turn]))
    return OpenVisitsRequest(
        programme=state.programme,
        wave=state.waves,
        turns=tuple(turns),
        contacts=state.contacts,
        policy=state.policy,
        now=now,
        rehearsed=rehearsed,
    )


def _arranging(one: ProgrammeArea, state: ProgrammeState, now: datetime) -> ArrangeRequest:
    assert one.planned is not None  # noqa: S101 - as `_opening`
    assert one.plan is not None  # noqa: S101 - as `_opening`
    planned = one.planned
    if state.remote:
        planned = planned.model_copy(update={"mode": Mode.VIRTUAL})
    return ArrangeRequest(
        programme=state.programme,
        plan=one.plan,
        number=one.plan_number,
        planned=planned,
        actor=one.planned_by or state.opened_by,
        now=now,
    )
