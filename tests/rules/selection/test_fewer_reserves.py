"""Whoever asks for more reserves than there are areas is told how many there will be."""

import pytest

from rules.selection.reserves import fewer_reserves


@pytest.mark.parametrize(
    ("areas", "number", "wanted", "told"),
    [
        (3, 2, 99, "There will be 1 reserve and not 99"),
        (3, 3, 1, "There will be no reserve and not 1"),
        (9, 2, 8, "There will be 7 reserves and not 8"),
        (9, 2, 7, ""),
        (9, 2, None, ""),
    ],
)
def test_fewer_are_told_in_a_sentence(areas: int, number: int, wanted: int, told: str) -> None:
    assert fewer_reserves(areas, number, wanted).startswith(told)
    assert bool(fewer_reserves(areas, number, wanted)) == bool(told)
