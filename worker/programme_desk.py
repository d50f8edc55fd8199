"""A programme's work goes over the desk, as a person's does."""

from datetime import UTC, datetime, timedelta

from temporalio import activity

from desk.answers import Opening
from desk.authority import PROGRAMMES_WORK
from desk.departments import Mailboxes
from desk.desk import Desk
from register.connection import Pool
from schemas import forms
from schemas.ids import ActorRef, UpdateId, VisitId
from schemas.programme.work import OpenVisitsRequest, Turn


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
        self, request: OpenVisitsRequest, turn: Turn, contacts: forms.ContactsForm | None
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
        await self._desk(request.now).open(opening, contacts, f"{request.programme}-opened")

    async def submit(
        self, visit: VisitId, form: forms.Form, actor: ActorRef, update_id: UpdateId, now: datetime
    ) -> None:
        """Bring a decision to a visit."""
        await self._desk(now).submit(visit, form, actor=actor, update_id=update_id)

    def _desk(self, now: datetime) -> Desk:
        return Desk(
            activity.client(),
            self._pool,
            task_queue=activity.info().task_queue,
            now=lambda: now,
            mailboxes=self._mailboxes,
            authority=PROGRAMMES_WORK,
        )
