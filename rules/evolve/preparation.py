"""What is arranged with the area: its officer, the days, the mode, the survey."""

from rules.evolve.fact import fact
from rules.evolve.parts import survey_of
from rules.evolve.tasks import settled, without
from rules.evolve.timetable import entries_move
from rules.folds import Changes
from rules.versions import MOVES_FORESEEN
from schemas.events.event import VisitEvent
from schemas.events.preparation import (
    ArrangementsConfirmed,
    DatesSet,
    ModeSet,
    SurveyClosed,
    SurveyHandedOver,
    SurveyOpened,
    SurveyResultsRecorded,
)
from schemas.events.team import OfficerNominated
from schemas.state import RecordedResults, Survey, VisitState
from schemas.values import Stage, TaskKind

_OF_THE_DAYS = (
    TaskKind.OFFICER_OVERDUE,
    TaskKind.ARRANGEMENTS_OVERDUE,
    TaskKind.TIMETABLE_OVERDUE,
    TaskKind.VISIT_RECORD_OVERDUE,
)


@fact(OfficerNominated, "officer nominated")
def officer_nominated(state: VisitState, _event: VisitEvent, fact: OfficerNominated) -> Changes:
    """The area's officer, who has the calendar entry from now on."""
    changed = state.model_copy(update={"officer": fact.officer})
    return {"officer": fact.officer, **entries_move(changed)}


@fact(DatesSet, "two days set")
def dates_set(state: VisitState, _event: VisitEvent, fact: DatesSet) -> Changes:
    """The days, of which the area has yet to be told."""
    planned = state.days.day_one if state.days else state.day_one
    moved = fact.days.day_one != planned
    return {
        "days": fact.days,
        "arrangements_stand": False,
        # Other days have other deadlines; the same days leave what is overdue overdue.
        "tasks": without(state, *_OF_THE_DAYS) if moved else state.tasks,
    }


@fact(ModeSet, "mode set")
def mode_set(_state: VisitState, _event: VisitEvent, fact: ModeSet) -> Changes:
    """How the visit is held, of which the area has yet to be told."""
    return {"mode": fact.mode, "arrangements_stand": False}


@fact(ArrangementsConfirmed, "arrangements confirmed to the area")
def arrangements_confirmed(
    state: VisitState, event: VisitEvent, fact: ArrangementsConfirmed
) -> Changes:
    """The area is told; the survey, which the same task asks for, may still be missing."""
    done = state.survey is not None or state.stage is Stage.VISITING
    told = state.model_copy(
        update={"arrangements_round": fact.round, "arrangements_stand": True},
    )
    return {
        **(entries_move(told) if state.meetings is None else {}),
        "arrangements_round": fact.round,
        "arrangements_stand": True,
        "arrangements_at": event.at if state.rules_version >= MOVES_FORESEEN else None,
        "tasks": settled(state, TaskKind.ARRANGEMENTS_OVERDUE, when=done),
    }


@fact(SurveyHandedOver, "survey links handed over")
def survey_handed_over(state: VisitState, _event: VisitEvent, fact: SurveyHandedOver) -> Changes:
    """The area has the links; the arrangements may still have to be confirmed."""
    return {
        "survey": Survey(audiences=fact.audiences, content=fact.content, round=fact.round),
        "tasks": settled(state, TaskKind.ARRANGEMENTS_OVERDUE, when=state.arrangements_stand),
    }


@fact(SurveyOpened, "surveys opened")
def survey_opened(state: VisitState, event: VisitEvent, _fact: SurveyOpened) -> Changes:
    """Answers come in."""
    return {"survey": survey_of(state).model_copy(update={"opened_at": event.at})}


@fact(SurveyClosed, "surveys closed")
def survey_closed(state: VisitState, event: VisitEvent, _fact: SurveyClosed) -> Changes:
    """No more answers come in."""
    return {"survey": survey_of(state).model_copy(update={"closed_at": event.at})}


@fact(SurveyResultsRecorded, "survey results recorded")
def survey_results_recorded(
    _state: VisitState, event: VisitEvent, fact: SurveyResultsRecorded
) -> Changes:
    """These results hold, whatever was recorded before."""
    return {
        "survey_results": RecordedResults(
            audiences=fact.audiences,
            questions=fact.questions,
            content=fact.content,
            handed_in_at=fact.happened_at or event.at,
        )
    }
