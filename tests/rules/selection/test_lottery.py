"""Numbers that anybody can work out again, and who takes a free place."""

import hashlib
from collections import Counter

import pytest

from rules.selection import draw, promote, what_is_asked
from rules.selection.bounds import types_and_bounds
from rules.selection.numbers import in_drawn_order, number_below
from schemas.selection import Asked, Drawn, Frame, Level, Portfolio, Quota, Sample
from tests.support.leaks import leaks
from tests.support.small_frames import frame_of


def a_portfolio(frame: Frame, asked: Asked, *samples: tuple[int, ...]) -> Portfolio:
    """Some samples with as many tickets each; how fair they are does not matter here."""
    type_of, bounds = types_and_bounds(frame, asked)
    return Portfolio(
        frame_sha256=frame.sha256,
        number=asked.number,
        type_of=type_of,
        bounds=bounds,
        samples=tuple(Sample(counts=counts, tickets=1) for counts in samples),
        levels=(Level(fixed=(0,), prices=(1,) * len(samples[0]), dearest=asked.number),),
        solver="none",
    )


def test_a_number_is_worked_out_by_the_published_steps() -> None:
    limit, counter = 3 * 2**254, 1  # a quarter of all digests is passed over
    for seed in ("spring", "a", "b", "c", "d", "e", "f"):
        counter = 1
        while True:
            text = f"{seed}\nticket\n{counter}".encode()
            found = int(hashlib.sha256(text).hexdigest(), 16)
            if found < limit:
                break
            counter += 1
        assert number_below(limit, seed, "ticket") == found
    assert number_below(1000, "spring", "ticket") == 607
    assert counter


def test_each_number_is_as_likely_as_any_other() -> None:
    found = Counter(number_below(6, f"{turn}", "ticket") for turn in range(6000))
    assert sorted(found) == list(range(6))
    assert sum((count - 1000) ** 2 / 1000 for count in found.values()) < 20.5  # chi², 5 df, 0.1 %


def test_an_order_depends_on_the_seed_and_not_on_the_order_before() -> None:
    codes = [f"E{number:08}" for number in range(50)]
    assert in_drawn_order(codes, "a") == in_drawn_order(codes[::-1], "a")
    assert in_drawn_order(codes, "a") != in_drawn_order(codes, "b")


def test_a_seed_means_the_same_with_spaces_around_it_and_letters_written_otherwise() -> None:
    frame = frame_of({"region": list("aabbcc")})
    portfolio = a_portfolio(frame, what_is_asked(frame, 3, ()), (3,))
    told = {
        draw(portfolio, frame.codes, seed) for seed in ("M\u00f4n", " Mo\u0302n ", "M\u00f4n\t")
    }
    assert len(told) == 1


@pytest.fixture
def regions() -> tuple[Frame, Asked, Portfolio]:
    """Two areas of region a, at least two of b, at most one of c."""
    frame = frame_of({"region": list("aaaabbbbcccc")})
    quotas = [
        Quota(column="region", value="a", least=1, most=2),
        Quota(column="region", value="b", least=2, most=4),
        Quota(column="region", value="c", least=0, most=1),
    ]
    asked = what_is_asked(frame, 5, (), quotas)
    return frame, asked, a_portfolio(frame, asked, (2, 2, 1))


def codes(*numbers: int) -> list[str]:
    return [f"E{number:08}" for number in numbers]


def test_the_first_reserve_that_keeps_the_quotas_is_promoted(
    regions: tuple[Frame, Asked, Portfolio],
) -> None:
    frame, _, portfolio = regions
    standing = codes(1, 2, 5, 9)  # one of b has declined: only another b will do
    promoted = promote(portfolio, frame.codes, standing, codes(3, 10, 7, 8))
    assert promoted is not None
    assert (promoted.code, promoted.misses) == ("E00000007", ())


def test_else_the_nearest_is_promoted_and_what_it_misses_is_said(
    regions: tuple[Frame, Asked, Portfolio],
) -> None:
    frame, asked, portfolio = regions
    standing = codes(1, 5, 9, 10)  # already one c too many
    promoted = promote(portfolio, frame.codes, standing, codes(11, 2))
    assert promoted is not None
    assert promoted.code == "E00000002"
    missed = [
        (asked.quotas[miss.quota].value, miss.got, miss.least, miss.most)
        for miss in promoted.misses
    ]
    assert missed == [("b", 1, 2, 4), ("c", 2, 0, 1)]


def test_of_two_free_places_the_first_is_filled_so_that_the_second_can_be(
    regions: tuple[Frame, Asked, Portfolio],
) -> None:
    frame, _, portfolio = regions
    standing, reserves = codes(1, 2, 9), codes(3, 7, 8)
    first = promote(portfolio, frame.codes, standing, reserves)
    assert first is not None
    assert (first.code, first.misses) == ("E00000007", ())
    second = promote(portfolio, frame.codes, [*standing, first.code], codes(3, 8))
    assert second is not None
    assert (second.code, second.misses) == ("E00000008", ())


def test_nobody_is_promoted_where_the_list_is_exhausted_or_no_place_is_free(
    regions: tuple[Frame, Asked, Portfolio],
) -> None:
    frame, _, portfolio = regions
    assert promote(portfolio, frame.codes, codes(1, 2, 5, 6), []) is None
    assert promote(portfolio, frame.codes, codes(1, 2, 5, 6, 9), codes(7)) is None


def test_reserves_are_as_many_as_wanted_and_never_selected(
    regions: tuple[Frame, Asked, Portfolio],
) -> None:
    frame, _, portfolio = regions

    def drawn(reserves: int | None) -> Drawn:
        return draw(portfolio, frame.codes, "spring", reserves)

    assert [len(drawn(wanted).reserves) for wanted in (None, 0, 2, 100)] == [5, 0, 2, 7]
    assert {*drawn(100).reserves} | {*drawn(100).selected} == {*frame.codes}


def test_a_portfolio_may_cross_into_temporal_for_it_has_no_words() -> None:
    assert list(leaks(Portfolio, "portfolio")) == []
    assert list(leaks(Drawn, "drawn"))  # codes of a frame may be anything: a programme's are ids
