"""What is published of a selection: everything by which it can be checked, and not who declined.

A seed and a frame give the first sample to anybody, so the record names it, and its reserves. It
does not name the sample that was visited in the end: the difference would be those who declined.
Of that sample, and of each replacement, the record has a salted commitment; who is shown the salts
can check them.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated

from pydantic import StringConstraints

from schemas.base import Model
from schemas.ids import Digest
from schemas.selection import (
    Asked,
    Cause,
    Count,
    Drawn,
    FrameCode,
    Portfolio,
    Replacement,
    Representation,
)

Salt = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""32 bytes drawn at random, in hexadecimal: without it a commitment cannot be guessed at."""


class Achieved(Model):
    """What became of the sample, as far as it can be told without telling who declined."""

    filled: Count | None
    """How many places are filled."""
    replaced: Count | None
    """How many areas left their place, reserves included."""
    causes: Mapping[Cause, Count]
    """How many for which reason; empty where `replaced` is withheld."""
    quotas_kept: tuple[bool, ...] | None
    """For each quota that was asked, whether the areas that are visited keep it."""
    representation: Representation | None
    """How far they are like the frame; `None` where the numbers would tell who declined."""
    sample: Digest
    """The commitment to the areas that are visited."""
    replacements: tuple[Digest, ...]
    """The commitment to each replacement, in order; empty where their number is withheld."""


class SelectionRecord(Model):
    """A selection as it is published."""

    record: Annotated[str, StringConstraints(pattern=r"^area-visits/selection/1$")] = (
        "area-visits/selection/1"
    )
    title: str
    drawn_on: date
    fixed_at: datetime | None = None
    """When the portfolio was recorded: before the seed was known."""
    seed_known_at: datetime | None = None
    seed_source: str | None = None
    """What the seed was to be, as it was said beforehand."""
    seed: str
    asked: Asked
    codes: tuple[FrameCode, ...]
    """Of the frame's areas, in its order."""
    portfolio: Portfolio
    chances: Mapping[FrameCode, str]
    """As exact fractions, such as `331/5000`."""
    reserves_wanted: Count
    drawn: Drawn
    representation: Representation
    """How far the first sample is like the frame."""
    achieved: Achieved | None = None
    """`None` as long as nothing has come of it."""


class Sealed(Model):
    """What opens the commitments of a record. It tells who declined: it is never published."""

    sample: tuple[FrameCode, ...]
    replacements: tuple[Replacement, ...]
    salts: tuple[Salt, ...]
    """One for the sample, and one for each replacement."""


class Check(Model):
    """One thing that was checked of a record, and how it came out."""

    check: str
    holds: bool
    sentence: str
