"""The one table of streams: for each kind its events, its fold, its words and its read model.

Whoever has to tell kinds apart (the log, timelines, audits, the feed, its contract) asks here, so
that another kind of process is another line.
"""

from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum
from functools import cache, partial
from typing import Any, Final, NamedTuple, Protocol

from pydantic import TypeAdapter, ValidationError

from register import programmes, reports, visits
from register.connection import Connection
from register.side_processes import SideRows, save
from rules.complaint import COMPLAINT
from rules.event_words import event_words
from rules.evolve import evolve
from rules.process_law import PROGRAMME_LAW, REPORT_LAW, VISIT_LAW, ProcessLaw, side_law
from rules.programme import evolve_programme, programme_words
from rules.reading import evolve_readings, reading_words
from rules.referral import REFERRAL
from rules.report import evolve_report, report_words
from rules.side_process import SideProcess
from rules.side_wording import side_event_words
from schemas import reading
from schemas.event_types import RETIRED, EventType
from schemas.events.event import Fact, VisitEvent
from schemas.ids import ProgrammeId
from schemas.programme import (
    PROGRAMME_STREAM,
    ProgrammeEvent,
    ProgrammeEventType,
    ProgrammeFact,
)
from schemas.reading import ReadingEvent
from schemas.report.events import ReportEvent, ReportEventType, ReportFact
from schemas.report.values import REPORT_STREAM
from schemas.side_processes import SideSubject
from schemas.streams import NOTE_STREAM, VISIT_STREAM, AnyEvent, Event, FactModel, Lane, StreamKind


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
        subjects: The names of all that it has.
    """

    # `Any`: a state goes with its own functions, and the kind beside them says which it is.
    load: Load
    save: Callable[[Connection, Any], Awaitable[None]]
    subjects: Callable[[Connection], Awaitable[list[str]]]


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
        beside: What a process of it is made of, where each lives beside a visit.
        law: What a process of it follows, where it is one.
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
    beside: SideProcess[Any, Any] | None = None
    law: ProcessLaw | None = None

    @property
    def lane(self) -> Lane:
        """What its streams are kept in order with."""
        return fact_models(self)[0].lane

    def is_named(self, subject: str) -> bool:
        """Whether one of its streams can be called so."""
        if self.beside is not None and f"/{self.kind}/" not in subject:
            return False  # what lives beside visits is called alike but for the kind
        try:
            _subject_of(self.event).validate_python(subject)
        except ValidationError:
            return False
        return True


@cache
def _subject_of(event: type[AnyEvent]) -> TypeAdapter[str]:
    """How the streams are called that a model's events are of."""
    called, _ = event.__pydantic_generic_metadata__["args"]
    return TypeAdapter(called)


def beside_a_visit(process: SideProcess[Any, Any]) -> Stream:
    """The line of a kind of process that lives beside a visit: what it declares is all there is."""
    models = process.models
    rows = SideRows(process.kind, models.state)
    return Stream(
        kind=process.kind,
        event=models.event,
        facts=models.facts,
        types=models.types,
        retired=models.retired,
        fold=process.evolve,
        words=partial(side_event_words, process),
        read_model=ReadModel(rows.load, save, rows.subjects),
        beside=process,
        law=side_law(process),
    )


STREAMS: Final[Mapping[StreamKind, Stream]] = {
    stream.kind: stream
    for stream in (
        Stream(
            kind=VISIT_STREAM,
            event=VisitEvent,
            facts=Fact,
            types=EventType,
            retired=RETIRED,
            fold=evolve,
            words=event_words,
            read_model=ReadModel(visits.load, visits.save, visits.subjects),
            law=VISIT_LAW,
        ),
        beside_a_visit(REFERRAL),
        beside_a_visit(COMPLAINT),
        Stream(
            kind=NOTE_STREAM,
            event=ReadingEvent,
            facts=reading.ReadingFact,
            types=reading.ReadingEventType,
            retired=reading.RETIRED,
            fold=evolve_readings,
            words=reading_words,
        ),
        Stream(
            kind=REPORT_STREAM,
            event=ReportEvent,
            facts=ReportFact,
            types=ReportEventType,
            retired=frozenset(),
            fold=evolve_report,
            words=report_words,
            read_model=ReadModel(reports.load, reports.save, reports.subjects),
            law=REPORT_LAW,
        ),
        # Last: whatever has no other name may be a programme's.
        Stream(
            kind=PROGRAMME_STREAM,
            event=ProgrammeEvent,
            facts=ProgrammeFact,
            types=ProgrammeEventType,
            retired=frozenset(),
            fold=evolve_programme,
            words=programme_words,
            read_model=ReadModel(programmes.load, programmes.save, programmes.subjects),
            law=PROGRAMME_LAW,
        ),
    )
}
"""Every kind of stream there is."""


def kind_of_stream(subject: str) -> StreamKind:
    """The kind of a stream by its subject: the first in the table whose streams are called so.

    Raises:
        KeyError: None is.
    """
    for kind, stream in STREAMS.items():
        if stream.is_named(subject):
            return kind
    raise KeyError(subject)


def side_process_of(subject: SideSubject) -> SideProcess[Any, Any]:
    """What a process that lives beside a visit is made of, by its name.

    Raises:
        KeyError: No such kind is in the table.
    """
    process = STREAMS[kind_of_stream(subject)].beside
    if process is None:
        raise KeyError(subject)
    return process


def words_of(event: AnyEvent) -> str:
    """What happened, in words, whatever the event is about."""
    return STREAMS[event.stream].words(event)


def read_event(written: object) -> AnyEvent:
    """An event of whatever kind, by the model of its kind.

    Raises:
        ValueError: It is no event, or none of a kind in the table.
    """
    match written:
        case Event():
            return written
        case {"fact": {"type": str(type_)}} if type_.partition(".")[0] in STREAMS:
            return STREAMS[type_.partition(".")[0]].event.model_validate(written)
        case _:
            raise ValueError("that is no event of any stream there is")


def fact_models(stream: Stream) -> tuple[type[FactModel], ...]:
    """The models of all that can happen in a kind of stream."""
    annotated = getattr(stream.facts, "__origin__", None)
    members: tuple[type[FactModel], ...] = getattr(annotated, "__args__", ()) or (stream.facts,)
    return members
