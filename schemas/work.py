"""What a workflow asks of activities, and what they answer."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from schemas.base import Model
from schemas.events.event import VisitEvent
from schemas.ids import LetterKey, UpdateId, VisitId
from schemas.messages import OpenVisit
from schemas.parts import LetterOutcome
from schemas.proofs import Grounds
from schemas.state import VisitState


class CalendarRequest(Model):
    """Ask for the bank holidays around a day."""

    around: date


class RecordRequest(Model):
    """Ask for events to be recorded, in order and once.

    Attributes:
        visit_id: Whose events.
        events: Consecutive, at least one.
        grounds: What they rest on, in the same order.
        now: The moment by the visit's clock.
    """

    visit_id: VisitId
    events: Annotated[tuple[VisitEvent, ...], Field(min_length=1)]
    grounds: tuple[Grounds, ...] = ()
    now: datetime


class SendRequest(Model):
    """Ask for a visit's filed letters to be sent."""

    visit_id: VisitId
    now: datetime


class PostReport(Model):
    """What became of letters.

    Attributes:
        outcomes: Of the letters a rule waits for, of those that failed, and of those that were
            late.
        unsent: How many are still to be sent.
        late: Those of them that have waited longer than the policy allows.
    """

    outcomes: tuple[LetterOutcome, ...] = ()
    unsent: int = 0
    late: tuple[LetterKey, ...] = ()


class SuccessionRequest(Model):
    """Ask for the visit to be opened that takes a deferred one's place.

    Attributes:
        opening: How it is opened.
        now: The moment by the deferred visit's clock.
        rehearsed: Whether that clock is a rehearsal's.
    """

    opening: OpenVisit
    now: datetime
    rehearsed: bool


class VisitInput(Model):
    """What the workflow of a visit starts with.

    Attributes:
        opening: How the visit was opened.
        carried: What an earlier run of the same visit handed on, all of it recorded.
        letters_waiting: Whether that run left letters to be sent.
        taken: The last event of each decision taken so far, by update id.
        recent: The latest events, for operators to see.
    """

    opening: OpenVisit
    carried: VisitState | None = None
    letters_waiting: bool = False
    taken: dict[UpdateId, int] = Field(default_factory=dict)
    recent: tuple[VisitEvent, ...] = ()
