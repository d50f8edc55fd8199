"""The post room: takes filed letters, has them written and hands them to the channel.

Each letter has its own business key and is handed over once, whatever is retried: through a
channel that can be handed the same letter twice without harm (a Maildir) simply again, through
one that cannot (SMTP) never again once an attempt was cut off; that letter is then uncertain,
and a person is asked. One letter's trouble is its own: it waits, and the others go.
"""

import asyncio
import time
from collections.abc import Coroutine, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from temporalio import activity

from activities.channels import Channel, ChannelUnavailable
from activities.findings import kept
from activities.grounds import require_not_ahead, require_own_run
from activities.sender import Sender
from activities.turns import Turns
from activities.unreadable import tells_what_is_unreadable
from register import letters, visits
from register.alone import alone
from register.announcements import knows_one_of
from register.connection import Connection, Pool
from register.letters import UNSENT, LetterRow
from rules.evolve import FAILED
from schemas.ids import VisitId
from schemas.messages import LettersSettled
from schemas.parts import LetterOutcome
from schemas.values import LetterKind
from schemas.work import PostReport, SendRequest

if TYPE_CHECKING:
    from activities.mailing import Mailing

_log = structlog.get_logger(__name__)

_A_TRY = timedelta(seconds=5)
"""After so long a slow channel is not given the next letter while a person waits."""

_A_ROUND = timedelta(seconds=45)
"""After so long a slow channel's round of letters goes on in another attempt: with the time that
one letter may take by SMTP, it ends before Temporal takes the activity for lost."""

_LOOKS_AGAIN_WITHIN = timedelta(minutes=10)
"""However long a letter is put off: others may be filed meanwhile that could go."""

_AS_MANY_AS_COME = 1_000_000


class LettersWaiting(Exception):
    """Letters are still to be sent, and there is nothing new to tell of any.

    Attributes:
        code: Why, e.g. `letters-deferred`, or the channel's own code.
        next_retry_delay: When to come again; `None` leaves it to the activity's own policy.
        expected: Whether nothing is wrong: others are written first.
    """

    def __init__(
        self, code: str, next_retry_delay: timedelta | None = None, *, expected: bool = False
    ) -> None:
        super().__init__(code)
        self.code = code
        self.next_retry_delay = next_retry_delay
        self.expected = expected


class PostRoom:
    """Sends what the register has filed.

    Args:
        pool: The register.
        channel: Where letters go.
        sender: Whom they come from.
        turns: How many rounds of letters are written at once; as many as come by default.
    """

    def __init__(
        self, pool: Pool, channel: Channel, sender: Sender, turns: Turns | None = None
    ) -> None:
        self._pool = pool
        self._channel = channel
        self._sender = sender
        self._turns = turns or Turns(at_once=_AS_MANY_AS_COME)

    @activity.defn
    @tells_what_is_unreadable
    async def send_letters(self, request: SendRequest) -> PostReport:
        """Send what a visit has filed; retried for as long as anything is left to send.

        Returns:
            What became of letters, as soon as there is something to tell; `unsent` says whether
            to ask again.

        Raises:
            LettersWaiting: Something is left to send, and there is nothing new to tell.
            NotProved: It is not the visit that asks, or it is not that late.
        """
        asked = activity.info()
        require_own_run(request.visit_id)
        if not self._turns.is_free:
            raise LettersWaiting("others-first", self._turns.next_one(), expected=True)
        async with self._pool.acquire() as connection:
            await require_not_ahead(connection, request.visit_id, request.now)
        now = _now(request.now)
        async with self._pool.acquire() as connection:
            async with alone(connection, _post_of(request.visit_id), wait=True):
                code = await self._round(connection, request.visit_id, now, within=_A_ROUND)
                await _mark_late(connection, request.visit_id, now)
            # Only now that others may send, so that no letter falls between two reports.
            rows = await letters.of_visit(connection, request.visit_id)
            if not rows and not await knows_one_of(connection, [request.visit_id]):
                # The register of another installation, or an older copy: to say that nothing is
                # left would leave the letters where they are, for ever.
                raise LettersWaiting("another-register")
        report = _report(rows)
        # What an earlier attempt found is new as well: its report may have been lost.
        since = request.now if asked.attempt > 1 else now
        if not report.unsent or _is_news(report, rows, since):
            return await self.told(request.visit_id, report)
        raise LettersWaiting(code or "letters-deferred", _until_next(rows, now, code))

    async def told(self, visit: VisitId, report: PostReport) -> PostReport:
        """A report, once what it tells is kept for whoever records what follows."""
        if report.outcomes or report.late:
            settled = LettersSettled(outcomes=report.outcomes, late=report.late)
            await kept(self._pool, visit, settled)
        return report

    async def try_filed(
        self,
        visit: VisitId,
        *,
        now: datetime,
        sequences: Sequence[int],
        tell_all: bool = False,
    ) -> PostReport:
        """Try once the letters that have just been filed, unless the channel is known to be down.

        Letters that wait from before for no reason of their own tell that it is, and that
        `send_letters` is asking it: a person who waits for a record does not wait for the same
        answer.

        Args:
            visit: Whose letters.
            now: The moment by the visit's clock; a letter is delivered then.
            sequences: The events that were just recorded; what became of their letters is
                reported.
            tell_all: Whether to report of every letter of the visit.
        """
        async with self._pool.acquire() as connection:
            rows = await _in_hand(connection, visit, sequences, tell_all=tell_all)
            waiting = [row for row in rows if row.status in UNSENT]
            may_try = waiting and self._turns.is_free
            if may_try and not _is_channel_down(waiting, before=min(sequences)):
                async with alone(connection, _post_of(visit)) as by_ourselves:
                    if by_ourselves:
                        await self._round(connection, visit, now, within=_A_TRY, only=sequences)
            if waiting:  # sent meanwhile, by whomever
                rows = await _in_hand(connection, visit, sequences, tell_all=tell_all)
        unsent = sum(row.status in UNSENT for row in rows)
        told = _report([row for row in rows if tell_all or row.order.sequence in sequences])
        return told.model_copy(update={"unsent": unsent})

    async def _round(
        self,
        connection: Connection,
        visit: VisitId,
        now: datetime,
        *,
        within: timedelta,
        only: Sequence[int] | None = None,
    ) -> str | None:
        """Try each letter of a visit that may be tried, in the order they were filed in.

        Args:
            connection: To the register, with the visit's post room to ourselves.
            visit: Whose letters.
            now: The moment by the visit's clock; a letter is delivered then.
            within: When so much time has gone by, no further letter is begun.
            only: Letters that follow from these events; else all.

        Returns:
            Why letters are left that wait for no reason of their own, if there are any.
        """
        waiting = await letters.of_visit(connection, visit, statuses=UNSENT, sequences=only)
        # A visit's workflow names this class; whoever only names it need not load what writes.
        from activities.letter_writer import LetterWriter
        from activities.mailing import Mailing

        writer = LetterWriter(connection, visit, self._sender)
        mailing = Mailing(connection, self._channel, writer, now)
        ends = time.monotonic() + within.total_seconds()
        with self._turns.taken():
            return await _try_each(mailing, waiting, now, ends)


