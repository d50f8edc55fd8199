"""The fairest lottery: held against every sample there is, where the frame is that small."""

import json
import random
import subprocess
import sys
import time
from collections import Counter
from fractions import Fraction
from itertools import combinations

import pytest

from activities.solvers.selection import Impossible, fix
from activities.solvers.selection_proof import ask_solver
from rules.selection import draw, draw_sample, read_quotas, what_is_asked
from rules.selection.chances import area_chances, type_chances
from rules.selection.proof import permissible, room
from rules.selection.reserves import without_reserve
from schemas.selection import Collision, Frame, Portfolio, Quota
from tests.support.small_frames import (
    Small,
    every_sample,
    frame_of,
    keeps,
    samples_with,
    small_frames,
)

ROUNDING = Fraction(1, 1_000_000)
FRAMES = list(small_frames(36))


def fixed() -> list[tuple[Small, Portfolio | Collision]]:
    found: list[tuple[Small, Portfolio | Collision]] = []
    for small in FRAMES:
        try:
            found.append((small, fix(*small)))
        except Impossible as error:
            found.append((small, error.collision))
    return found


@pytest.fixture(scope="module")
def all_fixed() -> list[tuple[Small, Portfolio | Collision]]:
    return fixed()


@pytest.fixture(scope="module")
def portfolios(
    all_fixed: list[tuple[Small, Portfolio | Collision]],
) -> list[tuple[Small, Portfolio]]:
    return [(small, found) for small, found in all_fixed if isinstance(found, Portfolio)]


@pytest.fixture(scope="module")
def collisions(
    all_fixed: list[tuple[Small, Portfolio | Collision]],
) -> list[tuple[Small, Collision]]:
    return [(small, found) for small, found in all_fixed if isinstance(found, Collision)]


def test_there_is_a_portfolio_exactly_where_a_sample_keeps_the_quotas(
    all_fixed: list[tuple[Small, Portfolio | Collision]],
) -> None:
    told = [isinstance(found, Portfolio) for _, found in all_fixed]
    assert told == [bool(every_sample(small)) for small, _ in all_fixed]
    assert {True, False} == set(told)


def test_nothing_is_fairer_over_every_sample_there_is(
    portfolios: list[tuple[Small, Portfolio]],
) -> None:
    for small, portfolio in portfolios:
        kinds = dict(zip(small.frame.codes, portfolio.type_of, strict=True))
        samples = [Counter(kinds[code] for code in sample) for sample in every_sample(small)]
        dearest = [
            max(sum(level.prices[kind] * n for kind, n in sample.items()) for sample in samples)
            for level in portfolio.levels
        ]
        left = room(portfolio, dearest)
        assert left.least < ROUNDING, small
        assert left.held < 100 * ROUNDING, small
        assert dearest == [level.dearest for level in portfolio.levels]


def test_each_ticket_is_for_a_sample_that_keeps_the_quotas(
    portfolios: list[tuple[Small, Portfolio]],
) -> None:
    for small, portfolio in portfolios:
        assert permissible(portfolio)
        possible = set(every_sample(small))
        for turn in range(5):
            assert frozenset(draw_sample(portfolio, small.frame.codes, f"{turn}")) in possible


def test_only_who_is_in_no_permissible_sample_has_no_chance(
    portfolios: list[tuple[Small, Portfolio]],
) -> None:
    for small, portfolio in portfolios:
        ever = set().union(*every_sample(small))
        chances = dict(zip(small.frame.codes, area_chances(portfolio), strict=True))
        assert {code for code, chance in chances.items() if chance} == ever
        assert sum(chances.values()) == small.asked.number


def test_whom_no_quota_tells_apart_have_exactly_the_same_chance(
    portfolios: list[tuple[Small, Portfolio]],
) -> None:
    for small, portfolio in portfolios:
        told = {quota.column for quota in small.asked.quotas}
        cells = zip(*(small.frame.column(column) for column in sorted(told)), strict=True)
        chances = area_chances(portfolio)
        by_cells: dict[object, set[Fraction]] = {}
        for cell, chance in zip(cells, chances, strict=bool(told)):
            by_cells.setdefault(cell, set()).add(chance)
        assert all(len(found) == 1 for found in by_cells.values())


