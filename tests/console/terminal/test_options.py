"""How people may write values."""

from datetime import date

import pytest
import typer

from console.terminal.options import a_date, a_reference, choices, one_of
from schemas.values import Department, Mode


@pytest.mark.parametrize(
    "text", ["2020-10-05", "5 October 2020", "05 Oct 2020", "5  october  2020", "05/10/2020"]
)
def test_a_date_may_be_written_as_people_here_write_it(text: str) -> None:
    assert a_date(text) == date(2020, 10, 5)


@pytest.mark.parametrize("text", ["", "tomorrow", "10/31/2020", "2020-02-30"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="5 October 2020"):
        a_date(text)


@pytest.mark.parametrize("text", ["nhs-england", "nhs_england", "NHS-England"])
def test_hyphens_underscores_and_capitals_mean_the_same(text: str) -> None:
    assert one_of(Department)(text) is Department.NHS_ENGLAND


def test_choices_are_shown_as_they_are_typed() -> None:
    assert choices(Mode) == "on-site|virtual|mixed"


@pytest.mark.parametrize("text", ["Anna", "anna smith", "anna@example.org", "", "a" * 41])
def test_an_actor_is_a_reference_and_never_a_name(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="not a reference"):
        a_reference(text)
