"""What a programme has still to do by itself: one thing after the other, by its state alone."""

from dataclasses import dataclass
from typing import TypeAlias

from schemas.ids import AreaCode
from schemas.programme.state import ProgrammeArea, ProgrammeState
from schemas.programme.values import GONE, LIVE, ProgrammeStage, Removal, Standing, SteeringAsked


@dataclass(frozen=True)
class FixOwed:
    """The portfolio is to be worked out."""


@dataclass(frozen=True)
class DrawOwed:
    """The sample is to be drawn."""


@dataclass(frozen=True)
class VisitsOwed:
    """Visits are to be opened."""

    areas: tuple[ProgrammeArea, ...]


@dataclass(frozen=True)
class CancelOwed:
    """A visit is to be cancelled."""

    removal: Removal


@dataclass(frozen=True)
class SteeringOwed:
    """Every visit under way is to be told something."""

    asked: SteeringAsked
    areas: tuple[ProgrammeArea, ...]


@dataclass(frozen=True)
class ArrangementOwed:
    """A visit is to be told its days and team."""

    area: ProgrammeArea


@dataclass(frozen=True)
class PromotionOwed:
    """A free place is to be given to a reserve."""

    lost: AreaCode
    standing: tuple[AreaCode, ...]


Owed: TypeAlias = (
    FixOwed | DrawOwed | VisitsOwed | CancelOwed | SteeringOwed | ArrangementOwed | PromotionOwed
)


def owed(state: ProgrammeState) -> Owed | None:
    """The next thing to do, or nothing."""
    match state.stage:
        case ProgrammeStage.OPENED:
            return FixOwed()
        case ProgrammeStage.DRAWING:
            return DrawOwed()
        case ProgrammeStage.CLOSED:
            return None
        case _:
            return _told(state) or _arrangement(state) or _promotion(state)


def _told(state: ProgrammeState) -> Owed | None:
    """What was decided comes first: visits are opened, steered and cancelled."""
    if turn := tuple(one for one in state.areas if _waits_to_be_opened(one)):
        return VisitsOwed(turn)
    if state.steering is not None:
        live = tuple(one for one in state.areas if one.standing in LIVE)
        return SteeringOwed(state.steering, live)
    return CancelOwed(state.to_cancel[0]) if state.to_cancel else None


def _waits_to_be_opened(one: ProgrammeArea) -> bool:
    return one.standing is Standing.SELECTED and one.week is not None and not one.trouble


def _arrangement(state: ProgrammeState) -> Owed | None:
    """Of the areas that take part, each is told its days and team."""
    waiting = () if state.paused else state.areas
    return next((ArrangementOwed(one) for one in waiting if _waits_for_arrangements(one)), None)


def _waits_for_arrangements(one: ProgrammeArea) -> bool:
    return (
        one.standing is Standing.ACCEPTED
        and one.planned is not None
        and not one.arranged
        and not one.trouble
    )


def _promotion(state: ProgrammeState) -> Owed | None:
    free = () if state.stopped else state.areas
    lost = next((one for one in free if one.standing is Standing.LOST and not one.replaced), None)
    if lost is None:
        return None
    return PromotionOwed(
        lost=lost.area,
        standing=tuple(one.area for one in state.areas if one.standing not in GONE),
    )
