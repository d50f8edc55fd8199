"""How far a sample is like the frame that it was drawn from."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from schemas.selection import Asked, Frame, Representation, Share

_FEW = 12  # values of a column that is looked at though nothing was asked of it


def represent(frame: Frame, asked: Asked, sample: Sequence[str]) -> Representation:
    """Compare a sample with the frame, in the columns that have quotas.

    Where nothing was asked, it is the columns with few values.

    Args:
        frame: What was drawn from.
        asked: What the sample should be.
        sample: The areas, which may be fewer than were asked; those from outside the frame count
            for none.
    """
    columns = dict.fromkeys([*asked.by, *(quota.column for quota in asked.quotas)])
    if not columns:
        columns = dict.fromkeys(name for name in frame.columns if _has_few_values(frame, name))
    wanted = {(quota.column, quota.value): quota for quota in asked.quotas}
    chosen = set(sample)
    shares, unlike = [], {}
    for column in columns:
        cells = frame.column(column)
        all_of = Counter(cells)
        got = Counter(cell for code, cell in zip(frame.codes, cells, strict=True) if code in chosen)
        unlike[column] = _dissimilarity(all_of, got)
        for value in sorted(all_of):
            quota = wanted.get((column, value))
            shares.append(
                Share(
                    column=column,
                    value=value,
                    in_frame=all_of[value],
                    wanted=(quota.least, quota.most) if quota else None,
                    got=got[value],
                )
            )
    return Representation(number=len(sample), shares=tuple(shares), dissimilarity=unlike)


def _has_few_values(frame: Frame, column: str) -> bool:
    return len(set(frame.column(column))) <= min(_FEW, len(frame.rows) // 2)


def _dissimilarity(frame: Counter[str], sample: Counter[str]) -> float:
    if not sample.total():
        return 1.0
    apart = sum(
        abs(Fraction(sample[value], sample.total()) - Fraction(count, frame.total()))
        for value, count in frame.items()
    )
    return round(float(apart) / 2, 4)
