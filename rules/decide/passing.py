"""What passes without the area: the calendar, deadlines, and an end before the time."""

from collections.abc import Sequence
from datetime import datetime

from rules.deadlines import TASK_OF_DEADLINE
from rules.decide.delivery import assume_delivered
from rules.refusals import RefusalCode, Refused
from rules.timetable import Timetable, timetable
from schemas.events import (
    AcknowledgementReminded,
    CalendarKnown,
    Cancelled,
    Fact,
    HandedOver,
    Invited,
    ReplyReminded,
    SurveyClosed,
    SurveyOpened,
    TaskRaised,
)
from schemas.messages import CalendarFetched, CancelVisit, DeadlinePassed, HandOverVisit
from schemas.state import VisitState
from schemas.values import DeadlineKind, TaskKind


def calendar_fetched(state: VisitState, message: CalendarFetched, now: datetime) -> Sequence[Fact]:
    """Keep the bank holidays this visit counts with."""
    del state, now
    return [CalendarKnown(calendar=message.calendar)]


def deadline_passed(state: VisitState, message: DeadlinePassed, now: datetime) -> Sequence[Fact]:
    """Act at a moment, or name a task for a person; a deadline never ends a visit."""
    del now
    dates = timetable(state)
    if dates is None:
        return []
    task = TASK_OF_DEADLINE.get(message.deadline)
    return [TaskRaised(task=task)] if task else _act(state, message.deadline, message.due, dates)


def _act(state: VisitState, deadline: DeadlineKind, due: datetime, dates: Timetable) -> list[Fact]:
    match deadline:
        case DeadlineKind.INVITATION_DAY if state.contacts:
            return [Invited(round=1)]
        case DeadlineKind.INVITATION_DAY:
            return [TaskRaised(task=TaskKind.CONTACTS_MISSING)]
        case DeadlineKind.DELIVERY_ASSUMED:
            return assume_delivered(state, due)
        case DeadlineKind.REPLY_REMINDER if dates.reply_due:
            return [ReplyReminded(reply_due=dates.reply_due)]
        case DeadlineKind.ACKNOWLEDGEMENT_REMINDER:
            return _chase(state)
        case DeadlineKind.SURVEY_OPENS:
            return [SurveyOpened(closes=dates.survey_closes)]
        case DeadlineKind.SURVEY_CLOSES:
            return [SurveyClosed()]
        case _:
            return []


def _chase(state: VisitState) -> list[Fact]:
    left = tuple(s.department for s in state.sharings if s.acknowledged_at is None)
    if state.agreement is None or not left:
        return []
    return [AcknowledgementReminded(version=state.agreement.version, departments=left)]


def hand_over(state: VisitState, message: HandOverVisit, now: datetime) -> Sequence[Fact]:
    """Put the visit into another coordinator's hands."""
    del now
    if message.to == state.coordinator:
        raise Refused(
            RefusalCode.ALREADY_DONE,
            f"The visit was not handed over: {message.to} looks after it already.",
        )
    return [HandedOver(to=message.to)]


def cancel(state: VisitState, message: CancelVisit, now: datetime) -> Sequence[Fact]:
    """End the visit; the programme must say why."""
    del state, now
    if message.reason is None:
        raise Refused(
            RefusalCode.REASON_MISSING, "The visit was not cancelled: a reason is needed."
        )
    return [Cancelled()]