def test_a_place_is_mended_within_the_quotas_wherever_the_frame_could(
    portfolios: list[tuple[Small, Portfolio]],
) -> None:
    mended = 0
    for small, portfolio in portfolios:
        frame, quotas = small.frame, list(small.asked.quotas)
        drawn = draw(portfolio, frame.codes, "any")
        others = set(frame.codes) - set(drawn.selected)
        assert len(drawn.reserves) == min(len(others), portfolio.number)
        for gone in drawn.selected:
            rest = frozenset(drawn.selected) - {gone}
            could = [code for code in others if keeps(frame, quotas, rest | {code})]
            would = [c for c in drawn.reserves if keeps(frame, quotas, rest | {c})]
            assert bool(could) == bool(would), (small, gone)
            mended += bool(would)
    assert mended


def test_a_short_list_of_reserves_mends_as_much_as_any_that_short(
    portfolios: list[tuple[Small, Portfolio]],
) -> None:
    for small, portfolio in portfolios:
        frame, quotas = small.frame, list(small.asked.quotas)
        selected = frozenset(draw(portfolio, frame.codes, "any").selected)
        others = set(frame.codes) - selected
        mends = {
            code: {gone for gone in selected if keeps(frame, quotas, selected - {gone} | {code})}
            for code in others
        }
        needed = set().union(*mends.values())
        for short in range(1, 3):
            listed = draw(portfolio, frame.codes, "any", short).reserves
            covers = any(
                set().union(*(mends[code] for code in some)) == needed
                for some in combinations(others, min(short, len(others)))
            )
            assert len(listed) == min(short, len(others))
            if covers:
                assert set().union(*(mends[code] for code in listed)) == needed


def test_the_quotas_that_are_named_are_a_smallest_set_that_collides(
    collisions: list[tuple[Small, Collision]],
) -> None:
    for small, collision in collisions:
        frame, number = small.frame, small.asked.number
        named = list(collision.quotas)
        assert not samples_with(frame, number, named)
        for quota in named:
            assert samples_with(frame, number, [other for other in named if other != quota])
        for some in combinations(small.asked.quotas, len(named) - 1):
            assert samples_with(frame, number, list(some))
        assert collision.frees


def test_the_least_chance_is_raised_first_and_then_the_next() -> None:
    frame = frame_of({"group": list("aaaa" + "bb" + "cc")})
    quotas = read_quotas(b"column,value,min,max\ngroup,a,1,1\n", frame)
    portfolio = fix(frame, what_is_asked(frame, 3, (), quotas))
    assert area_chances(portfolio) == (Fraction(1, 4),) * 4 + (Fraction(1, 2),) * 4


def test_a_quota_may_force_an_area_in() -> None:
    frame = frame_of({"group": list("aaab")})
    quotas = read_quotas(b"column,value,min,max\ncode,E00000004,1,\n", frame)
    portfolio = fix(frame, what_is_asked(frame, 2, (), quotas))
    assert [round(float(chance), 6) for chance in area_chances(portfolio)] == [0.333333] * 3 + [1]


def a_frame() -> Frame:
    """150 areas in four columns, some values rare."""
    regions = [f"{number % 9}" for number in range(150)]
    kinds = ["few" if number % 11 == 0 else f"{number % 3}" for number in range(150)]
    sizes = ["large" if number % 7 == 0 else "small" for number in range(150)]
    history = [f"{number * number % 5}" for number in range(150)]
    return frame_of({"region": regions, "kind": kinds, "size": sizes, "history": history})


@pytest.fixture(scope="module")
def large() -> tuple[Frame, list[Quota], Portfolio]:
    frame = a_frame()
    extra = read_quotas(b"column,value,min,max\nkind,few,3,4\nsize,large,2,3\n", frame)
    asked = what_is_asked(frame, 22, ("region", "history"), extra)
    return frame, list(asked.quotas), fix(frame, asked)


def test_a_thousand_draws_are_as_frequent_as_their_chances(
    large: tuple[Frame, list[Quota], Portfolio],
) -> None:
    frame, quotas, portfolio = large
    draws, times = 1000, Counter[str]()
    for turn in range(draws):
        sample = draw_sample(portfolio, frame.codes, f"spring-{turn + 1}")
        times.update(sample)
        assert keeps(frame, quotas, frozenset(sample))
    chances = dict(zip(frame.codes, area_chances(portfolio), strict=True))
    off = [
        float((times[code] - draws * chance) ** 2 / (draws * chance * (1 - chance)))
        for code, chance in chances.items()
        if 0 < chance < 1
    ]
    assert sum(off) / len(off) == pytest.approx(1, abs=0.35)
    assert max(off) < 4.5**2


