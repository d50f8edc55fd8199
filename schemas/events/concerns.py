"""Concerns passed on to those who look into them, without a word of what they are about."""

from typing import Literal

from pydantic import Field

from schemas.event_types import EventType
from schemas.ids import SchoolUrn
from schemas.streams import FactModel


class SchoolConcernRaised(FactModel):
    """A serious concern about a school is handed over to those who inspect schools.

    When an inspector raises it. Nothing is kept of what it is about.

    Attributes:
        school: The school, by its unique reference number. What the concern is, is not said.
    """

    type: Literal[EventType.SCHOOL_CONCERN_RAISED] = EventType.SCHOOL_CONCERN_RAISED
    school: SchoolUrn


class DisclosureReported(FactModel):
    """A survey reply tells of harm; a person is asked to read it at once.

    When whoever reads the surveys reports it. Nothing is kept of what it tells.

    Attributes:
        number: Counts such reports in this visit, from 1. The reply itself stays in the survey.
    """

    type: Literal[EventType.DISCLOSURE_REPORTED] = EventType.DISCLOSURE_REPORTED
    number: int = Field(ge=1)


class DisclosureSeen(FactModel):
    """A person has read the replies that tell of harm, up to this number, and acted.

    When they say so.

    Attributes:
        number: The last report that was read.
    """

    type: Literal[EventType.DISCLOSURE_SEEN] = EventType.DISCLOSURE_SEEN
    number: int = Field(ge=1)


ConcernFact = SchoolConcernRaised | DisclosureReported | DisclosureSeen
