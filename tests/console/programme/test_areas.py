"""Whoever steers a programme says areas by name or by code."""

import pytest

from console.programme.group import area_code
from register.areas import UnknownArea


@pytest.mark.parametrize("typed", ["Kent", "kent", " E10000016", "e10000016"])
def test_an_area_is_said_by_its_name_or_its_code(typed: str) -> None:
    assert area_code(typed) == "E10000016"


def test_an_area_that_has_ended_is_still_said_by_its_code() -> None:
    # Northamptonshire ended in 2021; a programme of before may have to take it out.
    assert area_code("E10000021") == "E10000021"


def test_a_name_that_is_nobodys_is_answered_with_one_that_comes_close() -> None:
    with pytest.raises(UnknownArea, match="Did you mean Kent"):
        area_code("Kentt")
