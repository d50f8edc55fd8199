"""Reduces a list to a part that still has a property, of which nothing more can be left out."""

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def smallest_part(
    holds: Callable[[Sequence[T]], bool],
    those: Sequence[T],
    over: Callable[[], bool] = lambda: False,
) -> list[T]:
    """A part for which something holds, of which nothing can be left out.

    Many are left out at once first, then fewer, last one by one.

    Args:
        holds: Whether it holds of a part; of whatever has a part of which it does, it does, too.
        those: Of all of them it holds.
        over: Whether there is no time left: then it holds of what is answered, and less might do.
    """
    left = list(those)
    chunk = max(len(left) // 2, 1)
    while left:
        first = 0
        while first < len(left):
            if over():
                return left
            fewer = left[:first] + left[first + chunk :]
            if holds(fewer):
                left = fewer
            else:
                first += chunk
        if chunk == 1:
            break
        chunk //= 2
    return left
