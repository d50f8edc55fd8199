"""The one table of streams: for each kind its events, its fold, its words and its read model.

Whoever has to tell kinds apart (the log, timelines, audits, the feed, its contract) asks here, so
that another kind of process is another line.
"""

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from register import side_processes, visits
from register.connection import Connection
from rules.evolve import evolve
from rules.reading import evolve_readings, reading_words
from rules.side_processes import evolve_side
from rules.side_wording import side_event_words
from rules.wording import event_words
from schemas import events, reading
from schemas import side_processes as side
from schemas.events import VisitEvent
from schemas.ids import ProgrammeId
from schemas.reading import ReadingEvent
from schemas.side_processes import SideEvent
from schemas.streams import AnyEvent, FactModel, StreamKind


class StreamState(Protocol):
    """What the log needs to know of the fold of a stream."""

    @property
    def sequence(self) -> int:
        """The last event that is in it."""

    @property
    def programme(self) -> ProgrammeId:
        """The programme of visits it belongs to."""


class Load(Protocol):
    """Reads a stream's state as last recorded."""

    async def __call__(
        self, connection: Connection, subject: str, /, *, lock: bool = False
    ) -> StreamState | None:
        """The state, or `None`; locked until the transaction ends where that is asked."""


class ReadModel(NamedTuple):
    """Where the state of each stream of a kind is kept, written with its events.

    Attributes:
        load: Reads one.
        save: Writes one.
        of_partition: Reads those of one partition, or all.
    """

    # `Any`: a state goes with its own functions, and the kind beside them says which it is.
    load: Load
    save: Callable[[Connection, Any], Awaitable[None]]
    of_partition: Callable[[Connection, str | None], Awaitable[list[Any]]]


class Stream(NamedTuple):
    """What a kind of stream is made of.

    Attributes:
        kind: Its name.
        event: The model of its events.
        facts: What can happen: a union of models, or the only one.
        types: The types of its events.
        retired: Those of them that are recorded no more.
        fold: How an event changes the state.
        words: What happened, in words.
        read_model: Where its state is kept, if anywhere.
    """

    # `Any`: as in `ReadModel`.
    kind: StreamKind
    event: type[AnyEvent]
    facts: Any
    types: type[StrEnum]
    retired: frozenset[Any]
    fold: Callable[[Any, Any], Any]
    words: Callable[[Any], str]
    read_model: ReadModel | None = None


_SIDE_PROCESSES = ReadModel(side_processes.load, side_processes.save, side_processes.of_visit)

STREAMS: dict[StreamKind, Stream] = {
    stream.kind: stream
    for stream in (
        Stream(
            kind=StreamKind.VISIT,
            event=VisitEvent,
            facts=events.Fact,
            types=events.EventType,
            retired=events.RETIRED,
            fold=evolve,
            words=event_words,
            read_model=ReadModel(visits.load, visits.save, visits.of_partition),
        ),
        *(
            Stream(
                kind=kind,
                event=SideEvent,
                facts=side.SideFact,
                types=side.SideEventType,
                retired=side.RETIRED,
                fold=evolve_side,
                words=side_event_words,
                read_model=_SIDE_PROCESSES,
            )
            for kind in (StreamKind.REFERRAL, StreamKind.COMPLAINT)
        ),
        Stream(
            kind=StreamKind.NOTE,
            event=ReadingEvent,
            facts=reading.ReadingFact,
            types=reading.ReadingEventType,
            retired=reading.RETIRED,
            fold=evolve_readings,
            words=reading_words,
        ),
    )
}
"""Every kind of stream there is."""


def words_of(event: AnyEvent) -> str:
    """What happened, in words, whatever the event is about."""
    return STREAMS[event.stream].words(event)


def fact_models(stream: Stream) -> tuple[type[FactModel], ...]:
    """The models of all that can happen in a kind of stream."""
    annotated = getattr(stream.facts, "__origin__", None)
    members: tuple[type[FactModel], ...] = getattr(annotated, "__args__", ()) or (stream.facts,)
    return members
