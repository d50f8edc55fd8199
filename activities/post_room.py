"""The post room: takes filed letters, writes them and hands them to the channel.

Each letter has its own business key and is handed over once, whatever is retried: through a
channel that can be handed the same letter twice without harm (a Maildir) simply again, through
one that cannot (SMTP) never again once an attempt was cut off; that letter is then uncertain,
and a person is asked.
"""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeVar

import structlog
from temporalio import activity

from activities.channels import Channel, ChannelUnavailable, OutcomeUncertain, RecipientRefused
from activities.documents import NotTypeset, render
from activities.letters import Sender, UnusableAddress, compose
from register import areas, content, documents, letters, log
from register.connection import Connection, Pool
from register.documents import DocumentRow
from register.letters import LetterRow
from rules.evolve import FAILED, replay
from rules.timetable import timetable
from rules.zones import london_date
from schemas.brief import Brief
from schemas.ids import VisitId
from schemas.letters import DocumentOrder, LetterOrder
from schemas.parts import LetterOutcome, NoteVersion
from schemas.personal import Personal, SummaryNote, SurveyLinks, TimetableDetails
from schemas.state import Meetings, Survey, VisitState
from schemas.values import LetterKind, LetterStatus
from schemas.work import PostReport, SendRequest

P = TypeVar("P", bound=Personal)

_log = structlog.get_logger(__name__)

_A_TRY = timedelta(seconds=5)
"""After so long a slow channel is not given the next letter while a person waits."""

_A_ROUND = timedelta(seconds=60)
"""After so long a slow channel's round of letters goes on in another attempt."""

_UNSENT = (LetterStatus.FILED, LetterStatus.ATTEMPTING)


class PostRoom:
    """Sends what the register has filed.

    Args:
        pool: The register.
        channel: Where letters go.
        sender: Whom they come from.
    """

    def __init__(self, pool: Pool, channel: Channel, sender: Sender) -> None:
        self._pool = pool
        self._channel = channel
        self._sender = sender

    @activity.defn
    async def send_letters(self, request: SendRequest) -> PostReport:
        """Send what a visit has filed; retried until the channel takes it.

        Raises:
            ChannelUnavailable: Something could not be handed over yet.
        """
        report = await self._send_filed(request.visit_id, _now(request.now), within=_A_ROUND)
        if report.unsent:
            raise ChannelUnavailable("letters-waiting")
        return report

    async def try_filed(
        self, visit: VisitId, *, now: datetime, sequences: Sequence[int]
    ) -> PostReport:
        """Try once the letters that have just been filed, unless others wait from before.

        Those tell that the channel is down and that `send_letters` is asking it: a person who
        waits for a record does not wait for the same answer.

        Args:
            visit: Whose letters.
            now: The moment by the visit's clock; a letter is delivered then.
            sequences: The events that were just recorded; what became of their letters is
                reported.
        """
        async with self._pool.acquire() as connection:
            waiting = await letters.of_visit(connection, visit, statuses=_UNSENT)
            if not waiting:  # as after most decisions: nothing to lock, nothing to send
                return _report(await letters.of_visit(connection, visit, sequences=sequences))
        if any(letter.order.sequence < min(sequences) for letter in waiting):
            return PostReport(unsent=len(waiting))
        return await self._send_filed(visit, now, within=_A_TRY, sequences=sequences)

    async def _send_filed(
        self,
        visit: VisitId,
        now: datetime,
        *,
        within: timedelta,
        sequences: Sequence[int] | None = None,
    ) -> PostReport:
        """Try each filed letter of a visit once, in the order they were filed in.

        Args:
            visit: Whose letters.
            now: The moment by the visit's clock; a letter is delivered then.
            within: When so much time has gone by, no further letter is begun.
            sequences: Report only on letters that follow from these events; else on all.

        Returns:
            What became of the letters a rule of the visit depends on, those sent by an earlier
            attempt included, so that a report lost on the way is told again.
        """
        async with self._pool.acquire() as connection:
            # One post room a visit: a second would find letters half handed over.
            await connection.execute("SELECT pg_advisory_lock(hashtext($1))", f"post/{visit}")
            try:
                waiting = await letters.of_visit(connection, visit, statuses=_UNSENT)
                if waiting:
                    ends = time.monotonic() + within.total_seconds()
                    await self._send_each(connection, visit, waiting, now, ends)
                return _report(await letters.of_visit(connection, visit, sequences=sequences))
            finally:
                await connection.execute("SELECT pg_advisory_unlock(hashtext($1))", f"post/{visit}")

    async def _send_each(
        self,
        connection: Connection,
        visit: VisitId,
        waiting: list[LetterRow],
        now: datetime,
        ends: float,
    ) -> None:
        briefs = _Briefs(connection, visit)
        book = _Book(connection, self._channel.name, now)
        for letter in waiting:
            if time.monotonic() > ends:
                return
            if letter.status is LetterStatus.ATTEMPTING and not self._channel.repeatable:
                await book.mark(letter, LetterStatus.UNCERTAIN, failure="cut-off")
                continue
            try:
                brief = await briefs.at(letter.order.sequence)
                await self._send(connection, book, letter, brief)
            except ChannelUnavailable as error:
                await book.mark(letter, LetterStatus.FILED, failure=error.code)
                _log.warning("channel unavailable", letter=letter.order.key, code=error.code)
                return

    async def _send(
        self, connection: Connection, book: "_Book", letter: LetterRow, brief: Brief
    ) -> None:
        order = letter.order
        try:
            enclosed = {
                wanted: await self._document(connection, order, wanted, brief)
                for wanted in order.documents
            }
        except NotTypeset:
            # Not now or later: a person has to change the words. The other letters go.
            await book.mark(letter, LetterStatus.REFUSED, failure="document-not-set")
            _log.warning("document not set", letter=order.key)
            return
        try:
            message = compose(order, brief, enclosed, self._sender)
        except UnusableAddress:
            # Nobody can be reached there, now or later: the same as a refusal.
            await book.mark(letter, LetterStatus.REFUSED, failure="unusable-address")
            _log.warning("address unusable", letter=order.key)
            return
        if not self._channel.repeatable:
            await book.mark(letter, LetterStatus.ATTEMPTING)
        try:
            await self._channel.deliver(order.key, message)
        except RecipientRefused as error:
            await book.mark(letter, LetterStatus.REFUSED, failure=error.code)
            _log.warning("letter refused", letter=order.key, code=error.code)
            return
        except OutcomeUncertain as error:
            await book.mark(letter, LetterStatus.UNCERTAIN, failure=error.code)
            _log.warning("letter uncertain", letter=order.key, code=error.code)
            return
        proven = self._channel.proves_delivery
        status = LetterStatus.DELIVERED if proven else LetterStatus.SENT
        await book.mark(letter, status, message=bytes(message))

    async def _document(
        self, connection: Connection, order: LetterOrder, wanted: DocumentOrder, brief: Brief
    ) -> DocumentRow:
        kept = await documents.find(connection, order.visit_id, wanted)
        if kept is not None:
            return kept
        made = render(wanted, brief, self._sender.letterhead)
        fresh = DocumentRow(
            made.kind, made.version, made.title, made.marking, made.sha256, made.body
        )
        return await documents.keep(connection, order.visit_id, fresh)


