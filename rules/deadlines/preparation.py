"""The officer, the arrangements, the timetable and the surveys."""

from datetime import datetime

from rules.deadlines.deadline import deadline
from rules.tasks import AskedTask
from rules.timetable import Timetable
from schemas.event_types import EventType
from schemas.state import VisitState
from schemas.values import Action, DeadlineKind, Stage, TaskKind

_IN_PREPARATION = (Stage.PREPARING, Stage.VISITING)
_WHILE_SURVEYS_RUN = (Stage.PREPARING, Stage.VISITING, Stage.DRAFTING)


@deadline(
    DeadlineKind.OFFICER_DUE,
    "the area's nominated officer is due",
    stages=_IN_PREPARATION,
    asks=AskedTask(
        TaskKind.OFFICER_OVERDUE,
        "The area has not named its officer.",
        settled_by=(Action.NOMINATE_OFFICER,),
        until=(EventType.OFFICER_NOMINATED,),
    ),
)
def _officer_due(state: VisitState, dates: Timetable) -> datetime | None:
    return dates.officer_due if state.officer is None else None


@deadline(
    DeadlineKind.ARRANGEMENTS_DUE,
    "team, days, mode and surveys are due from the coordinator",
    stages=_IN_PREPARATION,
    asks=AskedTask(
        TaskKind.ARRANGEMENTS_OVERDUE,
        "Team, days, mode or surveys are not settled.",
        settled_by=(
            Action.DECLARE_CONFLICTS,
            Action.CONFIRM_TEAM,
            Action.SET_DATES,
            Action.SET_MODE,
            Action.HAND_OVER_SURVEY,
        ),
        until=(EventType.STARTED, EventType.FEEDBACK_HELD),
    ),
)
def _arrangements_due(state: VisitState, dates: Timetable) -> datetime | None:
    # Once the two days have begun it is too late for surveys, but not for a new team.
    surveys_settled = state.survey is not None or state.stage is Stage.VISITING
    return None if state.arrangements_stand and surveys_settled else dates.arrangements_due


@deadline(
    DeadlineKind.TIMETABLE_DUE,
    "case studies and timetable are due",
    stages=_IN_PREPARATION,
    asks=AskedTask(
        TaskKind.TIMETABLE_OVERDUE,
        "Case studies or timetable are not settled.",
        settled_by=(
            Action.CHOOSE_CASES,
            Action.ACCEPT_FEWER_CASES,
            Action.AGREE_CASES,
            Action.FIX_TIMETABLE,
        ),
        until=(EventType.TIMETABLE_FIXED,),
    ),
)
def _timetable_due(state: VisitState, dates: Timetable) -> datetime | None:
    return dates.timetable_due if state.meetings is None else None


@deadline(DeadlineKind.SURVEY_OPENS, "the surveys open", stages=_WHILE_SURVEYS_RUN)
def _survey_opens(state: VisitState, dates: Timetable) -> datetime | None:
    if state.survey is None or state.survey.closed_at or state.survey.opened_at:
        return None
    return dates.survey_opens


@deadline(DeadlineKind.SURVEY_CLOSES, "the surveys close", stages=_WHILE_SURVEYS_RUN)
def _survey_closes(state: VisitState, dates: Timetable) -> datetime | None:
    if state.survey is None or state.survey.closed_at or state.survey.opened_at is None:
        return None
    return dates.survey_closes
