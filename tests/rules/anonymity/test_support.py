"""What rests on too few areas, or leaves too few, is refused."""

import pytest

from rules.anonymity.support import leaves_enough, rests_on_enough

TEN = [f"visit-{n}" for n in range(10)]


@pytest.mark.parametrize(("count", "refused"), [(0, 1), (2, 1), (3, 0), (10, 0)])
def test_a_statement_rests_on_three_areas(count: int, refused: int) -> None:
    assert len(rests_on_enough("statement-1", TEN[:count])) == refused


@pytest.mark.parametrize(("count", "refused"), [(7, 0), (8, 1), (9, 1), (10, 0)])
def test_what_is_left_out_is_none_or_three(count: int, refused: int) -> None:
    assert len(leaves_enough("statement-1", TEN[:count], TEN)) == refused