class _Book:
    """Where the post room writes down what became of a letter."""

    def __init__(self, connection: Connection, channel: str, now: datetime) -> None:
        self._connection = connection
        self._channel = channel
        self._now = now

    async def mark(
        self,
        letter: LetterRow,
        status: LetterStatus,
        *,
        message: bytes | None = None,
        failure: str | None = None,
    ) -> None:
        await letters.mark(
            self._connection,
            letter.order.key,
            status,
            at=self._now,
            channel=self._channel,
            message=message,
            failure=failure,
        )


class _Briefs:
    """Briefs as of the events that ordered letters, each put together once."""

    def __init__(self, connection: Connection, visit: VisitId) -> None:
        self._connection = connection
        self._visit = visit
        self._made: dict[int, Brief] = {}

    async def at(self, sequence: int) -> Brief:
        if sequence not in self._made:
            logged = await log.read(self._connection, visit=self._visit)
            events = [entry.event for entry in logged if entry.event.sequence <= sequence]
            self._made[sequence] = await self._brief(replay(events))
        return self._made[sequence]

    async def _brief(self, state: VisitState) -> Brief:
        connection, visit = self._connection, self._visit
        survey, meetings, note = state.survey, state.meetings, state.note
        return Brief(
            state=state,
            written_at=state.changed_at,
            area_name=areas.area_on(state.area, london_date(state.opened_at)).name,
            people=await content.people_of(connection, visit),
            reply_due=_reply_due(state),
            survey_links=await self._content(survey, SurveyLinks),
            timetable=await self._content(meetings, TimetableDetails),
            note=await self._content(note, SummaryNote),
        )

    async def _content(
        self, part: Survey | Meetings | NoteVersion | None, model: type[P]
    ) -> P | None:
        if part is None:
            return None
        return await content.fetch(self._connection, self._visit, part.content, model)


def _reply_due(state: VisitState) -> datetime | None:
    """When the reply is due, or would be if the invitation arrived as it is written."""
    invitation = state.invitation
    if invitation is not None and invitation.delivered_at is None:
        arrived = invitation.model_copy(update={"delivered_at": state.changed_at})
        state = state.model_copy(update={"invitation": arrived})
    dates = timetable(state)
    return dates.reply_due if dates else None


def _report(rows: list[LetterRow]) -> PostReport:
    told = tuple(
        LetterOutcome(
            key=row.order.key,
            kind=row.order.kind,
            recipient=row.order.recipient,
            status=row.status,
            at=row.settled_at or row.filed_at,
        )
        for row in rows
        if row.status in FAILED
        or (row.order.kind is LetterKind.INVITATION and row.status not in _UNSENT)
    )
    return PostReport(outcomes=told, unsent=sum(row.status in _UNSENT for row in rows))


def _now(asked: datetime) -> datetime:
    """The visit's clock while an activity is retried: it goes on from the moment it was asked.

    Both moments are by the server's clock, which in a rehearsal is not this machine's.
    """
    info = activity.info()
    return asked + max(info.started_time - info.scheduled_time, timedelta(0))
