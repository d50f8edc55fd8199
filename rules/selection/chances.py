"""The chance of each area, as an exact fraction: what the tickets of a portfolio give."""

from fractions import Fraction

from schemas.selection import Portfolio


def type_chances(portfolio: Portfolio) -> tuple[Fraction, ...]:
    """The chance of an area of each type: within a type, each is as likely as any other."""
    tickets = portfolio.tickets
    return tuple(
        Fraction(
            sum(sample.tickets * sample.counts[kind] for sample in portfolio.samples),
            tickets * size,
        )
        for kind, size in enumerate(portfolio.sizes)
    )


def area_chances(portfolio: Portfolio) -> tuple[Fraction, ...]:
    """The chance of each area, in the order of the frame."""
    chances = type_chances(portfolio)
    return tuple(chances[kind] for kind in portfolio.type_of)