def test_the_chances_of_many_levels_are_proved(
    large: tuple[Frame, list[Quota], Portfolio],
) -> None:
    portfolio = large[2]
    assert len(set(type_chances(portfolio))) > 2
    assert room(portfolio, [level.dearest for level in portfolio.levels]).least < ROUNDING


def test_another_process_finds_the_same_portfolio_and_draws_the_same() -> None:
    small = next(small for small in FRAMES if len(every_sample(small)) > 5)
    code = (
        "import sys; from activities.solvers.selection import fix; from schemas.selection import *;"
        "from rules.selection import draw;"
        "f = Frame.model_validate_json(sys.argv[1]); a = Asked.model_validate_json(sys.argv[2]);"
        "p = fix(f, a); print(p.model_dump_json());"
        "print(draw(p, f.codes, 'spring').model_dump_json())"
    )
    frame, asked = small.frame.model_dump_json(), small.asked.model_dump_json()
    told = subprocess.run(
        [sys.executable, "-c", code, frame, asked], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    here = fix(*small)
    assert json.loads(told[0]) == json.loads(here.model_dump_json())
    there = draw(here, small.frame.codes, "spring")
    assert json.loads(told[1]) == json.loads(there.model_dump_json())


def test_neither_the_order_of_rows_nor_that_of_quotas_changes_who_is_drawn(
    portfolios: list[tuple[Small, Portfolio]],
) -> None:
    """Else whoever sorts a frame anew has a second seed."""
    for small, portfolio in portfolios:
        frame, asked = small
        turned = frame.model_copy(update={"rows": frame.rows[::-1]})
        others = asked.model_copy(update={"quotas": asked.quotas[::-1]})
        for way, asked_so in ((turned, asked), (frame, others), (turned, others)):
            found = fix(way, asked_so)
            assert [one.tickets for one in found.samples] == [
                one.tickets for one in portfolio.samples
            ]
            for seed in ("a", "b", "c"):
                drawn, again = (
                    draw(portfolio, frame.codes, seed),
                    draw(found, way.codes, seed),
                )
                assert {*again.selected} == {*drawn.selected}
                assert again.reserves == drawn.reserves


def test_what_nobody_would_replace_within_the_quotas_is_said_where_somebody_could(
    portfolios: list[tuple[Small, Portfolio]],
) -> None:
    seen = 0
    for small, portfolio in portfolios:
        frame, quotas = small.frame, [*small.asked.quotas]
        for wanted in (0, 1, 2):
            drawn = draw(portfolio, frame.codes, "spring", wanted)
            mended = {
                code: {
                    other
                    for other in frame.codes
                    if other not in drawn.selected
                    and keeps(frame, quotas, frozenset({*drawn.selected, other} - {code}))
                }
                for code in drawn.selected
            }
            bare = [
                code for code, others in mended.items() if others and not others & {*drawn.reserves}
            ]
            assert [*without_reserve(portfolio, frame.codes, drawn)] == bare
            seen += len(bare)
    assert seen > 20


def test_hundreds_of_areas_in_five_crossed_columns_are_as_likely_each_in_seconds() -> None:
    """Nearly as many kinds as areas: samples found one by one took minutes."""
    chance = random.Random(7)  # noqa: S311 - the same each time
    values = ("abcdefghi", "abcd", "abc", "abcd", "abc")
    frame = frame_of({f"column {n}": chance.choices(some, k=600) for n, some in enumerate(values)})
    began = time.process_time()
    portfolio = fix(frame, what_is_asked(frame, 60, [f"column {n}" for n in range(5)]))

    assert time.process_time() - began < 30
    assert len(portfolio.sizes) > 450
    assert permissible(portfolio)
    assert all(abs(one - Fraction(1, 10)) < ROUNDING for one in area_chances(portfolio))
    assert [level.dearest for level in portfolio.levels] == [*ask_solver(portfolio).dearest]


def test_quotas_that_favour_some_of_hundreds_are_drawn_by_leximin_in_seconds() -> None:
    chance = random.Random(8)  # noqa: S311 - the same each time
    frame = frame_of({name: chance.choices("abcdef", k=400) for name in ("x", "y", "z")})
    some = [
        Quota(column="x", value="a", least=15, most=20),
        Quota(column="z", value="b", least=12, most=20),
    ]
    portfolio = fix(frame, what_is_asked(frame, 40, ["y"], some))

    dearest = ask_solver(portfolio).dearest
    left = room(portfolio, dearest)
    assert dearest == tuple(level.dearest for level in portfolio.levels)
    assert left.least < ROUNDING
    assert left.held < 100 * ROUNDING
    assert len({*area_chances(portfolio)}) > 1
