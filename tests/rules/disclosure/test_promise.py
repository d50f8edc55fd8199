"""What is promised of a hidden cell, at its edges."""

import pytest

from rules.disclosure.promise import is_exposed, is_small
from schemas.disclosure import DisclosurePolicy

POLICY = DisclosurePolicy(threshold=5, width=5)


@pytest.mark.parametrize(("count", "small"), [(0, False), (1, True), (4, True), (5, False)])
def test_a_zero_is_not_small(count: int, small: bool) -> None:  # noqa: FBT001 - the case
    assert is_small(count, POLICY) is small


@pytest.mark.parametrize(
    ("lower", "upper", "why"),
    [
        (7, 7, "it is exactly known"),
        (0, 0, "it is exactly known, to be zero"),
        (0, 4, "it is known to be small"),
        (1, 5, "it may be small, and is known within 4"),
        (4, 8, "it may be small, and is known within 4"),
    ],
)
def test_an_interval_gives_a_cell_away(lower: int, upper: int, why: str) -> None:
    assert is_exposed(lower, upper, POLICY), why


@pytest.mark.parametrize(("lower", "upper"), [(0, 5), (4, 9), (5, 6), (100, 101), (0, None)])
def test_an_interval_keeps_the_promise(lower: int, upper: int | None) -> None:
    assert not is_exposed(lower, upper, POLICY)
