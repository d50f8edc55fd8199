"""One delivery run of handing over: everything that is due, and then what comes while it listens.

Each visit is a lane: its events go out in their order, the next once the one before has arrived
or is given up. Lanes do not wait for each other, and a few of them are seen to at once.
"""

import asyncio
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from temporalio import activity

from activities import recent_origins
from activities.deliveries.posting import Posted, Posting
from activities.spans import part_of
from register import deliveries, publication, subscriptions
from register.connection import Pool
from register.deliveries import Fence, Parcel
from register.keyring import KeyRing
from register.subscriptions import Secret
from register.tail import Tail
from rules.retries import next_attempt
from schemas.subscriptions import (
    Answer,
    DeliveryRunReport,
    DeliveryRunRequest,
    Subscription,
    SubscriptionStatus,
    Tally,
)

LANES = 8
"""Visits that are seen to at once, for one subscription."""

LONGEST = timedelta(minutes=10)
"""A run that is never done ends all the same, so that its workflow tells how far it came."""

SETTLED = timedelta(seconds=10)
"""After which news for operators is worth the end of a delivery run."""

_QUESTION = ""  # the lane, of no visit, in which an address is asked whether it wants events
_PAGE = 200
_LOOK_AGAIN = 15.0  # seconds; what was changed is notified, and a notification may be lost
_ASKED_JUST_NOW = 2.0  # seconds in which lanes do not ask an address again that has said no


class _Tools(NamedTuple):
    pool: Pool
    tail: Tail
    posting: Posting
    keys: KeyRing
    settled: timedelta


class Deliveries:
    """Hands events over to consumers.

    Args:
        pool: The register.
        tail: The end of the log, one for all delivery runs of a process.
        posting: Posts events.
        keys: What opens the secrets that sign.
        settled: How long a run goes on though there is news for operators.
    """

    def __init__(
        self,
        pool: Pool,
        tail: Tail,
        posting: Posting,
        keys: KeyRing,
        *,
        settled: timedelta = SETTLED,
    ) -> None:
        self._tools = _Tools(pool, tail, posting, keys, settled)

    @activity.defn
    async def hand_over(self, request: DeliveryRunRequest) -> DeliveryRunReport:
        """Hand over what is due to one subscription, then listen for more.

        Killed at any point it is done again: what arrived and was not noted arrives twice, with
        the same id, and nothing is lost.

        Returns:
            How far it came, and when there is something to do again.

        Raises:
            UnknownSubscription: There is none.
            Superseded: Another delivery run hands over.
            KeyMissing: A secret is sealed with a key that this worker does not have.
        """
        closing = asyncio.create_task(activity.wait_for_worker_shutdown())
        try:
            return await _DeliveryRun(self._tools, request, closing).work()
        finally:
            closing.cancel()


class _Unproven(NamedTuple):
    """How an address answered when it was asked whether it wants events.

    Attributes:
        posted: Its answer.
        until: Seconds into the run until which all lanes take it for theirs.
    """

    posted: Posted
    until: float


