"""What was recorded by mistake, and is put right."""

from datetime import date
from typing import Literal

from schemas.events.types import EventType
from schemas.streams import FactModel
from schemas.values import Answer, Outcome


class Reopened(FactModel):
    """An end that was recorded by mistake does not hold: the visit goes on as it was before it.

    When a person puts it right, within the period of the policy; the `reason` is always given.
    Where another reply holds instead, `visit.accepted.v1` or `visit.declined.v1` follows.

    Attributes:
        outcome: The end that does not hold.
        undoes: The sequence of the event that told of it.
        reply: The reply that holds instead; `null` while there is none, or where no reply was
            recorded wrongly.
        reply_until: The last day for the reply, where its time has passed meanwhile.
        void_version: The version of the note that is void, where agreement to a case in it was
            withdrawn meanwhile.
    """

    type: Literal[EventType.REOPENED] = EventType.REOPENED
    outcome: Outcome
    undoes: int
    reply: Answer | None = None
    reply_until: date | None = None
    void_version: int | None = None


class AcceptanceCorrected(FactModel):
    """The area had not accepted: that was recorded by mistake, and its reply is waited for again.

    When a person puts it right, before the visit has begun; the `reason` is always given. Where the
    area had declined, `visit.declined.v1` follows.

    Attributes:
        undoes: The sequence of the event that told of the acceptance.
        reply: The reply that holds instead; `null` while there is none.
        reply_until: The last day for the reply, where its time has passed meanwhile.
    """

    type: Literal[EventType.ACCEPTANCE_CORRECTED] = EventType.ACCEPTANCE_CORRECTED
    undoes: int
    reply: Answer | None = None
    reply_until: date | None = None


CorrectionFact = Reopened | AcceptanceCorrected
