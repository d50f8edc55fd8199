"""Survey results: when they can be recorded, put right, and no more."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from rules.evolve import replay
from rules.refusals import RefusalCode
from rules.timetable import timetable
from schemas.events.preparation import SurveyResultsRecorded
from schemas.values import ContentKind, SurveyAudience
from tests.support import visits as v
from tests.support.visits import Visit, refused, survey_results

OTHER = SurveyAudience.PRACTITIONERS


def results(visit: Visit) -> SurveyResultsRecorded:
    fact = visit.fact(SurveyResultsRecorded)
    assert isinstance(fact, SurveyResultsRecorded)
    return fact


def last_moment(visit: Visit) -> Visit:
    """Just before agreement to its cases can be withdrawn no more."""
    dates = timetable(visit.state)
    assert dates is not None
    assert dates.consent_window_ends is not None
    return visit.at(dates.consent_window_ends - timedelta(seconds=1))


@pytest.mark.parametrize("stage", [v.visiting, v.visited, v.drafting, v.agreeing, v.sharing])
def test_results_are_recorded_once_the_surveys_have_closed(stage: Callable[[], Visit]) -> None:
    told = stage().told(survey_results())

    fact = results(told)
    assert (fact.audiences, fact.questions) == ((SurveyAudience.PARENTS_AND_CARERS,), 2)
    assert not fact.replaces
    assert told.state.survey_results is not None
    assert told.state.survey_results.content == v.content(ContentKind.SURVEY_RESULTS)
    assert told.state.stage is stage().state.stage


def test_while_the_surveys_take_replies_it_says_until_when() -> None:
    refusal = refused(v.planned(), survey_results())

    assert refusal.code is RefusalCode.SURVEY
    assert "take replies until Wednesday 30 September 2020" in refusal.sentence


def test_a_visit_without_a_survey_has_no_results() -> None:
    refusal = refused(v.accepted(), survey_results())

    assert refusal.code is RefusalCode.SURVEY
    assert "there was no survey" in refusal.sentence


def test_an_audience_that_was_not_asked_has_no_results() -> None:
    refusal = refused(v.visiting(), survey_results([OTHER]))

    assert refusal.code is RefusalCode.SURVEY
    assert "no survey for practitioners" in refusal.sentence


def test_the_same_again_changes_nothing_and_others_take_their_place() -> None:
    first = v.visiting().told(survey_results())

    assert refused(first, survey_results()).code is RefusalCode.ALREADY_DONE
    second = first.told(survey_results(version=2))
    assert results(second).replaces
    assert second.state.survey_results is not None
    assert second.state.survey_results.content.version == 2


def test_after_the_visit_was_closed_until_agreement_can_be_withdrawn_no_more() -> None:
    late = last_moment(v.closed())

    assert results(late.told(survey_results())).questions == 2
    over = late.at(late.now + timedelta(seconds=1))
    refusal = refused(over, survey_results())
    assert refusal.code is RefusalCode.WRONG_STAGE
    assert "the time for it ended on" in refusal.sentence


@pytest.mark.parametrize("ended", [v.declined, v.cancelled, v.withdrawn, v.incomplete, v.deferred])
def test_after_any_other_end_the_refusal_tells_the_end(ended: Callable[[], Visit]) -> None:
    refusal = refused(ended(), survey_results())

    assert refusal.code is RefusalCode.WRONG_STAGE
    assert refusal.sentence.startswith(f"Visit {v.VISIT} is over: ")


def test_results_are_not_of_a_day_before_the_surveys_closed() -> None:
    visit = v.visited()
    before = survey_results().model_copy(update={"happened_on": v.at("2020-09-29 09:00").date()})

    assert "the surveys closed on" in refused(visit, before).sentence
    after = before.model_copy(update={"happened_on": v.DAY_ONE})
    told = visit.told(after)
    assert results(told).happened_at == v.at("2020-10-05 17:00")


def test_a_visit_with_nothing_told_for_reports_keeps_the_bytes_it_had() -> None:
    closed = v.closed()

    assert "survey_results" not in closed.state.model_dump(mode="json")
    for event in closed.events:
        assert "context" not in event.fact.model_dump(mode="json")
    assert replay(closed.events) == closed.state
