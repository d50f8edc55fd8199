"""Later days: asked for, refused or granted with a successor."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from schemas.base import is_nothing
from schemas.event_types import EventType
from schemas.ids import VisitId
from schemas.parts import Legacy
from schemas.streams import FactModel


class DeferralAsked(FactModel):
    """The area asked for later days; preparation goes on until that is decided.

    When the request is recorded; the area's reason is always given, in the register.

    Attributes:
        number: Counts such requests of the visit, from 1.
        decision_due: When a person is asked to see to it if nothing was decided.
    """

    type: Literal[EventType.DEFERRAL_ASKED] = EventType.DEFERRAL_ASKED
    number: int
    decision_due: datetime


class DeferralRefused(FactModel):
    """Later days were refused; the visit goes on as planned.

    When a person refuses them; the `reason` is always given.

    Attributes:
        number: Of the request.
    """

    type: Literal[EventType.DEFERRAL_REFUSED] = EventType.DEFERRAL_REFUSED
    number: int


class Deferred(FactModel):
    """Later days were granted: this visit ends, and its successor is planned for `day_one`.

    When a person grants them. The successor has a log of its own, which begins with
    `visit.opened.v1`.

    Attributes:
        successor: The visit that takes its place.
        day_one: Its first day as planned.
        out_of_term: Whether its days are out of the area's school terms; left out where not.
    """

    type: Literal[EventType.DEFERRED] = EventType.DEFERRED
    successor: VisitId
    day_one: date
    out_of_term: bool = Field(default=False, exclude_if=is_nothing)


class CarriedOver(FactModel):
    """What still holds was taken over from the visit that this one follows.

    That one was deferred, or ended early and the area is visited again. The second event of a
    successor, right after `visit.opened.v1`.

    Attributes:
        legacy: All that was taken over, by reference.
    """

    type: Literal[EventType.CARRIED_OVER] = EventType.CARRIED_OVER
    legacy: Legacy


DeferralFact = DeferralAsked | DeferralRefused | Deferred | CarriedOver
