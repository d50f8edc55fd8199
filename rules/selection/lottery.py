"""The lottery: what a seed decides among the tickets of a portfolio."""

from collections.abc import Sequence
from itertools import accumulate

from rules.selection.numbers import in_drawn_order, number_below, read_seed
from rules.selection.reserves import choose_reserves
from schemas.selection import Drawn, Portfolio, Sample


def draw(
    portfolio: Portfolio, codes: Sequence[str], seed: str, reserves: int | None = None
) -> Drawn:
    """Draw a sample and its reserves.

    Args:
        portfolio: Fixed before the seed was known.
        codes: Of the frame's areas, in its order.
        seed: Any line of text.
        reserves: How many; as many as are selected where it is not said, and never more than there
            are areas left.

    Raises:
        NotUsable: The seed is no line of text.
    """
    ticket, selected = _drawn(portfolio, codes, read_seed(seed))
    order = in_drawn_order([code for code in codes if code not in selected], read_seed(seed))
    wanted = portfolio.number if reserves is None else reserves
    return Drawn(
        ticket=ticket,
        selected=tuple(code for code in codes if code in selected),
        reserves=choose_reserves(portfolio, codes, selected, order, wanted),
    )


def draw_sample(portfolio: Portfolio, codes: Sequence[str], seed: str) -> tuple[str, ...]:
    """The sample alone, in the order of the frame.

    Raises:
        NotUsable: The seed is no line of text.
    """
    _, selected = _drawn(portfolio, codes, read_seed(seed))
    return tuple(code for code in codes if code in selected)


def _drawn(portfolio: Portfolio, codes: Sequence[str], seed: str) -> tuple[int, frozenset[str]]:
    """The ticket, and who is selected: of each type, the first in the order that is drawn."""
    ticket = number_below(portfolio.tickets, seed, "ticket")
    left = list(sample_of(portfolio, ticket).counts)
    kinds = dict(zip(codes, portfolio.type_of, strict=True))
    selected = set()
    for code in in_drawn_order(codes, seed):
        if left[kinds[code]]:
            left[kinds[code]] -= 1
            selected.add(code)
    return ticket, frozenset(selected)


def sample_of(portfolio: Portfolio, ticket: int) -> Sample:
    """The sample that has a ticket: the first has the lowest."""
    ends = accumulate(sample.tickets for sample in portfolio.samples)
    return next(sample for sample, end in zip(portfolio.samples, ends, strict=True) if ticket < end)
