"""Protection is not bought by hiding everything: the fewest cells, by two makes of solver.

`python -m bench.disclosure --tables 500` compares as many as you like.
"""

import pytest

from activities.solvers.disclosure import protect
from desk.tables import published_csv
from tests.support import least_hidden
from tests.support.disclosure import Attack, is_given_away
from tests.support.drawn_tables import drawn_table, hidden_by_the_gate

TABLES = range(20)
OTHERS = range(1000, 1024)
AT_MOST = 1.1
"""Times the proven optimum."""


@pytest.fixture(scope="module")
def compared() -> dict[int, tuple[int | None, int | None]]:
    """What the gate hides of each table, and the least; `None` where nothing is enough."""
    return {number: (hidden_by_the_gate(drawn_table(number)), least(number)) for number in TABLES}


def least(number: int) -> int | None:
    try:
        return drawn_table(number).least()
    except least_hidden.Unprotectable:
        return None


Compared = dict[int, tuple[int | None, int | None]]


def test_no_table_has_a_tenth_more_hidden_than_the_least(compared: Compared) -> None:
    for number, (hidden, best) in compared.items():
        assert (hidden is None) == (best is None), number
        assert (hidden or 0) <= AT_MOST * (best or 0), number


def test_nor_have_all_of_them_together(compared: Compared) -> None:
    hidden = sum(one or 0 for one, _ in compared.values())
    best = sum(one or 0 for _, one in compared.values())
    assert best <= hidden <= AT_MOST * best


def test_they_are_of_every_sort() -> None:
    drawn = [drawn_table(number) for number in TABLES]
    assert {len(table.dimensions) for table in drawn} == {2, 3, 4}
    assert {bool(table.links) for table in drawn} == {True, False}
    assert any(table.published for table in drawn)
    assert any(table.earlier for table in drawn)


@pytest.mark.parametrize("number", OTHERS)
def test_nor_is_a_hidden_cell_given_away(number: int) -> None:
    """By an attacker that has the printed files alone, those published before among them."""
    drawn = drawn_table(number)
    files = {"own": published_csv(protect(drawn.asked())), **drawn.published}
    attack = Attack(files, drawn.earlier, drawn.links)
    for cell in attack.hidden:
        if not cell[0].startswith("since "):
            assert not is_given_away(attack.interval(cell), 5, 5), cell
