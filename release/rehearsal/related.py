"""What lives beside a rehearsed visit: referrals and complaints, each with a clock of its own."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from temporalio.client import Client

from desk.authority import REHEARSED
from desk.desk import Desk
from register.connection import Pool
from release.rehearsal.time_skipping import VirtualTime
from schemas.ids import ActorRef, UpdateId, VisitId
from schemas.side_processes import SideForm, SideSubject


class Beside:
    """Raises referrals and complaints, and keeps their clocks with the visit's.

    Args:
        client: To the server.
        pool: The register.
        task_queue: Where the worker listens.
        now: The rehearsal's clock.
        patience: How long to wait for a record.
    """

    def __init__(
        self,
        client: Client,
        pool: Pool,
        *,
        task_queue: str,
        now: Callable[[], datetime],
        patience: timedelta,
    ) -> None:
        self._time = VirtualTime(client)
        self._now = now
        self._offset = timedelta(0)
        self._offsets: dict[SideSubject, timedelta] = {}
        self.desk = Desk(
            client,
            pool,
            task_queue=task_queue,
            now=now,
            offset=lambda: self._offset,
            patience=patience,
            authority=REHEARSED,
        )

    def take_up(self, subject: SideSubject, offset: timedelta) -> None:
        """Keep the clock of one that is under way, which is moved by an offset."""
        self._offsets[subject] = offset

    async def take(
        self, visit: VisitId, form: SideForm, *, actor: ActorRef, update_id: UpdateId
    ) -> None:
        """Raise what a form asks for, or bring a decision."""
        # A workflow's clock begins with the real time; this makes it the rehearsal's.
        self._offset = self._now() - datetime.now(UTC)
        receipt = await self.desk.submit(visit, form, actor=actor, update_id=update_id)
        if receipt.over:
            self._offsets.pop(receipt.subject, None)
        else:
            self._offsets.setdefault(receipt.subject, self._offset)

    async def advance_to(self, moment: datetime) -> None:
        """Move each clock to a moment; what is due on the way happens on the way."""
        for subject, offset in list(self._offsets.items()):
            handle = self.desk.handle(subject)
            virtual = await self._time.now(handle) + offset
            running = moment <= virtual or await self._time.advance(handle, moment - virtual)
            if not running:
                del self._offsets[subject]

    async def let_time_pass(self, by: timedelta) -> None:
        """Move each clock on by some time, or to its end."""
        for subject in list(self._offsets):
            if not await self._time.advance(self.desk.handle(subject), by):
                del self._offsets[subject]
