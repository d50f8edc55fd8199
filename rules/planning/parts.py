"""Reduces a list to a part that still has a property, of which nothing more can be left out."""

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def smallest_part(holds: Callable[[Sequence[T]], bool], those: list[T]) -> list[T]:
    """A part for which something holds, of which nothing can be left out (QuickXplain).

    Args:
        holds: Whether it holds of a part; of whatever has a part of which it does, it does, too.
        those: Of all of them it holds.
    """
    if holds([]):
        return []

    def part(kept: list[T], rest: list[T], *, asks: bool) -> list[T]:
        if asks and holds(kept):
            return []
        if len(rest) == 1:
            return rest
        half = len(rest) // 2
        left, right = rest[:half], rest[half:]
        of_right = part([*kept, *left], right, asks=True)
        of_left = part([*kept, *of_right], left, asks=bool(of_right))
        return [*of_left, *of_right]

    return part([], those, asks=False)
