"""Streams: whose events the log holds, and the one shape that every event has.

A stream is one subject's events in its own order. It has a kind, a subject, a partition (its lane
of order among other streams) and a sequence. What each kind is made of is told by one table,
`register.streams`.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Final, Generic, TypeAlias, TypeVar

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from schemas.base import Model
from schemas.content import ContentRef
from schemas.ids import ActorRef


class Lane(StrEnum):
    """What a partition is; also the collection that its streams are named below, in `source`."""

    VISITS = "visits"
    PROGRAMMES = "programmes"


StreamKind: TypeAlias = str
"""What a stream is the stream of; the log's `aggregatetype`, and the first word of a type. Any word
may be one: which there are is told by the table."""

VISIT_STREAM: Final = "visit"
NOTE_STREAM: Final = "note"


def partition_of(subject: str) -> str:
    """The lane of order a stream belongs to: the visit, or the programme, that a subject names."""
    return subject.partition("/")[0]


class FactModel(Model):
    """Base of what can happen; `type` says what, and is a `Literal` in each of them.

    Attributes:
        lane: What its stream is kept in order with.
    """

    lane: ClassVar[Lane] = Lane.VISITS

    type: StrEnum


S = TypeVar("S", bound=str)
F = TypeVar("F", bound=FactModel)
M = TypeVar("M", bound=Model)


class Event(Model, Generic[S, F]):
    """One fact in its stream's own order.

    Attributes:
        subject: The stream it belongs to, and what it is about.
        sequence: 1, 2, 3… within the stream, without a gap.
        at: When it happened, by the clock of its process.
        actor: Who made it happen; `system` when nobody did.
        reason: Why, where a person gave a reason; the words are in the register.
        fact: What happened.
    """

    subject: S
    sequence: int = Field(ge=1)
    at: datetime
    actor: ActorRef
    reason: ContentRef | None = None
    fact: F

    @property
    def type(self) -> StrEnum:
        """The kind of fact."""
        return self.fact.type

    @property
    def stream(self) -> StreamKind:
        """What the stream is the stream of."""
        return self.type.partition(".")[0]

    @property
    def partition(self) -> str:
        """The lane of order: events of one partition are kept in order by whoever follows them."""
        return partition_of(self.subject)

    @model_validator(mode="before")
    @classmethod
    def _read_visit_id(cls, written: object) -> object:
        """A visit's own stream is written by `visit_id` alone."""
        if not isinstance(written, Mapping) or "visit_id" not in written:
            return written
        rest = {name: value for name, value in written.items() if name != "visit_id"}
        return {"subject": written["visit_id"], **rest}

    @model_serializer(mode="wrap")
    def _write_visit_id(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        written: dict[str, Any] = write(self)
        if self.fact.lane is not Lane.VISITS:
            return written
        # Histories and registers know what belongs to a visit by its `visit_id`, from when there
        # was nothing else.
        subject = written.pop("subject")
        if self.stream == VISIT_STREAM:
            return {"visit_id": subject, **written}
        return {"subject": subject, "visit_id": self.partition, **written}


class Recording(Model):
    """How far what a process decided is recorded.

    Attributes:
        recorded: The last event that the register has confirmed.
        disputed: Whether the register holds another record than the next one, so that the process
            stands still until a person has seen to it.
    """

    recorded: int
    disputed: bool = False


class Known(Model, Generic[M]):
    """What the run of a process knows of it, in one answer.

    Attributes:
        state: The fold of its events.
        recording: How far they are recorded.
    """

    state: M
    recording: Recording


AnyEvent: TypeAlias = Event[Any, Any]
"""An event of whatever stream."""
