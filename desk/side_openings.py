"""Begins what lives beside a visit: each once, however often the same request comes."""

from desk.answers import KeptForLater
from desk.means import Means
from desk.processes import process_of
from desk.run_start import begin_run
from desk.sending import Sending
from register import related
from register.streams import side_process_of
from schemas.ids import ActorRef, UpdateId, VisitId
from schemas.side_processes import SideOpeningForm, SideReceipt, SideState, workflow_id
from workflows.side_wording import side_static_summary


class SideOpenings:
    """Begins processes beside visits.

    Args:
        means: The servers, the clock and the settings.
        sending: The way to Temporal.
    """

    def __init__(self, means: Means, sending: Sending) -> None:
        self._means = means
        self._sending = sending

    async def begin(
        self, visit: VisitId, form: SideOpeningForm, actor: ActorRef, update_id: UpdateId
    ) -> SideReceipt:
        """Begin a process beside a visit; the same id is the same one."""
        async with self._means.pool.acquire() as connection, connection.transaction():
            opening, _ = await self._means.taking_in.beginning(
                connection, visit, form, actor, update_id
            )
            start = side_process_of(opening.subject).start(opening=opening)
            await self._sending.keep(connection, opening.subject, update_id, start)
        if self._means.away:
            raise KeptForLater(visit, update_id)
        subject = opening.subject
        process = side_process_of(subject)
        await begin_run(
            self._means,
            process_of(subject).name,
            start,
            run_id=workflow_id(subject),
            summary=side_static_summary(process, opening),
            called=visit,
            update_id=update_id,
        )
        state: SideState = await self._sending.known(
            visit, update_id, lambda connection: related.load(connection, subject)
        )
        return process.receipt(state, state.sequence, recorded=True)
