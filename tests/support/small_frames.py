"""Frames so small that every sample there is can be looked at, and quotas for them."""

import random
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from rules.selection import read_frame, what_is_asked
from schemas.selection import Asked, Frame, Quota


class Small(NamedTuple):
    """A frame and what is asked of it."""

    frame: Frame
    asked: Asked


def small_frames(count: int, *, seed: int = 1) -> Iterator[Small]:
    """Some of four to eight areas in two or three columns, with shares, bounds, or both."""
    chance = random.Random(seed)  # noqa: S311 - the same each time
    for _ in range(count):
        areas = chance.randint(4, 8)
        columns = ("region", "kind", "history")[: chance.randint(2, 3)]
        cells = {column: chance.choices("abc", weights=(4, 2, 1), k=areas) for column in columns}
        frame = frame_of(cells)
        number = chance.randint(1, areas - 1)
        by = [column for column in columns if chance.random() < 0.4]
        quotas = []
        for column in columns:
            for value in sorted(set(cells[column])):
                if chance.random() < 0.4:
                    least = chance.choice((0, 0, 0, 1, 2))
                    most = least + chance.choice((0, 1, 1, 2))
                    quotas.append(Quota(column=column, value=value, least=least, most=most))
        yield Small(frame, what_is_asked(frame, number, by, quotas))


def frame_of(cells: dict[str, list[str]]) -> Frame:
    """A frame with these columns; the codes are counted up."""
    names = list(cells)
    rows = [
        ",".join((f"E{number:08}", *row))
        for number, row in enumerate(zip(*cells.values(), strict=True), 1)
    ]
    return read_frame("\n".join([",".join(("code", *names)), *rows]).encode())


def every_sample(small: Small, without: Quota | None = None) -> list[frozenset[str]]:
    """Each sample that keeps all quotas, but for one that may be left out."""
    quotas = [quota for quota in small.asked.quotas if quota is not without]
    return samples_with(small.frame, small.asked.number, quotas)


def samples_with(frame: Frame, number: int, quotas: list[Quota]) -> list[frozenset[str]]:
    """Each sample of a frame that keeps some quotas."""
    return [
        frozenset(chosen)
        for chosen in combinations(frame.codes, number)
        if keeps(frame, quotas, frozenset(chosen))
    ]


def keeps(frame: Frame, quotas: list[Quota], sample: frozenset[str]) -> bool:
    """Whether a sample keeps quotas, by counting."""
    return all(
        quota.least
        <= sum(
            code in sample and cell == quota.value
            for code, cell in zip(frame.codes, frame.column(quota.column), strict=True)
        )
        <= quota.most
        for quota in quotas
    )
