"""What passes without the area: the calendar, deadlines, and an end before the time."""

from collections.abc import Sequence
from datetime import datetime

from rules.deadlines import DEADLINES
from rules.decide.rule import ACTS, BEFORE_THE_END, at_deadline, occurrence, rule
from rules.reasons import require_reason
from rules.refusals import RefusalCode, Refused
from rules.timetable import Timetable, timetable
from schemas.events.event import Fact
from schemas.events.visit import CalendarKnown, Cancelled, HandedOver, TaskRaised
from schemas.messages import CalendarFetched, CancelVisit, DeadlinePassed, HandOverVisit
from schemas.state import VisitState
from schemas.values import DeadlineKind


@occurrence(CalendarFetched)
def calendar_fetched(state: VisitState, message: CalendarFetched, now: datetime) -> Sequence[Fact]:
    """Keep the bank holidays this visit counts with."""
    del state, now
    return [CalendarKnown(calendar=message.calendar)]


@occurrence(DeadlinePassed)
def deadline_passed(state: VisitState, message: DeadlinePassed, now: datetime) -> Sequence[Fact]:
    """Act at a moment, or name a task for a person; a deadline never ends a visit."""
    del now
    dates = timetable(state)
    if dates is None:
        return []
    act = ACTS.get(message.deadline)
    if act is not None:
        return act(state, message.due, dates)
    asks = DEADLINES[message.deadline].asks
    return [TaskRaised(task=asks.task)] if asks else []


@at_deadline(DeadlineKind.CONSENT_WINDOW_ENDS)
def let_go(_state: VisitState, _due: datetime, _dates: Timetable) -> Sequence[Fact]:
    """Change nothing: nobody can withdraw consent any more, so the workflow may end."""
    return []


@rule(HandOverVisit, stages=BEFORE_THE_END, words="the visit can be handed over")
def hand_over(state: VisitState, message: HandOverVisit, now: datetime) -> Sequence[Fact]:
    """Put the visit into another coordinator's hands."""
    del now
    if message.to == state.coordinator:
        raise Refused(
            RefusalCode.ALREADY_DONE,
            f"The visit was not handed over: {message.to} looks after it already.",
        )
    return [HandedOver(to=message.to)]


@rule(CancelVisit, stages=BEFORE_THE_END, words="the visit can be cancelled")
def cancel(state: VisitState, message: CancelVisit, now: datetime) -> Sequence[Fact]:
    """End the visit; the programme must say why."""
    del state, now
    require_reason("The visit was not cancelled", message.reason)
    return [Cancelled()]
