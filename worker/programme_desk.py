"""A programme's work goes over the desk, as a person's does; it has a mandate, and no key."""

from datetime import UTC, datetime, timedelta

from temporalio import activity

from activities.programme import Behalf
from desk.answers import Opening
from desk.authority import PROGRAMMES_WORK
from desk.departments import Mailboxes
from desk.desk import Desk
from desk.signing import Mandated
from register import brought
from register.connection import Pool
from schemas.forms.form import Form
from schemas.forms.letters import ContactsForm
from schemas.ids import VisitId
from schemas.programme.work import OpenVisitsRequest, Turn
from schemas.proofs import Mandate


class ProgrammeDesk:
    """Brings openings and decisions from within an activity.

    Args:
        pool: The register.
        mailboxes: Where agreed notes go.
    """

    def __init__(self, pool: Pool, mailboxes: Mailboxes) -> None:
        self._pool = pool
        self._mailboxes = mailboxes

    async def open(
        self,
        request: OpenVisitsRequest,
        turn: Turn,
        contacts: ContactsForm | None,
        mandate: Mandate,
    ) -> None:
        """Open a visit, with its contacts if they are known."""
        # Each workflow has a virtual clock of its own, which starts at the real time.
        offset = request.now - datetime.now(UTC) if request.rehearsed else timedelta(0)
        opening = Opening(
            area=turn.planned.area,
            day_one=turn.planned.day_one,
            programme=request.programme,
            actor=turn.coordinator,
            policy=request.policy,
            clock_offset=offset,
        )
        await self._desk(request.now, mandate).open(
            opening, contacts, f"{request.programme}-opened"
        )

    async def submit(self, visit: VisitId, form: Form, behalf: Behalf) -> None:
        """Bring a decision to a visit."""
        desk = self._desk(behalf.now, behalf.mandate)
        await desk.submit(visit, form, actor=behalf.actor, update_id=behalf.update_id)

    async def has_taken(self, visit: VisitId, behalf: Behalf) -> bool:
        """Whether a visit has taken a decision before, e.g. when a worker died over the others."""
        async with self._pool.acquire() as connection:
            if not await brought.is_known(connection, visit, behalf.update_id):
                return False
        desk = self._desk(behalf.now, behalf.mandate)
        return await desk.receipt(visit, behalf.update_id) is not None

    def _desk(self, now: datetime, mandate: Mandate) -> Desk:
        return Desk(
            activity.client(),
            self._pool,
            task_queue=activity.info().task_queue,
            now=lambda: now,
            mailboxes=self._mailboxes,
            authority=PROGRAMMES_WORK,
            signer=Mandated(mandate),
        )
