"""The invitation, and the reply that is waited for."""

from datetime import datetime

from rules.deadlines.deadline import deadline
from rules.tasks import AskedTask
from rules.timetable import Timetable
from schemas.event_types import EventType
from schemas.state import VisitState
from schemas.values import Action, DeadlineKind, LetterStatus, Stage, TaskKind


@deadline(
    DeadlineKind.INVITATION_DAY,
    "the invitation goes out",
    stages=(Stage.OPENED,),
    asks=AskedTask(
        TaskKind.CONTACTS_MISSING,
        "The invitation is due and nobody is recorded to write to.",
        settled_by=(Action.RECORD_CONTACTS,),
        until=(EventType.CONTACTS_RECORDED,),
    ),
)
def _invitation_day(_state: VisitState, dates: Timetable) -> datetime | None:
    return dates.invite_at


@deadline(
    DeadlineKind.DELIVERY_ASSUMED, "the invitation counts as delivered", stages=(Stage.INVITED,)
)
def _delivery_assumed(state: VisitState, _dates: Timetable) -> datetime | None:
    """Once nothing is merely sent, the hour has done its work and must not come again."""
    invitation = state.invitation
    if invitation is None or invitation.delivered_at is not None:
        return None
    sent = any(outcome.status is LetterStatus.SENT for outcome in invitation.outcomes)
    return invitation.assumed_delivered_at if sent else None


@deadline(DeadlineKind.REPLY_REMINDER, "the area is reminded to reply", stages=(Stage.INVITED,))
def _reply_reminder(state: VisitState, dates: Timetable) -> datetime | None:
    return None if state.invitation is None or state.invitation.reminded else dates.reminder_at


@deadline(
    DeadlineKind.REPLY_DUE,
    "the area's reply is due",
    stages=(Stage.INVITED,),
    asks=AskedTask(
        TaskKind.REPLY_OVERDUE,
        "The area has not replied; silence is never acceptance.",
        settled_by=(Action.REPLY,),
        until=(EventType.REPLY_EXTENDED, EventType.ACCEPTED),
    ),
)
def _reply_due(_state: VisitState, dates: Timetable) -> datetime | None:
    return dates.reply_due
