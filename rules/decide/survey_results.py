"""What the surveys came to, recorded once they have closed."""

from collections.abc import Sequence
from datetime import datetime
from typing import NoReturn

from rules.decide.consent import require_kept
from rules.decide.rule import rule
from rules.decide.timing import happened
from rules.refusals import RefusalCode, Refused
from rules.timetable import timetable
from rules.wording import OUTCOME_WORDS
from rules.zones import london
from schemas.events.event import Fact
from schemas.events.preparation import SurveyResultsRecorded
from schemas.messages import RecordSurveyResults
from schemas.state import Survey, VisitState
from schemas.values import Outcome, Stage

_WHAT = "The survey results were not recorded"


def _open_to_results(state: VisitState, now: datetime) -> None:
    if state.outcome not in {None, Outcome.CLOSED}:
        raise Refused(
            RefusalCode.WRONG_STAGE,
            f"Visit {state.visit_id} is over: {OUTCOME_WORDS[state.outcome]}; survey results can "
            "be recorded only while it is open, or after it was closed.",
        )
    require_kept(state, now, _WHAT)
    _closed(state, state.survey)


@rule(
    RecordSurveyResults,
    stages=(
        *(Stage.PREPARING, Stage.VISITING, Stage.DRAFTING),
        *(Stage.AGREEING, Stage.SHARING, Stage.ENDED),
    ),
    words="survey results can be recorded",
    open_to=_open_to_results,
)
def record_survey_results(
    state: VisitState, message: RecordSurveyResults, now: datetime
) -> Sequence[Fact]:
    """Keep what surveys that have closed came to; other results take the place of earlier ones."""
    closed = _closed(state, state.survey)
    others = sorted(set(message.audiences) - set(state.survey.audiences if state.survey else ()))
    if others:
        _refuse(
            f"there was no survey for {others[0].replace('_', ' ')}; leave that audience out",
        )
    when = happened(state, message, now, _WHAT, since=closed, because="the surveys closed")
    before = state.survey_results
    if before is not None and before.content == message.content:
        raise Refused(
            RefusalCode.ALREADY_DONE,
            f"Nothing has changed: these survey results are recorded already; "
            f"`visits read {state.visit_id} survey-results` shows them.",
        )
    return [
        SurveyResultsRecorded(
            audiences=message.audiences,
            questions=message.questions,
            content=message.content,
            replaces=before is not None,
            happened_at=when,
        )
    ]


def _closed(state: VisitState, survey: Survey | None) -> datetime:
    """When the surveys closed."""
    if survey is None:
        _refuse(
            "there was no survey, because its links were not handed over to the area with "
            "`visits survey`"
        )
    if survey.closed_at is None:
        dates = timetable(state)
        until = f" until {london(dates.survey_closes):%A %-d %B %Y}" if dates else ""
        _refuse(f"the surveys take replies{until}, and then `visits survey-results` records them")
    return survey.closed_at


def _refuse(why: str) -> NoReturn:
    raise Refused(RefusalCode.SURVEY, f"{_WHAT}: {why}.")
