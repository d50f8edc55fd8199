"""What a programme keeps in the register: frame, seed, plan and contacts never enter Temporal."""

from typing import Annotated, Final

from pydantic import Field, StringConstraints

from schemas.base import is_nothing
from schemas.ids import AreaCode, PersonRef
from schemas.personal import Person, Personal
from schemas.plan import Span
from schemas.selection import Asked, Frame, Portfolio
from schemas.values import LetterKind
from schemas.words import CLEANED

LONGEST_WORDING: Final = 20_000  # characters
WordingText = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_WORDING), CLEANED]
"""A wording as it is written: `Subject:` and what it is about, an empty line, the words."""

_A_FILE = 20_000_000  # characters


class FrameFile(Personal):
    """The frame, and what is asked of the sample.

    Attributes:
        text: The CSV file.
        frame: The areas, as the file names them.
        asked: How many, in which proportions and bounds.
        reserves: How many reserves; as many as are selected if `None`.
    """

    text: Annotated[str, StringConstraints(max_length=_A_FILE)]
    frame: Frame
    asked: Asked
    reserves: int | None = None


class FixedPortfolio(Personal):
    """The permissible samples with their tickets, fixed before the seed was known."""

    portfolio: Portfolio


SeedText = Annotated[str, StringConstraints(min_length=1, max_length=500)]


class Seed(Personal):
    """The words that decide the lottery."""

    text: SeedText


class PlanFile(Personal):
    """A plan that a person confirmed.

    Attributes:
        inspectors: Name, address and organisation of everybody in it.
        text: The plan as it was given, if it was a file.
        leave: When each of them is not there, of those of whom that is known.
    """

    inspectors: tuple[Person, ...]
    leave: dict[PersonRef, tuple[Span, ...]] = Field(default={}, exclude_if=is_nothing)
    text: Annotated[str, StringConstraints(max_length=_A_FILE)] = ""


class AreaContacts(Personal):
    """Whom to write to, area by area."""

    areas: Annotated[dict[AreaCode, tuple[Person, ...]], Field(min_length=1)]


class LetterWording(Personal):
    """A programme's own wording of a kind of letter.

    It names nobody, and is kept out of Temporal as all words are.
    """

    letter: LetterKind
    text: WordingText
