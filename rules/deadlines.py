"""Which moments a visit is waiting for, besides people."""

from dataclasses import dataclass
from datetime import datetime

from rules.timetable import Timetable, timetable
from schemas.state import Invitation, VisitState
from schemas.values import DeadlineKind, Department, LetterStatus, Stage, TaskKind

TASK_OF_DEADLINE: dict[DeadlineKind, TaskKind] = {
    DeadlineKind.REPLY_DUE: TaskKind.REPLY_OVERDUE,
    DeadlineKind.OFFICER_DUE: TaskKind.OFFICER_OVERDUE,
    DeadlineKind.ARRANGEMENTS_DUE: TaskKind.ARRANGEMENTS_OVERDUE,
    DeadlineKind.TIMETABLE_DUE: TaskKind.TIMETABLE_OVERDUE,
    DeadlineKind.VISIT_RECORD_DUE: TaskKind.VISIT_RECORD_OVERDUE,
    DeadlineKind.DRAFT_DUE: TaskKind.DRAFT_OVERDUE,
    DeadlineKind.AGREEMENT_DUE: TaskKind.AGREEMENT_OVERDUE,
    DeadlineKind.SHARING_DUE: TaskKind.SHARING_OVERDUE,
    DeadlineKind.ACKNOWLEDGEMENT_DUE: TaskKind.ACKNOWLEDGEMENT_OVERDUE,
    DeadlineKind.PAUSE_ENDS: TaskKind.PAUSE_TOO_LONG,
    DeadlineKind.DEFERRAL_DUE: TaskKind.DEFERRAL_OVERDUE,
}
"""A deadline never kills a visit: these name a task for a person."""


@dataclass(frozen=True)
class Deadline:
    """A moment at which something is due."""

    at: datetime
    kind: DeadlineKind


def open_deadlines(state: VisitState) -> tuple[Deadline, ...]:
    """The moments that still matter, nearest first; none before the calendar is known."""
    dates = timetable(state)
    if dates is None:
        return ()
    raised = {task.kind for task in state.tasks}
    waiting = (
        Deadline(at, kind)
        for kind, at in _paused_or_going(state, dates)
        if at is not None and TASK_OF_DEADLINE.get(kind) not in raised
    )
    return tuple(sorted(waiting, key=lambda deadline: (deadline.at, deadline.kind)))


def _paused_or_going(
    state: VisitState, dates: Timetable
) -> list[tuple[DeadlineKind, datetime | None]]:
    """A visit's deadlines stand still with it; a limit says for how long."""
    if state.pause is not None:
        return [(DeadlineKind.PAUSE_ENDS, dates.pause_ends)]
    return [*_candidates(state, dates), (DeadlineKind.DEFERRAL_DUE, dates.deferral_due)]


def _candidates(  # noqa: C901 - one arm a stage
    state: VisitState, dates: Timetable
) -> list[tuple[DeadlineKind, datetime | None]]:
    match state.stage:
        case Stage.OPENED:
            told = TaskKind.CONTACTS_MISSING in {task.kind for task in state.tasks}
            if told and not state.contacts:
                return []
            return [(DeadlineKind.INVITATION_DAY, dates.invite_at)]
        case Stage.INVITED:
            invitation = state.invitation
            if invitation is None or invitation.delivered_at is None:
                return _bounces(invitation)
            return [
                (DeadlineKind.REPLY_REMINDER, None if invitation.reminded else dates.reminder_at),
                (DeadlineKind.REPLY_DUE, dates.reply_due),
            ]
        case Stage.PREPARING | Stage.VISITING:
            return [*_preparation(state, dates), *_survey(state, dates)]
        case Stage.DRAFTING:
            return [(DeadlineKind.DRAFT_DUE, dates.draft_due), *_survey(state, dates)]
        case Stage.AGREEING:
            return [(DeadlineKind.AGREEMENT_DUE, dates.agreement_due)]
        case Stage.SHARING if state.sharing_held_since is not None:
            return []
        case Stage.SHARING:
            if len(state.sharings) < len(Department):
                return [(DeadlineKind.SHARING_DUE, dates.sharing_due)]
            return _acknowledgements(state, dates)
        case Stage.ENDED if state.tasks:
            # Kept until a person has seen to it, however long that takes.
            return []
        case Stage.ENDED:
            return [(DeadlineKind.CONSENT_WINDOW_ENDS, dates.consent_window_ends)]


def _acknowledgements(
    state: VisitState, dates: Timetable
) -> list[tuple[DeadlineKind, datetime | None]]:
    """First a letter chases, once, and then a person."""
    reminded = any(sharing.reminded_at for sharing in state.sharings)
    return [
        (
            DeadlineKind.ACKNOWLEDGEMENT_REMINDER,
            None if reminded else dates.acknowledgement_reminder_at,
        ),
        (DeadlineKind.ACKNOWLEDGEMENT_DUE, dates.acknowledgement_due),
    ]


def _bounces(invitation: Invitation | None) -> list[tuple[DeadlineKind, datetime | None]]:
    """Once nothing is merely sent, the hour has done its work and must not come again."""
    if invitation is None or all(o.status is not LetterStatus.SENT for o in invitation.outcomes):
        return []
    return [(DeadlineKind.DELIVERY_ASSUMED, invitation.assumed_delivered_at)]


def _preparation(state: VisitState, dates: Timetable) -> list[tuple[DeadlineKind, datetime | None]]:
    open_: list[tuple[DeadlineKind, datetime | None]] = []
    if state.officer is None:
        open_.append((DeadlineKind.OFFICER_DUE, dates.officer_due))
    # Once the two days have begun it is too late for surveys, but not for a new team.
    surveys_settled = state.survey is not None or state.stage is Stage.VISITING
    if not (state.arrangements_stand and surveys_settled):
        open_.append((DeadlineKind.ARRANGEMENTS_DUE, dates.arrangements_due))
    if state.meetings is None:
        open_.append((DeadlineKind.TIMETABLE_DUE, dates.timetable_due))
    open_.append((DeadlineKind.VISIT_RECORD_DUE, dates.visit_record_due))
    return open_


def _survey(state: VisitState, dates: Timetable) -> list[tuple[DeadlineKind, datetime | None]]:
    if state.survey is None or state.survey.closed_at is not None:
        return []
    if state.survey.opened_at is None:
        return [(DeadlineKind.SURVEY_OPENS, dates.survey_opens)]
    return [(DeadlineKind.SURVEY_CLOSES, dates.survey_closes)]
