"""A fair selection of areas: what it is drawn from, what is asked, and what comes of it.

A portfolio, which is fixed before its seed is known, is made of numbers alone, so that it can be
an event: areas are meant by their place in the frame, quotas by their place in what was asked.
What they are called stays with the frame.
"""

from collections import Counter
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from schemas.base import Model
from schemas.ids import CalendarVersion, Digest

FrameCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$")]
"""What a frame calls an area. A programme takes those of local areas alone (`AreaCode`)."""

SolverVersion = CalendarVersion
"""Which solver found a portfolio, e.g. `ortools-9.15.6755`; others find others, as fair."""

Count = Annotated[int, Field(ge=0)]


class Frame(Model):
    """All areas that may be drawn, as a file names them."""

    sha256: Digest
    """Of the file's bytes."""
    columns: tuple[str, ...]
    """Their names, in the order of the file; `code` is one."""
    rows: tuple[tuple[str, ...], ...]
    """A row for each area, with a cell for each column."""

    @property
    def codes(self) -> tuple[FrameCode, ...]:
        """What the areas are called, in the order of the file."""
        return self.column("code")

    def column(self, name: str) -> tuple[str, ...]:
        """The cells of a column, in the order of the file."""
        place = self.columns.index(name)
        return tuple(row[place] for row in self.rows)


class Quota(Model):
    """How many areas of a sample have a value in a column: from `least` to `most`, both included.

    Where two sources contradict each other, `least` may be above `most`: then none can.
    """

    column: str
    value: str
    least: Count
    most: Count


class Asked(Model):
    """What a sample must be: how many areas, and all quotas that hold for them."""

    number: Annotated[int, Field(ge=1)]
    by: tuple[str, ...]
    """Columns of which each value is to have its share, rounded down or up."""
    quotas: tuple[Quota, ...]
    """All that hold, those from the shares included: one for a value of a column."""


class Bound(Model):
    """A quota by numbers: how many of a sample are of any of some types."""

    types: tuple[int, ...]
    least: Count
    most: Count


class Sample(Model):
    """A kind of permissible sample: how many areas of each type it has."""

    counts: tuple[Count, ...]
    tickets: Annotated[int, Field(ge=1)]
    """How many of the lottery's tickets it has."""


class Level(Model):
    """Why the least chance of some types cannot be larger: dual prices, as whole numbers.

    No permissible sample has a higher sum of prices over its areas than `dearest`. So a lottery
    that leaves those their chances who were fixed before cannot raise the least chance of the
    others above what it is.
    """

    fixed: tuple[int, ...]
    """The types whose chance is the least of those not yet fixed."""
    prices: tuple[Count, ...]
    """One for each type."""
    dearest: Count


class Portfolio(Model):
    """Everything that a seed then decides among: fixed, and made known, before there is one."""

    frame_sha256: Digest
    number: Annotated[int, Field(ge=1)]
    type_of: tuple[int, ...]
    """The type of each area, in the order of the frame: no quota tells those of one type apart."""
    bounds: tuple[Bound, ...]
    """One for each quota that was asked, in that order."""
    samples: tuple[Sample, ...]
    levels: tuple[Level, ...]
    solver: SolverVersion

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        types = len(self.sizes)
        lists = [sample.counts for sample in self.samples]
        lists += [level.prices for level in self.levels]
        named = [kind for bound in self.bounds for kind in bound.types]
        named += [kind for level in self.levels for kind in level.fixed]
        if not self.samples or any(len(one) != types for one in lists):
            raise ValueError("a portfolio has samples, and a number for each type in each list")
        if {*self.type_of} != {*range(types)} or not {*named} <= {*range(types)}:
            raise ValueError("a portfolio speaks of types that no area is of")
        return self

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many areas of the frame are of each type."""
        found = Counter(self.type_of)
        return tuple(found[kind] for kind in range(len(found)))

    @property
    def tickets(self) -> int:
        """How many tickets the lottery has."""
        return sum(sample.tickets for sample in self.samples)


class Drawn(Model):
    """What a seed decides."""

    ticket: Count
    """Which was drawn, counted from 0."""
    selected: tuple[FrameCode, ...]
    """In the order of the frame."""
    reserves: tuple[FrameCode, ...]
    """In the order in which they are asked."""


class Miss(Model):
    """A quota that a sample does not meet."""

    quota: Count
    """Which of those that were asked, counted from 0."""
    least: Count
    most: Count
    got: Count


class Promotion(Model):
    """The reserve that takes a place that came free."""

    code: FrameCode
    misses: tuple[Miss, ...]
    """What the sample misses with it; nothing where all quotas are kept."""


class Cause(StrEnum):
    """Why an area's place came free."""

    DECLINED = "declined"
    NO_REPLY = "no_reply"
    WITHDRAWN = "withdrawn"
    TAKEN_OUT = "taken_out"


class Replacement(Model):
    """An area that is visited no longer, and the reserve that came in its place."""

    gone: FrameCode
    cause: Cause
    promoted: FrameCode | None
    """`None` where the reserves were exhausted."""


class Share(Model):
    """How a value of a column stands in a sample, and in the frame."""

    column: str
    value: str
    in_frame: Count
    wanted: tuple[int, int] | None
    """The quota, least and most; `None` where none was asked."""
    got: Count | None
    """`None` where the number is withheld: it would tell who declined."""

    @property
    def kept(self) -> bool | None:
        """Whether the quota is kept; `None` where there is none, or it is withheld."""
        if self.wanted is None or self.got is None:
            return None
        return self.wanted[0] <= self.got <= self.wanted[1]


class Representation(Model):
    """How far a sample is like the frame."""

    number: Count
    shares: tuple[Share, ...]
    dissimilarity: Mapping[str, float]
    """For each column, the part of the sample (0 to 1) that would have to be other areas for all
    values to have exactly their shares (Duncan's index of dissimilarity); empty where numbers
    are withheld."""


class Collision(Model):
    """Quotas that cannot hold together, and without any one of which they could."""

    quotas: tuple[Quota, ...]
    frees: tuple[str, ...]
    """Sentences: what would make all that was asked possible."""
