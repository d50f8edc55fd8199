"""What `visits survey-results` makes of a file, and what the screens say of it."""

from datetime import date
from pathlib import Path

import pytest
import typer

from console.decide.cases import choose
from console.decide.survey_results import survey_results
from console.terminal.options import a_happening
from desk.screens import show_rows
from schemas.state import VisitState
from schemas.values import AgeBand, Need, SurveyAudience
from tests.support import visits as v


def screen(state: VisitState) -> dict[str, str]:
    return dict(show_rows(state, {}))


def test_a_file_goes_into_the_form_with_the_day_it_was_handed_in(tmp_path: Path) -> None:
    file = tmp_path / "results.csv"
    file.write_text("audience,question,answer,count\nyoung_people,Heard,Yes,12\n", "utf-8")

    form = survey_results(v.VISIT, file, on=a_happening("2020-10-05"))

    (row,) = form.rows
    assert (row.audience, row.count) == (SurveyAudience.YOUNG_PEOPLE, 12)
    assert form.happened_on == date(2020, 10, 5)


def test_the_screen_says_that_there_are_results_and_context() -> None:
    before, after = v.visiting(), v.visiting().told(v.survey_results())
    assert "results" not in screen(before.state)["Surveys"]
    assert screen(after.state)["Surveys"].endswith(": closed, results of 2 questions")

    chosen = v.arranged().told(v.choose_cases())
    assert screen(chosen.state)["Case studies"] == "4 chosen, 4 agreed"
    told = v.arranged().told(v.choose_cases(context=1))
    assert screen(told.state)["Case studies"] == "4 chosen, 4 agreed, ages or needs told"


def test_the_context_of_a_case_is_an_age_or_a_need_or_both() -> None:
    form = choose(
        v.VISIT,
        ["1=parent", "3", "case-4", "7"],
        offered=9,
        context=[
            "1=11-to-15,Cognition-and-learning",
            "case-3=under_5",
            "4=sensory-and-or-physical",
        ],
    )

    assert [(case.case, case.age_band, case.need) for case in form.cases] == [
        ("case-1", AgeBand.FROM_11_TO_15, Need.COGNITION_AND_LEARNING),
        ("case-3", AgeBand.UNDER_5, None),
        ("case-4", None, Need.SENSORY_AND_OR_PHYSICAL),
        ("case-7", None, None),
    ]


@pytest.mark.parametrize(
    ("context", "told"),
    [
        ("3", "is not CASE=AGE,NEED"),
        ("3=", "is not CASE=AGE,NEED"),
        ("3=tall", "“tall” is none of"),
        ("3=under-5,5-to-10", "two of one kind"),
        ("8=under-5", "case-8, which is not among the chosen"),
    ],
)
def test_context_that_will_not_do_is_told(context: str, told: str) -> None:
    with pytest.raises(typer.BadParameter) as wrong:
        choose(v.VISIT, ["1", "3", "4", "7"], offered=9, context=[context])

    assert told in str(wrong.value)
