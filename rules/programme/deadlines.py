"""When the next visits are opened."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from rules.working_days import add_working_days
from rules.zones import at_london, london_date
from schemas.programme.state import ProgrammeArea, ProgrammeState
from schemas.programme.values import ProgrammeStage, Standing

OPENED_BEFORE = 5
"""Working days before the invitation, so that a person can look at what will be sent
[assumption]."""


class WaveDeadline(NamedTuple):
    """The moment at which the next visits are opened."""

    at: datetime


def week_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def turn_of(state: ProgrammeState, one: ProgrammeArea) -> datetime:
    """When it is an area's turn by its days alone; `planned` must be known."""
    assert one.planned is not None  # noqa: S101 - as said
    before = state.policy.invitation_before + OPENED_BEFORE
    day = add_working_days(one.planned.day_one, -before, state.calendar)
    return at_london(day, state.policy.day_starts_at)


def in_turn(state: ProgrammeState) -> list[ProgrammeArea]:
    """The areas whose visits are still to be opened, in the order of their days."""
    waiting = [
        one
        for one in state.areas
        if one.standing is Standing.SELECTED and one.planned is not None and one.week is None
    ]
    return sorted(waiting, key=lambda one: (one.planned and one.planned.day_one, one.area))


def room_in(state: ProgrammeState, monday: date) -> int:
    """How many more visits may be opened in a week."""
    return state.visits_a_week - sum(one.week == monday for one in state.areas)


def programme_deadlines(state: ProgrammeState) -> tuple[WaveDeadline, ...]:
    """The next wave, if there is one: at the turn of the first area, in a week that has room."""
    if state.stage is not ProgrammeStage.INVITING or state.stopped or state.paused:
        return ()
    waiting = in_turn(state)
    if not waiting:
        return ()
    at = min(turn_of(state, one) for one in waiting)
    at = max(at, state.opened_at)
    monday = week_of(max(london_date(at), london_date(state.changed_at)))
    while room_in(state, monday) <= 0:
        monday += timedelta(days=7)
    opens = at_london(add_working_days(monday, 0, state.calendar), state.policy.day_starts_at)
    return (WaveDeadline(max(at, opens)),)
