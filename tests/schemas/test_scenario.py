"""What a scenario's file may say, and how it is filled in."""

import re
from datetime import date

import pytest
from pydantic import ValidationError

from schemas.forms.form import FORMS
from schemas.forms.preparation import DatesForm
from schemas.scenario import Step, filled_in

DAYS = date(2020, 10, 5), date(2020, 10, 6)


def step(at: str = "T-11 10:00", *, do: str = "feedback", **form: object) -> Step:
    return Step.model_validate({"at": at, "do": do, "with": form})


def test_every_form_can_be_filled_in_by_a_step() -> None:
    assert len(set(FORMS.values())) == len(FORMS)
    for name in FORMS:
        assert re.fullmatch("[a-z]+(?:[-_][a-z]+)*", name)


@pytest.mark.parametrize("when", ["T 09:00", "T+1 16:40", "T-16 11:20", "T+120 23:59"])
def test_a_step_is_on_a_working_day_at_a_time(when: str) -> None:
    assert step(when).at == when


@pytest.mark.parametrize("when", ["T", "T 9:00", "T-16", "T 24:00", "T 09:60", "Monday 09:00"])
def test_another_moment_is_refused(when: str) -> None:
    with pytest.raises(ValidationError, match="at"):
        step(when)


def test_the_days_are_put_in_where_a_date_is_wanted() -> None:
    form = filled_in(step(do="dates", day_one="T", day_two="T+1"), *DAYS)

    assert form == DatesForm(day_one=DAYS[0], day_two=DAYS[1])


def test_a_step_that_nobody_can_take_is_refused() -> None:
    with pytest.raises(ValidationError, match="do"):
        step(do="grade")


@pytest.mark.parametrize(
    ("do", "form", "where"),
    [
        ("respond", {"answer": "maybe"}, "answer"),
        ("cases", {"offered": 9}, "cases"),
        ("survey", {"links": {"parents_and_carers": "http://unsafe.example"}}, "links"),
        ("nominate", {"name": "N", "email": "not an address", "organisation": "O"}, "email"),
    ],
)
def test_a_form_that_is_not_filled_in_is_refused_at_its_place(
    do: str, form: dict[str, object], where: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        Step.model_validate({"at": "T-11 10:00", "do": do, "with": form})

    assert [error["loc"][:2] for error in refused.value.errors()] == [("with", where)]


def test_a_form_with_a_field_that_it_does_not_have_is_refused() -> None:
    with pytest.raises(ValidationError, match=r"with\.reasn"):
        step(do="feedback", reasn="misspelt")
