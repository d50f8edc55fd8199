"""Tables together as one system: whatever is true fulfils it, and nothing is told apart in vain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.disclosure.cliques import cliques
from rules.disclosure.dimensions import EVERYBODY, Dimension
from rules.disclosure.hierarchies import Hierarchy
from rules.disclosure.system import Given, System, system_of
from rules.disclosure.tables import read_table
from rules.selection.csv_text import NotUsable
from schemas.disclosure import LongTable


def table(text: str, name: str = "t.csv") -> LongTable:
    return read_table(text.encode(), name, hidden=True)


def left_over(system: System) -> list[int]:
    """What each sum comes to by the table's own counts, as far as those tell."""
    counts = system.counts
    return [
        sum(factor * counts[unknown] for unknown, factor in equation)
        for equation in system.equations
        if all(unknown in counts for unknown, _ in equation)
    ]


@given(st.lists(st.integers(0, 40), min_size=4, max_size=4))
def test_a_table_fulfils_its_own_sums(counts: list[int]) -> None:
    rows = [
        f"{r},{c},{n}"
        for (r, c), n in zip((("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")), counts, strict=True)
    ]
    own = table("\n".join(["r,c,count", *rows, ""]))
    links = {"r": (("a", "g"), ("b", "g"))}
    system, full = system_of(Given((), (), links, own))
    assert full is not None
    assert full.counts["g", "Total"] == sum(counts)
    found = left_over(system)
    assert found == [0] * len(system.equations) != []


def test_a_region_with_one_area_and_that_area_are_one_count() -> None:
    links = {"area": (("a", "north"), ("b", "south"), ("c", "south"))}
    system, _ = system_of(Given((), (), links, table("area,count\na,1\nb,2\nc,3\n")))
    assert system.own["a",] == system.own["north",]
    assert system.own["b",] != system.own["south",]


def test_a_dimension_that_a_file_lacks_is_its_total() -> None:
    earlier = table("area,count\na,[c]\nb,4\n", "earlier.csv")
    own = table("area,age,count\na,old,3\na,young,2\nb,old,4\n")
    system, _ = system_of(Given((earlier,), (), {}, own))
    assert [one.unknown for one in system.concealed] == [system.own["a", "Total"]]


def test_rows_that_are_not_there_are_zero() -> None:
    earlier = table("area,count\na,3\n", "earlier.csv")
    own = table("area,count\na,3\nb,0\n")
    system, _ = system_of(Given((earlier,), (), {}, own))
    assert system.known[system.own["b",]].count == 0


def test_two_files_that_differ_are_named_with_their_lines() -> None:
    earlier = table("area,count\na,3\nb,4\n", "earlier.csv")
    other = table("area,count\na,3\nb,5\n", "other.csv")
    with pytest.raises(NotUsable, match=r"other.csv says 5 in line 3 and earlier.csv says 4 in li"):
        system_of(Given((earlier, other), (), {}))


def test_what_was_added_is_the_difference() -> None:
    then = table("area,count\na,3\n", "then.csv")
    system, _ = system_of(Given((), (then,), {}, table("area,count\na,5\nb,7\n")))
    added = next(one for one in system.added if one.by == {"area": "a"})
    assert ((added.today, 1), (added.then, -1), (added.added, -1)) in system.equations


def test_groups_are_divided_as_far_as_tables_tell_and_no_further() -> None:
    links = (("a", "north"), ("b", "north"), ("c", "south"))
    told = Dimension(Hierarchy("area", links), ["north", "south"])
    assert len(told.atoms) == 2
    assert told.parts[EVERYBODY] == (told.group("north"), told.group("south"))
    assert told.remainder([told.group("north")]) == (told.group("south"),)


@pytest.mark.parametrize(
    ("tables", "crossed"),
    [
        ([("age", "region"), ("region", "type")], (("age", "region"), ("region", "type"))),
        ([("age",), ("type",)], (("age",), ("type",))),
        ([("a", "b"), ("b", "c"), ("a", "c")], (("a", "b", "c"),)),
    ],
)
def test_dimensions_are_crossed_only_where_tables_hold_them_together(
    tables: list[tuple[str, ...]], crossed: tuple[tuple[str, ...], ...]
) -> None:
    assert cliques(tables) == crossed
