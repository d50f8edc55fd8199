"""The desk: opens processes and brings people's decisions to them.

A form's content goes into the register first; the process is told a reference. Everything here may
be repeated: content is kept by version and digest, a process is opened once, and an update with
the same id is one update.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, overload

from temporalio.client import Client, WorkflowHandle

from activities.sender import EXAMPLE, Sender
from activities.spans import span
from desk.answers import KeptForLater, NotConfirmed, Opening
from desk.authority import Authority, SentAgain, Unasked
from desk.by_record import receipt_by_record
from desk.clock import kept_by, the_registers
from desk.confirming import require_nothing_unsaid
from desk.departments import EXAMPLES, Mailboxes
from desk.hearing import may_hear, require_hearing
from desk.means import Means
from desk.openings import Openings
from desk.preview import Preview
from desk.processes import process_of
from desk.receipt_letters import with_letters
from desk.receipts import AnyReceipt
from desk.refused import refusals_counted
from desk.second_person import WaitsForSecond
from desk.sending import Sending
from desk.side_openings import SideOpenings
from desk.signing import Signs, own_signer
from desk.taking_in import TakingIn
from register import brought, decisions, inbox, log, visits
from register.connection import Pool
from rules.next_action import receipt
from rules.refusals import Refused
from schemas.base import Model
from schemas.events.visit import Opened
from schemas.forms.form import Form, VisitForm, messages_of
from schemas.forms.letters import ContactsForm
from schemas.ids import ActorRef, UpdateId, VisitId
from schemas.personal import Person
from schemas.programme import ProgrammeReceipt
from schemas.programme.forms import ProgrammeForm
from schemas.proofs import Proof
from schemas.report.forms import ReportForm
from schemas.report.state import ReportReceipt
from schemas.side_processes import SideForm, SideOpeningForm, SideReceipt, workflow_id
from schemas.state import Receipt, VisitState
from schemas.streams import partition_of

if TYPE_CHECKING:
    from desk.previews import Previews
    from desk.programme_openings import ProgrammeOpening
    from desk.report_openings import ReportOpening

PATIENCE = timedelta(seconds=10)
"""How long a person waits for a decision to be recorded before being told how to ask again."""


def _examples() -> tuple[Person, ...]:
    return EXAMPLES


def _no_offset() -> timedelta:
    return timedelta(0)


class Desk:
    """Brings openings and decisions to visits, and to what lives beside them.

    Args:
        client: Temporal.
        pool: The register.
        task_queue: Where workers listen.
        now: The clock decisions are checked against before they are sent; the register's if not
            given, whatever the clock of this machine says.
        offset: What the clock of a new process beside a visit is moved by; only a rehearsal moves
            any.
        mailboxes: Where agreed notes go; by default example addresses, which nobody has.
        patience: How long to wait for a record.
        away: Whether Temporal does not answer: what is brought is then kept for later.
        sender: Whom the letters come from that are looked at.
        authority: Who may decide what; every door asks the register (`desk.authority.ByRegister`).
        signer: Signs what was decided; by default with a key that only workers of this process
            take.
    """

    def __init__(  # noqa: PLR0913 - all but the servers by name
        self,
        client: Client,
        pool: Pool,
        *,
        task_queue: str,
        now: Callable[[], datetime] | None = None,
        offset: Callable[[], timedelta] = _no_offset,
        mailboxes: Mailboxes = _examples,
        patience: timedelta = PATIENCE,
        away: bool = False,
        sender: Sender = EXAMPLE,
        authority: Authority | None = None,
        signer: Signs | None = None,
    ) -> None:
        self._means = Means(
            client=client,
            pool=pool,
            task_queue=task_queue,
            taking_in=TakingIn(
                kept_by(now) if now else the_registers, offset, mailboxes, authority or Unasked()
            ),
            patience=patience,
            away=away,
            signer=signer or own_signer(),
        )
        self._sending = Sending(self._means)
        self._openings = Openings(self._means, self._sending)
        self._side_openings = SideOpenings(self._means, self._sending)
        self._sender = sender

    # `Any`: what a run gives goes with the kind of the process.
    def handle(self, subject: str) -> WorkflowHandle[Any, Any]:
        """The run of a process in Temporal: of a visit by its id, of what is beside it by name."""
        run = process_of(subject).workflow.run
        return self._means.client.get_workflow_handle_for(run, workflow_id(subject))

    async def open(
        self,
        opening: Opening,
        contacts: ContactsForm | None,
        update_id: UpdateId,
        *,
        repeated: bool | None = None,
        confirmed: bool = True,
    ) -> tuple[VisitId, Receipt | None]:
        """Open a visit, with its contacts when they are at hand; opening it again is the same.

        Args:
            opening: What to open.
            contacts: Whom to write to.
            update_id: The same id is the same decision, however often it is brought.
            repeated: Whether it may have been brought before; as for `submit`.
            confirmed: Whether it is meant with all that it brings about.

        Returns:
            Its id, and the receipt for the contacts if they were given.

        Raises:
            UnknownArea: No area has that code.
            AreaNotThen: The area does not exist on the two days.
            Refused: The day will not do, the contacts will not, or the visit is over.
            NotConfirmed: Letters would go to people outside at once; nothing has changed.
            NotYetRecorded: The record was not confirmed in time.
            NotAnswered: No worker took it.
            KeptForLater: Temporal is away.
        """
        with refusals_counted(), span("open", {"visits.decision": "OpenVisit"}):
            return await self._openings.open(
                opening, contacts, update_id, repeated=repeated, confirmed=confirmed
            )

    async def open_programme(
        self, opening: "ProgrammeOpening", update_id: UpdateId
    ) -> ProgrammeReceipt:
        """Open a programme; what it raises is told by `ProgrammeOpenings.open`."""
        # Whoever decides about visits needs no programmes.
        from desk.programme_openings import ProgrammeOpenings

        return await ProgrammeOpenings(self._means, self._sending).open(opening, update_id)

    async def open_report(self, opening: "ReportOpening", update_id: UpdateId) -> ReportReceipt:
        """Begin a report; what it raises is told by `ReportOpenings.open`."""
        from desk.report_openings import ReportOpenings

        return await ReportOpenings(self._means, self._sending).open(opening, update_id)

    @property
    def keeps_for_later(self) -> bool:
        """Whether Temporal is away, so that what is brought is kept."""
        return self._means.away

    # --- Looking first ----------------------------------------------------------------------

    async def preview_opening(self, opening: Opening, contacts: ContactsForm | None) -> Preview:
        """What `open` would do, with nothing of it recorded.

        Raises:
            Refused: As `open` would; so does whatever else `open` raises before it asks Temporal.
        """
        return await self._previews().opening(opening, contacts)

    async def preview_beginning(self, opening: "ProgrammeOpening | ReportOpening") -> Preview:
        """What opening a programme, or beginning a report, would do; nothing of it is kept.

        Raises:
            Refused: It would not; likewise what else opening it raises before it asks Temporal.
        """
        return await self._previews().beginning(opening)

    async def preview(self, visit: VisitId, form: Form, *, actor: ActorRef) -> Preview:
        """What `submit` would do, with nothing of it recorded.

        Raises:
            Refused: As `submit` would; so does whatever else `submit` raises before it asks
                Temporal.
        """
        return await self._previews().decision(visit, form, actor)

    def _previews(self) -> "Previews":
        # Whoever decides need not load what letters and documents are made with.
        from desk.previews import Previews

        return Previews(self._means.pool, self._means.taking_in, self._sender)

    # --- Deciding ---------------------------------------------------------------------------

    @overload
    async def submit(
        self,
        visit: VisitId,
        form: SideForm,
        *,
        actor: ActorRef,
        update_id: UpdateId,
        repeated: bool | None = None,
        confirmed: bool = True,
    ) -> SideReceipt: ...

    @overload
    async def submit(
        self,
        visit: VisitId,
        form: VisitForm,
        *,
        actor: ActorRef,
        update_id: UpdateId,
        repeated: bool | None = None,
        confirmed: bool = True,
    ) -> Receipt: ...

    @overload
    async def submit(
        self,
        visit: VisitId,
        form: ProgrammeForm,
        *,
        actor: ActorRef,
        update_id: UpdateId,
        repeated: bool | None = None,
        confirmed: bool = True,
    ) -> ProgrammeReceipt: ...

    @overload
    async def submit(
        self,
        visit: VisitId,
        form: ReportForm,
        *,
        actor: ActorRef,
        update_id: UpdateId,
        repeated: bool | None = None,
        confirmed: bool = True,
    ) -> ReportReceipt: ...

    @overload
    async def submit(
        self,
        visit: VisitId,
        form: Form,
        *,
        actor: ActorRef,
        update_id: UpdateId,
        repeated: bool | None = None,
        confirmed: bool = True,
    ) -> AnyReceipt: ...

    async def submit(  # noqa: PLR0913 - what goes with a decision
        self,
        visit: VisitId,
        form: Form,
        *,
        actor: ActorRef,
        update_id: UpdateId,
        repeated: bool | None = None,
        confirmed: bool = True,
    ) -> AnyReceipt:
        """Bring a decision to a visit, or to what lives beside it, and wait until it is recorded.

        Args:
            visit: Its id.
            form: What was decided, with its content.
            actor: Who decided.
            update_id: The same id is the same decision, however often it is brought.
            repeated: Whether it may have been brought before. `True`: that is looked up first, so
                that its content is not kept twice. `False`: the id is new, so nothing is looked
                up. Not known: it is looked up when the decision is refused.
            confirmed: Whether it is meant with all that it brings about.

        Raises:
            UnknownVisit: There is no such visit.
            UnknownSideProcess: The visit has no such referral or complaint.
            UnknownArea: No area has that code.
            Refused: The rules do not allow it, or the id is that of another decision; nothing has
                changed.
            NotConfirmed: It would bring about more than it says; nothing has changed.
            NotYetRecorded: It was accepted, and its record was not confirmed in time.
            NotAnswered: No worker took it.
        """
        told = {"visits.decision": type(form).__name__}
        with refusals_counted(type(form)), span("submit", told):
            return await self._submit(
                visit, form, actor, update_id, repeated=repeated, confirmed=confirmed
            )

    async def _submit(  # noqa: PLR0913 - as `submit`
        self,
        visit: VisitId,
        form: Form,
        actor: ActorRef,
        update_id: UpdateId,
        *,
        repeated: bool | None,
        confirmed: bool,
    ) -> AnyReceipt:
        if isinstance(form, SideOpeningForm):
            return await self._side_openings.begin(visit, form, actor, update_id)
        subject = form.subject(visit)
        again = SentAgain(subject, update_id, messages_of(type(form)), actor)
        if repeated is not False:
            await self._require_same(subject, update_id, form)
        await self._sending.deliver_what_waits(subject, update_id)
        if repeated and not self._means.away:
            earlier = await self._sending.earlier(subject, update_id)
            if earlier is not None:
                return await self._heard(again, earlier)
        receipt: AnyReceipt
        try:
            message, proof = await self._taken_in(
                subject, form, actor, update_id, confirmed=confirmed
            )
        except brought.IdOfAnother:
            raise
        except WaitsForSecond as waits:
            receipt = await self._earlier_or_kept(waits, subject, update_id, repeated=repeated)
            receipt = await self._heard(again, receipt)
        except (Refused, NotConfirmed) as refused:
            # A decision that was taken earlier is refused by the state it brought about.
            receipt = await self._sending.earlier_or(refused, subject, update_id, repeated=repeated)
            receipt = await self._heard(again, receipt, refused)
        else:
            if self._means.away:
                raise KeptForLater(visit, update_id)
            receipt = await self._sending.bring(subject, message, update_id, proof)
        return receipt

    async def known_visit(self, visit: VisitId) -> VisitState | None:
        """The latest visit of that name, as recorded; `None` where there is none."""
        async with self._means.pool.acquire() as connection:
            return await visits.latest(connection, visit)

    async def receipt(self, subject: str, update_id: UpdateId) -> AnyReceipt | None:
        """What a decision that was brought before is answered with; `None` if it is not known.

        Args:
            subject: Of the process.
            update_id: Of the decision.

        Raises:
            UnknownVisit: No process is called so.
            Refused: It was kept for later, and refused when it was delivered.
            KeptForLater: Temporal is away; it is delivered when that is back.
            NotYetRecorded: It was accepted, and its record was not confirmed in time.
            NotAnswered: No worker took it.
        """
        process_of(subject)
        if (known := await self._recorded(subject, update_id)) is not None:
            return known
        await self._sending.deliver_what_waits(subject, update_id)
        earlier = None if self._means.away else await self._sending.earlier(subject, update_id)
        if earlier is not None:
            return earlier
        async with self._means.pool.acquire() as connection:
            recorded = await receipt_by_record(connection, subject, update_id)
            beside = await inbox.find_beside(connection, subject, update_id)
        if recorded is None and beside is not None:
            raise beside.refused or KeptForLater(partition_of(subject), update_id)
        return recorded

    async def opened_for(self, visit: VisitId) -> date | None:
        """The day one for which a visit was opened, whichever it has now; `None` if it was not."""
        async with self._means.pool.acquire() as connection:
            first = await log.decided_with(connection, visit, 1)
        return first[0].fact.day_one if first and isinstance(first[0].fact, Opened) else None

    async def may_hear(
        self, subject: str, update_id: UpdateId, kind: type[Form], actor: ActorRef
    ) -> bool:
        """Whether somebody who sends a decision again is told that it was taken.

        Args:
            subject: Of the process.
            update_id: Of the decision.
            kind: What is filled in for it.
            actor: Who sends it.
        """
        again = SentAgain(subject, update_id, messages_of(kind), actor)
        async with self._means.pool.acquire() as connection:
            return await may_hear(connection, self._means.taking_in.authority, again)

    async def _heard(
        self,
        again: SentAgain,
        earlier: AnyReceipt,
        refused: Refused | NotConfirmed | None = None,
    ) -> AnyReceipt:
        """A receipt, for whoever may take the decision that it is for."""
        async with self._means.pool.acquire() as connection:
            authority = self._means.taking_in.authority
            await require_hearing(connection, authority, again, earlier, refused)
        return earlier

    async def _recorded(self, subject: str, update_id: UpdateId) -> Receipt | None:
        """The receipt of a visit's decision that the register knows, without asking Temporal."""
        async with self._means.pool.acquire() as connection:
            sequence = await decisions.sequence_of(connection, subject, update_id)
            state = await visits.load(connection, subject) if sequence is not None else None
            if sequence is None or state is None:
                return None
            made = receipt(state, sequence, recorded=True)
            now = await self._means.taking_in.clock(connection)
            return await with_letters(connection, subject, made, now)

    async def _earlier_or_kept(
        self, waits: WaitsForSecond, subject: str, update_id: UpdateId, *, repeated: bool | None
    ) -> AnyReceipt:
        """What was answered to the second person before; else it waits for them."""
        try:
            earlier: AnyReceipt = await self._sending.earlier_or(
                waits, subject, update_id, repeated=repeated
            )
        except WaitsForSecond:
            async with self._means.pool.acquire() as connection:
                await waits.keep(connection)
            raise
        return earlier

    async def _require_same(self, subject: str, update_id: UpdateId, form: Form) -> None:
        """Refuse an id that was given to another decision."""
        async with self._means.pool.acquire() as connection:
            await brought.require_same(connection, subject, update_id, form)

    async def _taken_in(
        self,
        subject: str,
        form: Form,
        actor: ActorRef,
        update_id: UpdateId,
        *,
        confirmed: bool,
    ) -> tuple[Model, Proof]:
        """Keep a form's content, and sign, only if the process would take the decision."""
        with span("take in") as taking_in:
            async with self._means.pool.acquire() as connection, connection.transaction():
                message, foreseen = await self._means.taking_in.decision(
                    connection, subject, form, actor, update_id
                )
                if not confirmed:
                    await require_nothing_unsaid(connection, partition_of(subject), foreseen)
                # Not before: whoever asks may have made the name up.
                taking_in.tell({"visits.stream": subject})
                return message, await self._sending.keep(connection, subject, update_id, message)
