"""Tables of counts of people, what is promised to those in small cells, and what may be published.

A cell is named by a value in each dimension; `Total` in a dimension stands for everybody.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated, NamedTuple, TypeAlias

from pydantic import Field

from schemas.base import Model

TOTAL = "Total"
HIDDEN = "[c]"
"""Confidential: the one symbol for every hidden cell (Analysis Function, "Using symbols")."""
IMPOSSIBLE = "[z]"
"""Not applicable: a zero that cannot be otherwise."""

Links: TypeAlias = Sequence[tuple[str, str]]
"""A dimension's hierarchy: each child with its parent; a child may have parents in several ways of
grouping."""
Hierarchies: TypeAlias = Mapping[str, Links]
"""By dimension."""


MOST_PROMISED = 100_000
"""People; solvers tell no further apart with certainty."""


class DisclosurePolicy(Model):
    """What is promised: how far the interval of a small cell reaches, and how wide it is."""

    threshold: Annotated[int, Field(ge=2, le=MOST_PROMISED)] = 5
    """Counts from 1 to one less are hidden; people."""
    width: Annotated[int, Field(ge=1, le=MOST_PROMISED)] = 5
    """Of the interval that anybody can work out for a hidden cell; people."""


class Row(NamedTuple):
    """A line of a table.

    Attributes:
        values: One for each dimension of the table.
        count: People; `None` if it is hidden.
        line: Where it stands, counted from 1.
        impossible: It is a zero that cannot be otherwise.
    """

    values: tuple[str, ...]
    count: int | None  # type: ignore[assignment]  # a tuple has a `count`, too
    line: int = 0
    impossible: bool = False


class LongTable(Model):
    """A table in long form: a row for each cell. Rows that are not there are zero."""

    name: str
    """What sentences call it: a file's name."""
    dimensions: tuple[str, ...]
    rows: tuple[Row, ...]


class ToProtect(Model):
    """What is to be published, and what is known already."""

    table: LongTable
    published: tuple[LongTable, ...] = ()
    """They speak of the same people."""
    grown_from: tuple[LongTable, ...] = ()
    """Earlier editions, of some of the people."""
    hierarchies: Mapping[str, tuple[tuple[str, str], ...]] = {}
    policy: DisclosurePolicy = DisclosurePolicy()


class CellStatus(StrEnum):
    """What becomes of a cell."""

    SHOWN = "shown"
    PRIMARY = "primary"
    """Hidden, because its count is small."""
    SECONDARY = "secondary"
    """Hidden, so that primary cells cannot be worked out."""


class ProtectedCell(NamedTuple):
    """A cell of the full cross of a table.

    Attributes:
        values: One for each dimension of the table.
        count: People; `None` if it is hidden.
        status: What became of it.
        impossible: It is a zero that cannot be otherwise.
    """

    values: tuple[str, ...]
    count: int | None  # type: ignore[assignment]  # a tuple has a `count`, too
    status: CellStatus
    impossible: bool = False


class Protection(Model):
    """What may be published of a table, after every hidden cell was attacked."""

    dimensions: tuple[str, ...]
    cells: tuple[ProtectedCell, ...]
    """The full cross of all dimensions, with totals."""
    hidden: int
    optimal: bool
    """No fewer cells would do."""
    gap: float
    """(hidden - bound) / hidden, where no answer hides fewer than the bound; 0 if optimal."""
    notes: tuple[str, ...] = ()
    """Sentences on what earlier files give away by themselves."""


class CellBounds(NamedTuple):
    """What anybody can work out of a hidden cell.

    Attributes:
        file: The table that hides it.
        by: Its value in each dimension of the file.
        lower: The least that it can be; people.
        upper: The most; `None` where nothing bounds it.
    """

    file: str
    by: Mapping[str, str]
    lower: int
    upper: int | None


class Audit(Model):
    """What an attack on published tables finds out."""

    bounds: tuple[CellBounds, ...]
    """Of every hidden cell, in the order of the files."""
    exposed: tuple[CellBounds, ...]
    """Those that are given away."""