async def _try_each(
    mailing: "Mailing", waiting: Sequence[LetterRow], now: datetime, ends: float
) -> str | None:
    refused_us: str | None = None
    for letter in waiting:
        if letter.next_attempt_at is not None and letter.next_attempt_at > now:
            continue
        if activity.in_activity() and activity.is_worker_shutdown():
            return "worker-stops"
        if time.monotonic() > ends:
            return "letters-left"
        try:
            refused_us = await _to_the_end(mailing.send(letter)) or refused_us
        except ChannelUnavailable as error:
            return error.code
    return refused_us


def _post_of(visit: VisitId) -> str:
    """One post room a visit: a second would find letters half handed over."""
    return f"post/{visit}"


async def _to_the_end(sending: Coroutine[None, None, str | None]) -> str | None:
    """Let the letter under way end, also when we are told to stop: cut off, it is uncertain."""
    task = asyncio.ensure_future(sending)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.warning("letter ended while stopping", failure=type(error).__name__)
        raise


async def _in_hand(
    connection: Connection, visit: VisitId, sequences: Sequence[int], *, tell_all: bool
) -> list[LetterRow]:
    """Letters that wait, and those to report of."""
    if tell_all:
        return await letters.of_visit(connection, visit)
    return await letters.in_hand(connection, visit, statuses=UNSENT, also=sequences)


def _is_channel_down(waiting: list[LetterRow], *, before: int) -> bool:
    return any(
        letter.order.sequence < before and letter.next_attempt_at is None for letter in waiting
    )


async def _mark_late(connection: Connection, visit: VisitId, now: datetime) -> None:
    waiting = await letters.of_visit(connection, visit, statuses=UNSENT)
    if not waiting:
        return
    hours = (await visits.require(connection, visit)).policy.letter_late_hours
    long_ago = now - timedelta(hours=hours)
    late = [row.order.key for row in waiting if row.filed_at <= long_ago and row.late_since is None]
    if late:
        await letters.mark_late(connection, late, now)
        _log.error("letters are late", letters=late, hours=hours)


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
        or (row.late_since is not None and row.status not in UNSENT)
        or (row.order.kind is LetterKind.INVITATION and row.status not in UNSENT)
    )
    unsent = [row for row in rows if row.status in UNSENT]
    return PostReport(
        outcomes=told,
        unsent=len(unsent),
        late=tuple(row.order.key for row in unsent if row.late_since is not None),
    )


def _is_news(report: PostReport, rows: list[LetterRow], since: datetime) -> bool:
    return any(outcome.at >= since for outcome in report.outcomes) or any(
        row.late_since is not None and row.late_since >= since and row.status in UNSENT
        for row in rows
    )


def _until_next(rows: list[LetterRow], now: datetime, code: str | None) -> timedelta | None:
    """How long nothing can be sent; `None` where that depends on the channel."""
    if code == "worker-stops":
        return timedelta(seconds=1)  # another worker goes on
    due = [row.next_attempt_at for row in rows if row.status in UNSENT]
    own = [at for at in due if at is not None]
    if code is not None or len(own) < len(due):
        return None
    return min(max(min(own) - now, timedelta(seconds=1)), _LOOKS_AGAIN_WITHIN)


def _now(asked: datetime) -> datetime:
    """The visit's clock while an activity is retried: it goes on from the moment it was asked.

    Both moments are by the server's clock, which in a rehearsal is not this machine's.
    """
    info = activity.info()
    return asked + max(info.started_time - info.scheduled_time, timedelta(0))
