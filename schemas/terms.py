"""School terms: the days between two holidays, half-terms apart."""

from datetime import date
from typing import Annotated, Self

from pydantic import StringConstraints, model_validator

from schemas.base import Model
from schemas.words import ON_ONE_LINE

TermName = Annotated[str, ON_ONE_LINE, StringConstraints(min_length=1, max_length=60)]
"""What an area calls a term, e.g. `Autumn term 1`."""


class Term(Model):
    """Days on which schools teach, without a holiday between them.

    Attributes:
        first: The first day.
        last: The last day, that day included.
    """

    first: date
    last: date

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.last < self.first:
            raise ValueError("its last day is before its first day")
        return self

    def holds(self, *days: date) -> bool:
        """Whether all of some days are in it."""
        return all(self.first <= day <= self.last for day in days)


class SchoolTerm(Term):
    """A term of a local area; stays in the register.

    Attributes:
        name: What the area calls it.
        assumed: Whether it is of the default calendar, because the area's own is not recorded.
    """

    name: TermName
    assumed: bool = False


class TermsAround(Model):
    """What a rule needs to know of an area's terms to judge two days.

    Attributes:
        terms: Those before, on and after the days, in order.
        assumed: Whether some of them are of the default calendar.
    """

    terms: tuple[Term, ...]
    assumed: bool = False


class SchoolHoliday(Model):
    """Days between two terms of a local area.

    Attributes:
        first: The first day.
        last: The last day, that day included.
        assumed: Whether a term beside it is of the default calendar.
    """

    first: date
    last: date
    assumed: bool = False
