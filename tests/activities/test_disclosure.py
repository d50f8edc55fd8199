"""What protects tables, attacked by a solver of another make that has the printed files alone."""

import itertools
from collections.abc import Iterable, Mapping

import pytest
from hypothesis import HealthCheck, assume, given, reject, settings
from hypothesis import strategies as st

from activities.solvers.disclosure import Unprotectable, audit, protect
from desk.tables import published_csv
from rules.disclosure.tables import read_table
from schemas.disclosure import (
    CellStatus,
    DisclosurePolicy,
    LongTable,
    Protection,
    ToProtect,
)
from tests.support.disclosure import Attack, is_given_away

Cells = Mapping[tuple[str, ...], int]
Made = tuple[tuple[str, ...], Cells, dict[str, tuple[tuple[str, str], ...]]]
SLOW = settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def written(dimensions: Iterable[str], cells: Cells) -> str:
    lines = [",".join((*key, f"{count}")) for key, count in cells.items()]
    return "\n".join([",".join((*dimensions, "count")), *lines, ""])


def table(text: str, name: str = "a.csv", *, hidden: bool = False) -> LongTable:
    return read_table(text.encode(), name, hidden=hidden)


def grid(*rows: tuple[int, ...]) -> LongTable:
    cells: dict[tuple[str, ...], int] = {
        (f"r{i}", f"c{j}"): n for i, row in enumerate(rows) for j, n in enumerate(row)
    }
    return table(written(("r", "c"), cells))


def secondaries(protection: Protection) -> int:
    return sum(cell.status is CellStatus.SECONDARY for cell in protection.cells)


@pytest.mark.parametrize(
    ("rows", "least"),
    [
        (((2, 2, 30), (25, 40, 15), (18, 22, 35)), 4),
        (((3, 20, 30), (25, 40, 15), (18, 22, 35)), 3),
        (((0, 1, 7, 1, 0), (2, 0, 0, 2, 8)), 2),
    ],
)
def test_no_more_is_hidden_than_has_to_be(rows: tuple[tuple[int, ...], ...], least: int) -> None:
    protection = protect(ToProtect(table=grid(*rows)))
    assert secondaries(protection) == least
    assert protection.optimal
    assert protection.gap == 0


LETTERS = {"A": 2, "B": 2, "I": 8, "J": 8, "K": 3, "L": 3, "M": 3, "N": 7}


