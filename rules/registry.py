"""Declarations that stand beside what they declare, and are found by their key."""

from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class DeclaredTwiceError(ValueError):
    """Something has two declarations: a programmer's error, which fails on import."""


def declare(declared: dict[K, V], key: K, value: V) -> None:
    """Enter what is declared of a key.

    Raises:
        DeclaredTwiceError: It has been declared before.
    """
    if key in declared:
        raise DeclaredTwiceError(f"{key!r} is declared a second time")
    declared[key] = value
