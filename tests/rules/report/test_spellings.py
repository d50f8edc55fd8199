"""What areas wrote otherwise is not counted apart, and so told of one of them."""

import pytest

from rules.report.counts import survey_table
from rules.report.spellings import written_otherwise
from schemas.evidence import VisitEvidence
from schemas.personal import SurveyRow
from schemas.values import SurveyAudience
from tests.rules.report.reports import visit
from tests.rules.report.test_counts import VISITS

PARENTS = SurveyAudience.PARENTS_AND_CARERS
QUESTION = "Were you called?"


def visits(*answers: tuple[str, ...], question: str = QUESTION) -> list[VisitEvidence]:
    """One visit for each of these answers; the last of them asked in other words."""
    return [
        VISITS[0].model_copy(
            update={
                "visit": visit(number),
                "survey": tuple(
                    SurveyRow(
                        audience=PARENTS,
                        question=question if number == len(answers) else QUESTION,
                        answer=answer,
                        count=9,
                    )
                    for answer in some
                ),
            }
        )
        for number, some in enumerate(answers, start=1)
    ]


def told(given: list[VisitEvidence]) -> list[str]:
    wanted = {survey_table(row.audience, row.question) for one in given for row in one.survey}
    failures = [*written_otherwise(given, wanted)]
    assert all(one.rule == "written-otherwise" for one in failures)
    assert not [*written_otherwise(given, ())]
    return [one.sentence for one in failures]


@pytest.mark.parametrize(
    "other", ["very good", "Very  good", "Very-good", "Very\N{NO-BREAK SPACE}good"]
)
def test_one_answer_in_two_spellings_is_told_with_both_visits(other: str) -> None:
    (sentence,) = told(visits(("Very good",), ("Very good", "Poor"), (other,)))
    assert "The answer “Very good” of autumn-e06000001" in sentence
    assert "of autumn-e06000003" in sentence
    assert "visits survey-results" in sentence


def test_one_question_in_two_spellings_is_told() -> None:
    (sentence,) = told(visits(("Yes",), ("Yes",), question="Were you called ?".upper()[:15] + "?"))
    assert f"The question “{QUESTION}” of autumn-e06000001" in sentence


def test_answers_that_differ_and_those_that_one_visit_tells_apart_are_two() -> None:
    assert not told(visits(("Very good", "Good"), ("Good", "Very good")))
    assert not told(visits(("A", "a"), ("A",), ("a",)))