class _DeliveryRun:
    def __init__(
        self, tools: _Tools, request: DeliveryRunRequest, closing: asyncio.Task[None]
    ) -> None:
        self._pool = tools.pool
        self._tail = tools.tail
        self._posting = tools.posting
        self._settled = tools.settled.total_seconds()
        self._keys = tools.keys
        self._request = request
        self._closing = closing
        self._began = time.monotonic()
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._fence: Fence
        self._subscription: Subscription
        self._secrets: Sequence[Secret] = ()
        self._tally = Tally()
        self._position = 0
        self._status = SubscriptionStatus.ACTIVE
        self._origin = ""
        self._proving = asyncio.Lock()
        self._unproven: _Unproven | None = None

    async def work(self) -> DeliveryRunReport:
        async with self._pool.acquire() as connection:
            self._fence, self._subscription = await deliveries.begin(
                connection, self._request.subscription
            )
        self._position = self._subscription.position
        try:
            changed = asyncio.Event()
            changed.set()
            with self._tail.calling(subscriptions.CHANGED, self._request.subscription, changed.set):
                await self._until_done(changed)
        finally:
            await _put_down(*self._lanes.values())
        return self._report()

    async def _until_done(self, changed: asyncio.Event) -> None:
        looked = 0.0
        introduced = False
        while True:
            if changed.is_set() or self._elapsed() - looked > _LOOK_AGAIN:
                changed.clear()
                looked = self._elapsed()
                await self._look()
            if self._may_go_on() and not introduced:
                introduced = True
                self._lanes[_QUESTION] = asyncio.create_task(self._introduce())
            if self._may_go_on():
                await self._set_going()
            await self._count()
            if not self._lanes and (not self._may_go_on() or self._nothing_left()):
                return
            await self._wait(changed, self._patience())

    # --- What there is to do --------------------------------------------------------------------

    async def _look(self) -> None:
        """Read the subscription and its secrets anew."""
        async with self._pool.acquire() as connection:
            self._subscription = await deliveries.look(connection, self._fence)
            self._secrets = await subscriptions.secrets_of(
                connection, self._keys, self._fence.subscription
            )
            self._origin = urlsplit(await publication.address(connection)).hostname or ""
        self._status = self._subscription.status
        self._unproven = None
        if self._status is SubscriptionStatus.ENDED:
            # At once, whatever is under way: whoever was revoked is to get nothing more.
            await _put_down(*self._lanes.values())
            self._lanes.clear()

    async def _set_going(self) -> None:
        """Fill the lanes with what is due, then with what the log has that is new."""
        await self._fill()
        while self._may_go_on() and len(self._lanes) < LANES and await self._take_in():
            await self._fill()

    async def _fill(self) -> None:
        free = LANES - len(self._lanes)
        if free <= 0:
            return
        async with self._pool.acquire() as connection:
            due = await deliveries.due_lanes(
                connection, self._fence, self._now(), but=self._lanes, limit=free
            )
        for lane in due:
            self._lanes[lane] = asyncio.create_task(self._see_to(lane))

    async def _take_in(self) -> bool:
        """Take the next page of the log; whether there was anything in it."""
        wanted = deliveries.wanted_by(self._subscription)
        page = await self._tail.read(self._position, limit=_PAGE, wanted=wanted)
        if page.looked_at == self._position:
            return False
        async with self._pool.acquire() as connection, connection.transaction():
            taken = await deliveries.take_in(connection, self._fence, self._position, page)
        if not taken:
            await self._look()
            return False
        self._position = page.looked_at
        return bool(page.events)

    async def _count(self) -> None:
        async with self._pool.acquire() as connection:
            self._tally = await subscriptions.tally(
                connection, self._fence.subscription, but=self._lanes
            )

    # --- One lane -------------------------------------------------------------------------------

    async def _see_to(self, lane: str) -> None:
        """Hand over a lane's events, until one does not arrive or there are no more."""
        while self._may_go_on():
            async with self._pool.acquire() as connection:
                parcel = await deliveries.next_of_lane(connection, self._fence, lane, self._now())
            if parcel is None:
                return
            subscription = self._subscription
            posted = await self._prove(subscription)
            if posted.answer is Answer.DELIVERED:
                posted = await self._push(subscription, parcel)
            await self._note(subscription.url, parcel, posted)

    async def _push(self, subscription: Subscription, parcel: Parcel) -> Posted:
        with part_of("push", recent_origins.of(parcel.event_id)) as pushing:
            posted = await self._posting.post(
                subscription.url, parcel.event_id, parcel.body, self._secrets
            )
            pushing.tell({"push.answer": posted.answer.value})
            return posted

    async def _introduce(self) -> None:
        """Ask the address before there is an event, so that its consumer sees how that went."""
        posted = await self._prove(self._subscription)
        if posted.answer is not Answer.DELIVERED:
            async with self._pool.acquire() as connection:
                await deliveries.answered(connection, self._fence, posted.answer)

    async def _prove(self, subscription: Subscription) -> Posted:
        """Have an address show that it wants events; one that has is not asked again.

        An address that does not is one to which an event could not be delivered: it is asked again
        when that event is tried again.
        """
        async with self._proving:
            if subscription.proven or self._subscription.proven_url == subscription.url:
                return Posted(Answer.DELIVERED)
            if self._unproven is not None and self._unproven.until > self._elapsed():
                return self._unproven.posted
            posted = await self._posting.prove(subscription.url, self._origin)
            if posted.answer is not Answer.DELIVERED:
                self._unproven = _Unproven(posted, self._elapsed() + _ASKED_JUST_NOW)
                return posted
            async with self._pool.acquire() as connection:
                self._subscription = await deliveries.proven(
                    connection, self._fence, subscription.url
                )
            return posted

    async def _note(self, url: str, parcel: Parcel, posted: Posted) -> None:
        now = self._now()
        async with self._pool.acquire() as connection, connection.transaction():
            if posted.answer is Answer.DELIVERED:
                status = await deliveries.arrived(connection, self._fence, parcel, now)
            elif posted.answer is Answer.GONE:
                status = await deliveries.gone(connection, self._fence, url)
                # Where it goes on, its consumer has moved: from now on to the other address.
                self._subscription = await deliveries.look(connection, self._fence)
            else:
                status = await deliveries.failed(
                    connection,
                    self._fence,
                    parcel,
                    answer=posted.answer,
                    http_status=posted.http_status,
                    now=now,
                    next_at=next_attempt(
                        subscription=self._fence.subscription,
                        event_id=parcel.event_id,
                        attempts=parcel.attempts + 1,
                        first_tried_at=parcel.first_tried_at or now,
                        now=now,
                        retry_after=posted.retry_after,
                    ),
                )
        self._status = status
        self._subscription = self._subscription.model_copy(update={"last_answer": posted.answer})

    # --- Waiting and ending ---------------------------------------------------------------------

    def _elapsed(self) -> float:
        return time.monotonic() - self._began

    def _now(self) -> datetime:
        return self._request.now + timedelta(seconds=self._elapsed())

    def _longest(self) -> float:
        return max(self._request.listen, LONGEST).total_seconds()

    def _may_go_on(self) -> bool:
        return self._status is SubscriptionStatus.ACTIVE and not self._cut_short()

    def _cut_short(self) -> bool:
        """Whether it ends whatever there is to do."""
        return self._closing.done() or self._elapsed() >= self._longest()

    def _nothing_left(self) -> bool:
        """Whether no lane is under way and there is no reason to listen on."""
        if self._elapsed() >= self._request.listen.total_seconds():
            return not self._due()
        return self._has_news() and self._elapsed() >= self._settled and not self._due()

    def _due(self) -> bool:
        return self._tally.retry_at is not None and self._tally.retry_at <= self._now()

    def _has_news(self) -> bool:
        """Whether operators would read something else than the workflow tells them."""
        told = self._request.told
        if told is None:
            return True
        failing = bool(told.retrying) != bool(self._tally.retrying)
        return failing or told.dead != self._tally.dead

    def _patience(self) -> float:
        """Seconds until there is something to do, though nothing happens."""
        ends = [_LOOK_AGAIN]
        if not self._cut_short():
            ends.append(self._longest() - self._elapsed())
        if not self._lanes:
            ends.append(self._request.listen.total_seconds() - self._elapsed())
            if self._has_news():
                ends.append(self._settled - self._elapsed())
        if len(self._lanes) < LANES and self._tally.retry_at is not None:
            ends.append((self._tally.retry_at - self._now()).total_seconds())
        return max(min(ends), 0.01)

    async def _wait(self, changed: asyncio.Event, seconds: float) -> None:
        """Wait until a lane is done, the log has grown, or something else is to be looked at."""
        signs: list[asyncio.Task[Any]] = [asyncio.create_task(changed.wait())]
        if len(self._lanes) < LANES and self._may_go_on():
            signs.append(asyncio.create_task(self._grown(seconds)))
        awaited: set[asyncio.Task[Any]] = {*signs, *self._lanes.values()}
        if not self._closing.done():
            awaited.add(self._closing)
        try:
            done, _ = await asyncio.wait(
                awaited, timeout=seconds, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            await _put_down(*signs)
        for task in done:
            task.result()
        self._lanes = {lane: task for lane, task in self._lanes.items() if not task.done()}

    async def _grown(self, seconds: float) -> None:
        wanted = deliveries.wanted_by(self._subscription)
        await self._tail.read(self._position, limit=1, wanted=wanted, wait=seconds)

    def _report(self) -> DeliveryRunReport:
        return DeliveryRunReport(
            subscription=self._fence.subscription,
            status=self._status,
            position=self._position,
            last_answer=self._subscription.last_answer,
            unfinished=self._status is SubscriptionStatus.ACTIVE and self._cut_short(),
            **dict(self._tally),
        )


async def _put_down(*tasks: asyncio.Task[Any]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
