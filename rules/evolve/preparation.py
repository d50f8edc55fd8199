"""What is arranged with the area: its officer, the days, the mode, the survey."""

from rules.evolve.parts import Changes, survey_of
from rules.evolve.tasks import settled, without
from rules.evolve.timetable import entries_move
from schemas.events import (
    ArrangementsConfirmed,
    DatesSet,
    ModeSet,
    OfficerNominated,
    SurveyHandedOver,
    VisitEvent,
)
from schemas.state import Survey, VisitState
from schemas.values import Stage, TaskKind

_OF_THE_DAYS = (
    TaskKind.OFFICER_OVERDUE,
    TaskKind.ARRANGEMENTS_OVERDUE,
    TaskKind.TIMETABLE_OVERDUE,
    TaskKind.VISIT_RECORD_OVERDUE,
)


def officer_nominated(state: VisitState, fact: OfficerNominated) -> Changes:
    """The area's officer, who has the calendar entry from now on."""
    changed = state.model_copy(update={"officer": fact.officer})
    tasks = without(state, TaskKind.OFFICER_OVERDUE)
    return {"officer": fact.officer, "tasks": tasks, **entries_move(changed)}


def dates_set(state: VisitState, fact: DatesSet) -> Changes:
    """The days, of which the area has yet to be told."""
    planned = state.days.day_one if state.days else state.day_one
    moved = fact.days.day_one != planned
    return {
        "days": fact.days,
        "arrangements_stand": False,
        # Other days have other deadlines; the same days leave what is overdue overdue.
        "tasks": without(state, *_OF_THE_DAYS) if moved else state.tasks,
    }


def mode_set(fact: ModeSet) -> Changes:
    """How the visit is held, of which the area has yet to be told."""
    return {"mode": fact.mode, "arrangements_stand": False}


def arrangements_confirmed(state: VisitState, fact: ArrangementsConfirmed) -> Changes:
    """The area is told; the survey, which the same task asks for, may still be missing."""
    done = state.survey is not None or state.stage is Stage.VISITING
    return {
        "arrangements_round": fact.round,
        "arrangements_stand": True,
        "tasks": settled(state, TaskKind.ARRANGEMENTS_OVERDUE, when=done),
    }


def survey_handed_over(state: VisitState, fact: SurveyHandedOver) -> Changes:
    """The area has the links; the arrangements may still have to be confirmed."""
    return {
        "survey": Survey(audiences=fact.audiences, content=fact.content, round=fact.round),
        "tasks": settled(state, TaskKind.ARRANGEMENTS_OVERDUE, when=state.arrangements_stand),
    }


def survey_opened(state: VisitState, event: VisitEvent) -> Changes:
    """Answers come in."""
    return {"survey": survey_of(state).model_copy(update={"opened_at": event.at})}


def survey_closed(state: VisitState, event: VisitEvent) -> Changes:
    """No more answers come in."""
    return {"survey": survey_of(state).model_copy(update={"closed_at": event.at})}
