"""Whether a published record holds: worked out again from the frame, step by step."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from rules.selection.bounds import in_order_of_frame, types_and_bounds, what_is_asked
from rules.selection.chances import area_chances
from rules.selection.csv_text import NotUsable
from rules.selection.lottery import draw
from rules.selection.proof import permissible, room
from rules.selection.publication import commitments_of, with_achieved
from rules.selection.representation import represent
from schemas.selection import Asked, Frame, Portfolio
from schemas.selection_record import Check, Sealed, SelectionRecord

_ROUNDING = Fraction(1, 1_000_000)
"""What the tickets of a lottery and the solver's numbers may be off a fairest chance."""


def verify(
    record: SelectionRecord, frame: Frame, dearest: Sequence[int], *, never: bool
) -> tuple[Check, ...]:
    """Check all that a record says of a draw.

    Args:
        record: As published.
        frame: The file that it was drawn from.
        dearest: What a solver finds for each level: the highest sum of its prices in a sample.
        never: Whether a solver finds that whoever has no chance is in no permissible sample.
    """
    return tuple(_checks(record, frame, dearest, never=never))


def _checks(
    record: SelectionRecord, frame: Frame, dearest: Sequence[int], *, never: bool
) -> Iterator[Check]:
    portfolio = record.portfolio
    yield _check(
        "frame",
        same_frame(record, frame),
        "The frame is the file that the areas were drawn from.",
        "The frame is another file than the one that the areas were drawn from.",
    )
    yield _check(
        "quotas",
        _same_problem(frame, record.asked, portfolio),
        "The portfolio was fixed for these quotas and shares.",
        "The portfolio was fixed for other quotas or shares than the record says.",
    )
    yield _check(
        "samples",
        permissible(portfolio),
        f"Each of the {len(portfolio.samples)} kinds of samples keeps every quota.",
        "Some kind of sample in the portfolio does not keep the quotas.",
    )
    chances = area_chances(portfolio)
    stated = [_fraction(record.chances.get(code, "")) for code in record.codes]
    yield _check(
        "chances",
        [*chances] == stated and sum(chances) == portfolio.number,
        "The chances are those that the tickets give, and come to the number drawn.",
        "The chances are not those that the tickets give.",
    )
    yield _check(
        "fairness",
        never and _fair(portfolio, dearest),
        "No lottery within the quotas has fairer chances: the least cannot be larger, nor then "
        "the next.",
        "A fairer lottery within the quotas exists, or it is not proved that none does.",
    )
    yield _check(
        "draw",
        draw(portfolio, record.codes, record.seed, record.reserves_wanted) == record.drawn,
        "The seed draws this sample and these reserves.",
        "The seed draws another sample, or other reserves.",
    )
    yield _check(
        "comparison",
        same_frame(record, frame)
        and represent(frame, record.asked, record.drawn.selected) == record.representation,
        "The sample compares with the frame as the record says.",
        "The sample does not compare with the frame as the record says.",
    )


def verify_sealed(record: SelectionRecord, frame: Frame, sealed: Sealed) -> tuple[Check, ...]:
    """Check what became of the sample, by those who were shown who declined."""
    achieved = record.achieved
    try:
        opened = commitments_of(sealed)
    except ValueError:
        opened = ()
    committed = (achieved.sample, *achieved.replacements) if achieved else ()
    # Where even the number of replacements is withheld, the sample's alone is published.
    opens = bool(committed) and committed == opened[: len(committed)]
    if achieved and achieved.replaced is not None:
        opens = opens and len(opened) == len(committed)
    return (
        _check(
            "commitments",
            opens,
            "The salts open the commitments: these areas are visited, and these replaced.",
            "The salts do not open the commitments of the record.",
        ),
        _check(
            "told",
            opens and with_achieved(record, frame, sealed) == record,
            "The record tells of that what is so.",
            "The record does not tell of that what is so.",
        ),
    )


def same_frame(record: SelectionRecord, frame: Frame) -> bool:
    """Whether a record was made from a frame."""
    return record.portfolio.frame_sha256 == frame.sha256 and record.codes == frame.codes


def _same_problem(frame: Frame, asked: Asked, portfolio: Portfolio) -> bool:
    try:
        found = in_order_of_frame(*types_and_bounds(frame, asked))
        shares = what_is_asked(frame, asked.number, asked.by)
    except (NotUsable, ValueError):
        return False
    bounds = {(quota.column, quota.value): quota for quota in asked.quotas}
    within = all(
        (quota := bounds.get((share.column, share.value))) is not None
        and share.least <= quota.least
        and quota.most <= share.most
        for share in shares.quotas
    )
    return (
        within
        and found == in_order_of_frame(portfolio.type_of, portfolio.bounds)
        and asked.number == portfolio.number
    )


def _fair(portfolio: Portfolio, dearest: Sequence[int]) -> bool:
    try:
        left = room(portfolio, dearest)
    except ValueError:
        return False
    # What one level's type may be off is the rounding of all prices, shared by its own.
    return left.least <= _ROUNDING and left.held <= 1000 * _ROUNDING


def _fraction(text: str) -> Fraction | None:
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None


def _check(name: str, holds: bool, yes: str, no: str) -> Check:  # noqa: FBT001 - what was found
    return Check(check=name, holds=holds, sentence=yes if holds else no)
