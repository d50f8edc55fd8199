"""Tables and hierarchies are read as they stand, or refused by the line that is wrong."""

import pytest

from rules.disclosure.hierarchies import Hierarchy, hierarchies_of, read_hierarchy
from rules.disclosure.tables import read_table
from rules.selection.csv_text import NotUsable


def test_a_hidden_cell_has_no_count_and_an_impossible_one_is_zero() -> None:
    table = read_table(b"area,count\nx,[c]\ny,[z]\nTotal,7\n", "a.csv", hidden=True)
    assert table.dimensions == ("area",)
    assert [(row.values, row.count, row.impossible) for row in table.rows] == [
        (("x",), None, False),
        (("y",), 0, True),
        (("Total",), 7, False),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("area,n\nx,1\n", "no column “count”"),
        ("count\n1\n", "no dimension"),
        ("area,count\n", "no cell"),
        ("area,count\nx,-1\n", "in line 2 the count “-1”"),
        ("area,count\nx,1.0\n", "in line 2 the count “1.0”"),
        ("area,count\nx,[c]\n", "in line 2 the count"),
        ("area,count\nx,1\nx,2\n", "twice, in lines 2 and 3"),
        ("area,count\n,1\n", "no value for “area”"),
        ("area,count\nTOTAL,1\n", "a total is written Total"),
    ],
)
def test_what_is_no_table_is_refused(text: str, words: str) -> None:
    with pytest.raises(NotUsable, match=words):
        read_table(text.encode(), "a.csv", hidden=False)


def test_a_value_is_made_of_the_lowest_below_it() -> None:
    links = read_hierarchy(b"child,parent\na,x\nb,x\nx,top\nc,top\ntop,Total\n", "h.csv")
    hierarchy = Hierarchy("area", links)
    assert hierarchy.leaves("top") == {"a", "b", "c"}
    assert hierarchy.leaves("a") == {"a"}
    assert hierarchy.above("a") == {"x", "top"}


def test_a_value_may_be_grouped_in_two_ways() -> None:
    hierarchy = Hierarchy("letter", (("a", "first"), ("a", "second"), ("b", "second")))
    assert hierarchy.above("a") == {"first", "second"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("child,above\na,b\n", "lacks “parent”"),
        ("child,parent\na,\n", "no parent for “a” in line 2"),
        ("child,parent\n,b\n", "no child for “b” in line 2"),
        ("child,parent\ntotal,b\n", "nothing is above it"),
        ("child,parent\na,b\na,b\n", "twice, in lines 2 and 3"),
    ],
)
def test_what_is_no_hierarchy_is_refused(text: str, words: str) -> None:
    with pytest.raises(NotUsable, match=words):
        read_hierarchy(text.encode(), "h.csv")


def test_a_circle_is_named() -> None:
    with pytest.raises(NotUsable, match="goes in a circle: “a”"):
        Hierarchy("area", (("a", "b"), ("b", "c"), ("c", "a")))


def test_a_hierarchy_of_no_dimension_is_refused() -> None:
    with pytest.raises(NotUsable, match="a dimension of no table"):
        hierarchies_of(["area"], {"age": (("a", "b"),)})
