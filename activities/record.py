"""The recorder's hand: puts a visit's decisions into the register, and the post on its way."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Annotated

import structlog
from pydantic import Field, PlainValidator, SerializeAsAny
from temporalio import activity
from temporalio.service import RPCError, RPCStatusCode

from activities import recent_origins
from activities.admission import require_announced
from activities.grounds import give_up, require_grounds
from activities.happenings import EventRecorded, tell
from activities.post_room import PostRoom
from activities.spans import origin, span, traced
from activities.unreadable import tells_what_is_unreadable
from register import bookings, content, log, mismatches, programmes, reports
from register.connection import Connection, Pool
from register.filing import file_letters
from register.letter_notes import NoteHasLeft
from register.log import SequenceConflict
from register.logged import event_id
from register.record import Recorded, record_onto
from register.streams import read_event
from rules.programme.standing import TELLS_PROGRAMME
from rules.report.evidence import TELLS_REPORTS
from schemas.base import Model
from schemas.content import refs_in
from schemas.events.corrections import Reopened
from schemas.events.deferral import CarriedOver
from schemas.ids import ProgrammeId
from schemas.programme.work import ProgrammeRecordRequest
from schemas.proofs import Grounds
from schemas.report.work import ReportRecordRequest
from schemas.side_processes import SideSubject, workflow_id
from schemas.streams import AnyEvent, Event, FactModel
from schemas.work import PostReport, RecordRequest

_log = structlog.get_logger(__name__)


SideEvent = Annotated[SerializeAsAny[Event[SideSubject, FactModel]], PlainValidator(read_event)]
"""An event of whatever kind of side process: read and written by the model of its kind."""


class SideRecordRequest(Model):
    """Ask for events of one side process to be recorded, in order and once."""

    subject: SideSubject
    events: Annotated[tuple[SideEvent, ...], Field(min_length=1)]
    grounds: tuple[Grounds, ...] = ()


class ContentNotKept(Exception):
    """A decision refers to words that the register does not have."""

    final = True
    """Trying again makes it no better: the decision is refused."""


class Recording:
    """Records events; see decision 0002 for why this is an ordinary activity.

    Args:
        pool: The register.
        post_room: Sends the letters that were filed.
    """

    def __init__(self, pool: Pool, post_room: PostRoom) -> None:
        self._pool = pool
        self._post_room = post_room

    @activity.defn
    @tells_what_is_unreadable
    async def record_events(self, request: RecordRequest) -> PostReport:
        """Append events, update the read model and file letters at once; then try the post.

        The transaction is what makes a decision recorded. The post is tried once afterwards,
        because in the usual case that saves the visit an activity a round (decision 0007); a
        failing channel never holds up or repeats the record.

        Returns:
            What became of letters; `unsent` tells the visit to try again by `send_letters`.

        Raises:
            SequenceConflict: A number came again with another event.
            ContentNotKept: The register does not have the words that an event refers to.
            TakenElsewhere: Another visit has booked an inspector for the same day just before.
            NoteHasLeft: A letter with a note that is to be taken out has left just before.
            NotProved: The events do not follow from what they are said to rest on.
        """
        with span("record", {"visits.stream": request.visit_id}):
            async with (
                self._failures_noted(request.visit_id, request.grounds),
                self._pool.acquire() as connection,
                connection.transaction(),
            ):
                before = await require_grounds(
                    connection, request.visit_id, request.events, request.grounds, request.now
                )
                recorded = await record_onto(connection, before, request.events)
                await _require_content(connection, recorded)
                fresh = await file_letters(connection, recorded)
                await bookings.require_free(connection, request.visit_id, fresh)
                followers = await _followers(connection, recorded, request)
                positions = await _positions(connection, recorded)
            _trace(recorded, positions)
        _tell(recorded, request.events, request.grounds)
        for run in followers:
            await _let_look(run)
        return await self._try_post(request)

    @activity.defn
    @tells_what_is_unreadable
    async def record_side_events(self, request: SideRecordRequest) -> None:
        """Append events of a side process and update its read model at once.

        Raises:
            SequenceConflict: A number came again with other bytes.
            ContentNotKept: The register does not have the words that an event refers to.
            NotProved: The events do not follow from what they are said to rest on.
            NotAnnounced: The first event is of a process that nobody announced.
        """
        await self._record(request.subject, request.events, request.grounds)

    @activity.defn
    @tells_what_is_unreadable
    async def record_programme_events(self, request: ProgrammeRecordRequest) -> None:
        """Append events of a programme and update its read model at once.

        Raises:
            SequenceConflict: A number came again with other bytes.
            ContentNotKept: The register does not have the words that an event refers to.
            NotProved: The events do not follow from what they are said to rest on.
            NotAnnounced: The first event is of a programme that nobody announced.
        """
        await self._record(request.programme, request.events, request.grounds)

    @activity.defn
    @tells_what_is_unreadable
    async def record_report_events(self, request: ReportRecordRequest) -> None:
        """Append events of a report and update its read model at once.

        Raises:
            SequenceConflict: A number came again with other bytes.
            ContentNotKept: The register does not have the words that an event refers to.
            NotProved: The events do not follow from what they are said to rest on.
            NotAnnounced: The first event is of a report that nobody announced.
        """
        await self._record(request.report, request.events, request.grounds)

    async def _record(
        self, subject: str, events: Sequence[AnyEvent], grounds: Sequence[Grounds]
    ) -> None:
        if events[0].sequence == 1:
            await require_announced(self._pool)
        with span("record", {"visits.stream": subject}):
            async with (
                self._failures_noted(subject, grounds),
                self._pool.acquire() as connection,
                connection.transaction(),
            ):
                before = await require_grounds(connection, subject, events, grounds)
                recorded = await record_onto(connection, before, events)
                await _require_content(connection, recorded)
                positions = await _positions(connection, recorded)
            _trace(recorded, positions)
        _tell(recorded, events, grounds)

    @asynccontextmanager
    async def _failures_noted(
        self, subject: str, grounds: Sequence[Grounds]
    ) -> AsyncIterator[None]:
        """Keep for operators that the register holds another record, which retrying cannot mend.

        A decision that is refused here is told to be: nobody can have it recorded afterwards.
        """
        try:
            yield
        except (ContentNotKept, bookings.TakenElsewhere, NoteHasLeft):
            async with self._pool.acquire() as connection:
                await give_up(connection, subject, grounds)
            raise
        except SequenceConflict as conflict:
            told = f"A record of {subject} is not taken, because the log holds another: {conflict}."
            async with self._pool.acquire() as connection:
                await mismatches.note(connection, subject, "disputed", told)
            raise

    async def _try_post(self, request: RecordRequest) -> PostReport:
        try:
            report = await self._post_room.try_filed(
                request.visit_id,
                now=request.now,
                sequences=[event.sequence for event in request.events],
                # A visit that was over by mistake took no notice of its letters meanwhile.
                tell_all=any(isinstance(event.fact, Reopened) for event in request.events),
            )
        except Exception as error:  # noqa: BLE001 - whatever it is, the record stands
            _log.warning("post left for later", failure=type(error).__name__)
            return PostReport(unsent=1)
        return await self._post_room.told(request.visit_id, report)


def _tell(recorded: Recorded, events: Sequence[AnyEvent], grounds: Sequence[Grounds]) -> None:
    """Tell what is in the log now; what an earlier attempt recorded was told by that one."""
    new = {event.sequence for event, _ in recorded.new}
    decided = [one.proof is not None for one in grounds for _ in range(one.events)]
    now = datetime.now(UTC)
    for number, event in enumerate(events):
        if event.sequence in new:
            waited = max((now - event.at).total_seconds(), 0.0)
            by_a_person = number < len(decided) and decided[number]
            tell(EventRecorded(event.type, by_a_person, waited))


async def _positions(connection: Connection, recorded: Recorded) -> Mapping[int, int]:
    """Where in the log new events are, by their numbers; nobody is asked where nobody traces."""
    if not traced() or not recorded.new:
        return {}
    numbers = [event.sequence for event, _ in recorded.new]
    return await log.positions(connection, recorded.new[0][0].subject, numbers)


def _trace(recorded: Recorded, positions: Mapping[int, int]) -> None:
    """A span for each event, once it is there for good."""
    if not traced():
        return
    for event, _ in recorded.new:
        told = {
            "event.type": event.type.value,
            "event.sequence": event.sequence,
            "event.position": positions[event.sequence],
            "visits.stream": event.subject,
        }
        with span("event", told):
            recent_origins.keep(event_id(event), origin())


async def _followers(
    connection: Connection, recorded: Recorded, request: RecordRequest
) -> list[str]:
    """The runs that have to look at what was recorded: of the programme, and of its reports.

    Asked of what was to be recorded, not of what was new: an attempt that ended between the record
    and the signal is made up for by the next.
    """
    types = {event.type for event in request.events}
    programme: ProgrammeId = recorded.state.programme
    found = []
    if types & TELLS_PROGRAMME and await programmes.exists(connection, programme):
        found.append(programme)
    if types & TELLS_REPORTS:
        going = await reports.going(connection, programme)
        found += [workflow_id(state.report) for state in going]
    return found


async def _let_look(run: str) -> None:
    """Signal a run that something has become of a visit; one that is over needs no signal.

    Raises:
        RPCError: Temporal did not take it: the record is repeated, and changes nothing.
    """
    handle = activity.client().get_workflow_handle(run)
    try:
        await handle.signal("look", rpc_timeout=timedelta(seconds=10))
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise


async def _require_content(connection: Connection, recorded: Recorded) -> None:
    """What is referred to is there, word for word; whoever sends a reference alone is refused.

    Raises:
        ContentNotKept: It is not.
    """
    for event, _ in recorded.new:
        if isinstance(event.fact, CarriedOver):
            continue  # the words are its predecessor's, and are taken over just after this
        for ref in refs_in(event):
            if not await content.has(connection, event.partition, ref):
                raise ContentNotKept