def grouped(groups: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((letter, group) for group in groups for letter in group)


def test_two_ways_of_grouping_are_protected_together() -> None:
    letters = table(written(("letter",), {(one,): count for one, count in LETTERS.items()}))
    first, second = grouped(("ABIJ", "KLMN")), grouped(("ABIJKN", "LM"))
    alone = protect(ToProtect(table=letters, hierarchies={"letter": first}))
    assert secondaries(alone) == 1
    jointly = protect(ToProtect(table=letters, hierarchies={"letter": (*first, *second)}))
    assert secondaries(jointly) == 2
    assert jointly.optimal


def test_what_is_added_to_an_edition_is_not_known_from_it() -> None:
    then = table("area,count\na,5\nb,7\n", "then.csv")
    today = table("area,count\na,5\nb,7\nc,3\n")
    protection = protect(ToProtect(table=today, grown_from=(then,)))
    hidden = {cell.values for cell in protection.cells if cell.count is None}
    assert hidden == {("c",), ("Total",)}


def test_what_was_added_is_kept_safe_though_neither_count_is_small() -> None:
    then = table("area,count\na,50\nb,70\n", "then.csv")
    today = table("area,count\na,52\nb,70\n")
    protection = protect(ToProtect(table=today, grown_from=(then,)))
    hidden = {cell.values for cell in protection.cells if cell.count is None}
    assert ("a",) in hidden
    assert ("Total",) in hidden


def test_what_cannot_be_protected_is_said() -> None:
    known = table("area,count\nTotal,3\n", "known.csv", hidden=True)
    with pytest.raises(Unprotectable, match="even with every cell hidden"):
        protect(ToProtect(table=table("area,count\na,3\nb,0\n"), published=(known,)))


def test_a_table_without_small_counts_is_shown_whole() -> None:
    assert protect(ToProtect(table=grid((0, 5), (7, 9)))).hidden == 0


@st.composite
def tables(draw: st.DrawFn) -> Made:
    """Two to four dimensions, the first of them with levels in most."""
    number = draw(st.integers(2, 4))
    most = {2: 4, 3: 3, 4: 2}[number]
    sizes = [draw(st.integers(2, most)) for _ in range(number)]
    dimensions = tuple(f"d{place}" for place in range(number))
    links = {}
    if draw(st.booleans()):
        links["d0"] = tuple((f"v{value}", f"g{value % 2}") for value in range(sizes[0]))
    counts = st.one_of(st.just(0), st.integers(0, 9), st.integers(0, 40))
    keys = itertools.product(*([f"v{value}" for value in range(size)] for size in sizes))
    cells = {key: draw(counts) for key in keys}
    assume(any(cells.values()))
    return dimensions, cells, links


@SLOW
@given(tables())
def test_nobody_narrows_a_hidden_cell_further_than_is_promised(
    made: Made,
) -> None:
    dimensions, cells, links = made
    protection = protect(ToProtect(table=table(written(dimensions, cells)), hierarchies=links), 0.5)
    attack = Attack({"a.csv": published_csv(protection)}, {}, links)
    assert len(attack.hidden) == protection.hidden
    for cell in attack.hidden:
        assert not is_given_away(attack.interval(cell), 5, 5), cell


@SLOW
@given(tables(), st.data())
def test_nor_by_an_earlier_table_of_the_same_people(made: Made, data: st.DataObject) -> None:
    dimensions, cells, links = made
    told = sorted(data.draw(st.sets(st.sampled_from(range(len(dimensions))), min_size=1)))
    fewer: dict[tuple[str, ...], int] = {}
    for key, count in cells.items():
        part = tuple(key[place] for place in told)
        fewer[part] = fewer.get(part, 0) + count
    names = tuple(dimensions[place] for place in told)
    own_links = {name: one for name, one in links.items() if name in names}
    first = protect(ToProtect(table=table(written(names, fewer)), hierarchies=own_links), 0.5)
    earlier = published_csv(first)
    known = table(earlier, "earlier.csv", hidden=True)
    asked = ToProtect(
        table=table(written(dimensions, cells)), published=(known,), hierarchies=links
    )
    try:
        protection = protect(asked, 0.5)
    except Unprotectable:
        reject()
    files = {"a.csv": published_csv(protection), "earlier.csv": earlier}
    attack = Attack(files, {}, links)
    assert len(attack.hidden) >= protection.hidden
    for cell in attack.hidden:
        assert not is_given_away(attack.interval(cell), 5, 5), cell


@SLOW
@given(tables(), st.data())
def test_nor_by_an_earlier_edition_of_fewer_people(made: Made, data: st.DataObject) -> None:
    dimensions, cells, links = made
    before = {
        key: data.draw(st.sampled_from([count, count // 2]))
        for key, count in cells.items()
        if key[0] != "v0"
    }
    assume(any(before.values()))
    first = protect(ToProtect(table=table(written(dimensions, before)), hierarchies=links), 0.5)
    earlier = published_csv(first)
    edition = table(earlier, "then.csv", hidden=True)
    asked = ToProtect(
        table=table(written(dimensions, cells)), grown_from=(edition,), hierarchies=links
    )
    try:
        protection = protect(asked, 0.5)
    except Unprotectable:
        reject()
    attack = Attack({"a.csv": published_csv(protection)}, {"then.csv": earlier}, links)
    assert len(attack.hidden) >= protection.hidden
    for cell in attack.hidden:
        interval = attack.interval(cell)
        if cell[0].startswith("since"):
            by = {**dict(cell[1])}
            added = total(cells, dimensions, by, links) - total(before, dimensions, by, links)
            safe = interval.upper >= 5 and interval.upper - interval.lower >= 5
            assert not 0 < added < 5 or safe, cell
        else:
            assert not is_given_away(interval, 5, 5), cell


def total(
    cells: Cells,
    dimensions: tuple[str, ...],
    by: Mapping[str, str],
    links: Mapping[str, tuple[tuple[str, str], ...]],
) -> int:
    return sum(
        count
        for key, count in cells.items()
        if all(
            by[name] in {value, "Total", dict(links.get(name, ())).get(value)}
            for name, value in zip(dimensions, key, strict=True)
        )
    )


def test_hidden_cells_are_no_more_than_the_best_of_all_choices() -> None:
    """Every choice of cells of some small tables is attacked."""
    policy = DisclosurePolicy()
    for counts in ((3, 6, 8, 9), (2, 0, 7, 12), (1, 5, 4, 20)):
        small = grid(counts[:2], counts[2:])
        protection = protect(ToProtect(table=small))
        names = [cell.values for cell in protection.cells]
        full = totals(counts)
        primary = [name for name in names if 0 < full[name] < policy.threshold]
        others = [name for name in names if name not in primary]
        best = next(
            len(primary) + size
            for size in range(len(others) + 1)
            for more in itertools.combinations(others, size)
            if is_safe(full, {*primary, *more}, policy)
        )
        assert protection.hidden == best


def totals(counts: tuple[int, ...]) -> dict[tuple[str, ...], int]:
    a, b, c, d = counts
    rows: dict[tuple[str, ...], int] = {
        ("r0", "c0"): a,
        ("r0", "c1"): b,
        ("r1", "c0"): c,
        ("r1", "c1"): d,
    }
    rows |= {("r0", "Total"): a + b, ("r1", "Total"): c + d, ("Total", "c0"): a + c}
    return {**rows, ("Total", "c1"): b + d, ("Total", "Total"): a + b + c + d}


def is_safe(full: Cells, hidden: set[tuple[str, ...]], policy: DisclosurePolicy) -> bool:
    lines = [",".join((*key, "[c]" if key in hidden else f"{n}")) for key, n in full.items()]
    attack = Attack({"a": "\n".join(["r,c,count", *lines])}, {}, {})
    return not any(
        is_given_away(attack.interval(cell), policy.threshold, policy.width)
        for cell in attack.hidden
    )


def test_an_audit_finds_what_two_hidden_cells_in_each_line_give_away() -> None:
    shown = {
        ("w", "Total"): 230,
        ("x", "Total"): 250,
        ("y", "Total"): 336,
        ("z", "Total"): 3127,
        ("Total", "a"): 1021,
        ("Total", "b"): 1262,
        ("Total", "c"): 770,
        ("Total", "d"): 890,
        ("w", "d"): 89,
        ("x", "b"): 124,
        ("x", "d"): 31,
        ("y", "a"): 92,
        ("y", "c"): 59,
        ("z", "a"): 800,
        ("z", "c"): 651,
    }
    lines = [f"{r},{c},{count}" for (r, c), count in shown.items()]
    lines += [f"{r},{c},[c]" for r in "wxyz" for c in "abcd" if (r, c) not in shown]
    naive = table("\n".join(["r,c,count", *lines, ""]), hidden=True)
    found = audit([naive], {}, DisclosurePolicy())
    assert [(one.by, one.lower, one.upper) for one in found.exposed] == [
        ({"r": "w", "c": "b"}, 47, 47)
    ]


def test_of_equally_many_cells_those_are_hidden_that_readers_lack_least() -> None:
    answers = {"a": 2273, "b": 103, "c": 2, "d": 47, "e": 0, "f": 0}
    counts: Cells = {(answer,): count for answer, count in answers.items()}
    protection = protect(ToProtect(table=table(written(("answer",), counts))))
    hidden = {cell.values for cell in protection.cells if cell.count is None}
    assert hidden == {("c",), ("d",)}
    assert protection.optimal


def test_who_is_in_none_of_the_lowest_rows_is_not_there() -> None:
    """A hierarchy may place values that a table has no row for; readers take them for zero."""
    links = {"d0": (("v0", "g0"), ("v1", "g1"), ("v2", "g0"), ("v3", "g1"))}
    counts: Cells = {
        ("v1", "v0"): 0,
        ("v1", "v1"): 1,
        ("v2", "v0"): 29,
        ("v2", "v1"): 3,
        ("v3", "v0"): 0,
        ("v3", "v1"): 6,
    }
    asked = ToProtect(table=table(written(("d0", "d1"), counts)), hierarchies=links)
    published = published_csv(protect(asked))
    found = audit([table(published, hidden=True)], links, DisclosurePolicy())
    assert found.bounds
    assert found.exposed == ()
