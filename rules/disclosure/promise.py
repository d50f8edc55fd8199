"""What is promised of a hidden cell, and whether its interval keeps it."""

from schemas.disclosure import DisclosurePolicy


def is_small(count: int, policy: DisclosurePolicy) -> bool:
    """Whether a count is hidden for its own sake; a zero is not."""
    return 0 < count < policy.threshold


def is_exposed(lower: int, upper: int | None, policy: DisclosurePolicy) -> bool:
    """Whether an interval gives a hidden cell away.

    It does where the count is exactly known, known to lie below the threshold, or known within less
    than the width while it may lie below the threshold. Nothing tells why a cell is hidden, so all
    hidden cells are held to the same.

    Args:
        lower: The least that the cell can be, over whole counts; people.
        upper: The most; `None` where nothing bounds it.
        policy: Threshold and width.
    """
    if upper is None:
        return False
    if lower == upper or upper < policy.threshold:
        return True
    return lower < policy.threshold and upper - lower < policy.width
