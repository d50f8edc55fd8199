"""The full cross of a table: totals worked out, and checked where they are given."""

import pytest

from rules.disclosure.hierarchies import hierarchies_of
from rules.disclosure.tables import read_table
from rules.disclosure.totals import FullTable, complete
from rules.selection.csv_text import NotUsable

LINKS = {"area": (("a", "north"), ("b", "north"), ("c", "south"))}


def full(text: str) -> FullTable:
    table = read_table(text.encode(), "t.csv", hidden=False)
    return complete(table, hierarchies_of(table.dimensions, LINKS))


def test_missing_totals_are_worked_out() -> None:
    found = full("area,age,count\na,young,2\nb,young,3\nb,old,10\nc,old,7\n")
    assert found.counts["north", "young"] == 5
    assert found.counts["north", "Total"] == 15
    assert found.counts["Total", "old"] == 17
    assert found.counts["Total", "Total"] == 22
    assert found.counts["a", "old"] == 0  # a row that is not there
    assert len(found.counts) == 6 * 3


def test_a_region_by_itself_is_not_divided() -> None:
    assert full("area,count\nnorth,4\nc,3\n").counts["Total",] == 7


def test_totals_come_last() -> None:
    assert [*full("area,count\na,1\nc,2\nb,3\n").counts] == [
        ("a",),
        ("c",),
        ("b",),
        ("south",),
        ("north",),
        ("Total",),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("area,count\na,1\nb,2\nnorth,4\n", "in line 4 the count 4 .* adds up to 3"),
        ("area,count\na,1\nd,2\n", "does not place"),
    ],
)
def test_what_does_not_fit_is_refused(text: str, words: str) -> None:
    with pytest.raises(NotUsable, match=words):
        full(text)


def test_groups_that_share_people_and_have_nothing_below_them_are_refused() -> None:
    table = read_table(b"area,count\nfirst,1\nsecond,2\n", "t.csv", hidden=False)
    links = {"area": (("a", "first"), ("a", "second"), ("b", "second"))}
    with pytest.raises(NotUsable, match="which share “a”"):
        complete(table, hierarchies_of(table.dimensions, links))
