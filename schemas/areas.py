"""Local areas: the councils to which visits are made.

Terms and counts: domain brief, section 5. The rows are in `register/reference`.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import StringConstraints, model_validator

from schemas.base import Model
from schemas.ids import AreaCode

DfeCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{3}$")]
"""Three digits by the Department for Education. A new council may inherit an old one's."""

AreaName = Annotated[
    str, StringConstraints(pattern=r"^[A-Z][A-Za-z]+(?:[ ,.-]+[A-Za-z]+)*$", max_length=60)
]
"""A local authority's name as the published list has it, e.g. `Kent`. Temporal is told it, so it is
taken from that list alone, never from what somebody typed."""


class Region(StrEnum):
    """The nine statistical regions of England; Ofsted's own eight are drawn from them."""

    NORTH_EAST = "North East"
    NORTH_WEST = "North West"
    YORKSHIRE_AND_THE_HUMBER = "Yorkshire and The Humber"
    EAST_MIDLANDS = "East Midlands"
    WEST_MIDLANDS = "West Midlands"
    EAST_OF_ENGLAND = "East of England"
    LONDON = "London"
    SOUTH_EAST = "South East"
    SOUTH_WEST = "South West"


class CouncilType(StrEnum):
    """The four kinds of council with education duties, as GSS codes tell them apart."""

    UNITARY_AUTHORITY = "unitary authority"
    METROPOLITAN_DISTRICT = "metropolitan district"
    LONDON_BOROUGH = "London borough"
    COUNTY_COUNCIL = "county council"


class LocalArea(Model):
    """One council under one code, and the days on which that code stood for it."""

    gss_code: AreaCode
    dfe_code: DfeCode | None
    name: AreaName
    region: Region
    council_type: CouncilType
    first_date: date
    last_date: date | None
    """The last day the area existed, that day included; `None` while it still does."""

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.last_date is not None and self.last_date < self.first_date:
            raise ValueError(f"{self} would end before it begins")
        return self

    def __str__(self) -> str:
        """The area as a sentence names it, e.g. `Cumberland (E06000063)`."""
        return f"{self.name} ({self.gss_code})"

    def existed_on(self, day: date) -> bool:
        """Whether the area existed under this code on that day."""
        return self.first_date <= day and (self.last_date is None or day <= self.last_date)
