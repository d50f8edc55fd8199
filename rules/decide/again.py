"""What had been prepared before an acceptance is told again once the area has accepted."""

from datetime import datetime

from rules.decide.changes import arrangements, timetable_again
from rules.timetable import timetable
from rules.zones import london_date
from schemas.events.event import Fact
from schemas.events.preparation import SurveyHandedOver, SurveyOpened
from schemas.state import VisitState


def prepared_before(state: VisitState, now: datetime) -> list[Fact]:
    """What follows from an acceptance where an earlier one had been recorded by mistake.

    Whoever was told that it did not hold is told team, days and timetable anew, unless the days
    have passed and others have to be set.

    Args:
        state: The visit until then.
        now: When it accepts.
    """
    if state.days is None or state.days.day_one <= london_date(now) or state.pause is not None:
        return []
    facts: list[Fact] = [*arrangements(state), *timetable_again(state)]
    survey, dates = state.survey, timetable(state)
    if survey is None or survey.closed_at or dates is None or now >= dates.survey_closes:
        return facts
    again = SurveyHandedOver(
        audiences=survey.audiences, content=survey.content, round=survey.round + 1
    )
    opened = [SurveyOpened(closes=dates.survey_closes)] if now >= dates.survey_opens else []
    return [*facts, again, *opened]
