"""Takes in what was decided: its content is kept, and it is checked against what is recorded.

All of it in a transaction of the register. The desk commits it and tells the process; whoever only
looks rolls it back, and is told what would have followed. Temporal is not asked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from activities.reference import working_calendar
from activities.spans import span
from desk.answers import Opening
from desk.authority import Authority, require_coordinators
from desk.clock import Clock
from desk.departments import Mailboxes
from desk.intake import to_message, to_opening
from desk.made_up_ids import require_nameless_ids
from desk.processes import process_of, visits_process_of
from desk.second_person import WaitsForSecond, joined
from desk.terms import terms_for
from desk.visit_area import area_to_visit
from register import brought, content, visits
from register.connection import Connection
from register.streams import side_process_of
from rules.decide.opening import check_opening
from rules.decide.reopening import EARLY, opening_again
from rules.foreseen import Foreseen, foresee, foresee_opening, foresee_side
from rules.refusals import RefusalCode, Refused
from rules.zones import london_date
from schemas import messages
from schemas.areas import LocalArea
from schemas.base import Model
from schemas.forms.form import Form, VisitForm
from schemas.forms.letters import ContactsForm
from schemas.ids import SYSTEM, ActorRef, UpdateId, VisitId, visit_id
from schemas.personal import Reason
from schemas.side_processes import SideOpening, SideOpeningForm
from schemas.state import VisitState
from schemas.streams import partition_of
from schemas.values import ContentKind, Stage
from schemas.working_calendar import WorkingCalendar


class TakenIn(NamedTuple):
    """A decision that its process would take.

    Attributes:
        message: What the process is told.
        foreseen: What would come of it.
    """

    message: Model
    foreseen: Foreseen


class Admitted(NamedTuple):
    """A visit that can be opened, or is open.

    Attributes:
        message: How it is opened.
        known: It as recorded, if it is.
        decision: That brings its contacts, if there are any.
        foreseen: What would come of it.
    """

    message: messages.OpenVisit
    known: VisitState | None
    decision: messages.Decision | None
    foreseen: Foreseen


class Begun(NamedTuple):
    """Something that can begin beside a visit.

    Attributes:
        opening: How it is opened.
        foreseen: What would come of it.
    """

    opening: SideOpening
    foreseen: Foreseen


@dataclass(frozen=True)
class TakingIn:
    """What forms are taken in with.

    Attributes:
        clock: That decisions are checked against.
        offset: What the clock of a new process beside a visit is moved by.
        mailboxes: Where agreed notes go.
        authority: Who may decide what.
    """

    clock: Clock
    offset: Callable[[], timedelta]
    mailboxes: Mailboxes
    authority: Authority

    async def decision(
        self,
        connection: Connection,
        subject: str,
        form: Form,
        actor: ActorRef,
        update_id: UpdateId,
    ) -> TakenIn:
        """Keep a form's content only if the process, as recorded, would take the decision.

        Args:
            connection: In a transaction.
            subject: Of the process.
            form: As filled in.
            actor: Who filled it in.
            update_id: Of the decision.

        Raises:
            Refused: It would not, or the actor may not; the transaction is to be rolled back.
        """
        visit = partition_of(subject)
        await brought.keep(connection, subject, update_id, form)
        kind = (visits_process_of if isinstance(form, VisitForm) else process_of)(subject)
        check = await kind.check(connection, subject, await self.clock(connection))
        try:
            form, actor = await joined(connection, self.authority, subject, form, actor)
        except WaitsForSecond as waits:
            whoever = waits.form.model_copy(update={"seconder": SYSTEM})
            await check(await to_message(connection, visit, whoever, actor, self.mailboxes))
            raise
        with span("keep content"):
            message = await to_message(connection, visit, form, actor, self.mailboxes)
        await self.authority.require(connection, actor, message, subject)
        if isinstance(message, messages.HandOverVisit):
            await require_coordinators(connection, self.authority, [message.to])
        with span("check"):
            foreseen = await check(message)
        await require_nameless_ids(
            connection,
            visit,
            [actor, update_id],
            message=message,
            state=await visits.load(connection, visit),
        )
        return TakenIn(message, foreseen)

    async def opening(
        self,
        connection: Connection,
        message: messages.OpenVisit,
        contacts: ContactsForm | None,
        update_id: UpdateId,
        reason: str | None = None,
    ) -> Admitted:
        """Keep the contacts only if the visit can be opened, or is open, and would take them.

        Those that are recorded already bring no decision: to open again changes nothing.

        Args:
            connection: In a transaction.
            message: How it is opened.
            contacts: Whom to write to.
            update_id: Of the opening.
            reason: Why it is opened for these days; it is kept.

        Raises:
            Refused: The day will not do, the contacts will not, or the visit is over.
        """
        now = await self.clock(connection)
        visit = message.visit_id
        await self.authority.require(connection, message.actor, message, visit)
        calendar = working_calendar(message.day_one)
        known: VisitState | None = await visits.load(connection, visit)
        if known is None:
            self.mailboxes()  # a visit whose note could go nowhere is not begun
            message = await self._in_term(connection, message, calendar, reason, now)
        elif known.stage is Stage.ENDED:
            raise over(visit, again=known.outcome in EARLY)
        decision = None
        if contacts is not None:
            decision = await self._contacts(connection, message, contacts, update_id, known)
        if known is None:
            fetched = messages.CalendarFetched(calendar=calendar)
            foreseen = foresee_opening(message, decision, fetched, now)
        else:
            foreseen = foresee(known, decision, now) if decision else Foreseen(known, ())
        await require_nameless_ids(
            connection,
            visit,
            [message.programme, message.actor, update_id],
            message=decision,
            state=known,
        )
        return Admitted(message, known, decision, foreseen)

    async def _contacts(
        self,
        connection: Connection,
        message: messages.OpenVisit,
        contacts: ContactsForm,
        update_id: UpdateId,
        known: VisitState | None,
    ) -> messages.RecordContacts | None:
        """Keep contacts; `None`, and nothing is kept, where they are those that are recorded.

        An id that was brought before stays the decision that it was, so that it has its receipt.
        """
        visit = message.visit_id
        again = known is not None and not await brought.is_known(connection, visit, update_id)
        kept = connection.transaction()
        await kept.start()
        await brought.keep(connection, visit, update_id, contacts)
        told = await to_message(connection, visit, contacts, message.actor, self.mailboxes)
        assert isinstance(told, messages.RecordContacts)  # noqa: S101 - contacts make no other
        if again and known is not None and _stand(known, told):
            await kept.rollback()
            return None
        await kept.commit()
        return told

    async def _in_term(
        self,
        connection: Connection,
        message: messages.OpenVisit,
        calendar: WorkingCalendar,
        reason: str | None,
        now: datetime,
    ) -> messages.OpenVisit:
        """The opening with its reason, and whether its days are out of term.

        Raises:
            Refused: The day will not do, or is out of term and nobody said why.
        """
        if reason is not None:
            kept = await content.keep(
                connection, message.visit_id, ContentKind.REASON, Reason(text=reason)
            )
            message = message.model_copy(update={"reason": kept})
        terms = await terms_for(connection, message.area, message.day_one)
        outside = check_opening(message, calendar, now, terms)
        return message.model_copy(update={"out_of_term": outside})

    async def beginning(
        self,
        connection: Connection,
        visit: VisitId,
        form: SideOpeningForm,
        actor: ActorRef,
        update_id: UpdateId,
    ) -> Begun:
        """Give out a number for what begins beside a visit, and keep a form's content.

        Raises:
            UnknownVisit: There is no such visit.
            UnknownArea: No area has that code.
            Refused: There are words about a concern.
        """
        now = await self.clock(connection)
        await brought.keep(connection, f"{visit}/{type(form).__name__}", update_id, form)
        opening = await to_opening(
            connection,
            visit,
            form,
            actor,
            asked_as=update_id,
            today=london_date(now),
            clock_offset=self.offset(),
        )
        await self.authority.require(connection, actor, opening, visit)
        await require_nameless_ids(connection, visit, [actor, update_id])
        kind = side_process_of(opening.subject)
        return Begun(opening, foresee_side(kind, opening, None, None, now))


def _stand(known: VisitState, told: messages.RecordContacts) -> bool:
    """Whether just these are recorded, as they are reached now."""
    return not told.corrected and set(told.contacts) == set(known.contacts)


def over(visit: VisitId, *, again: bool = False) -> Refused:
    """The refusal to open a visit that is over; whether another can be opened in its place."""
    instead = "; `visits open` with --again opens another" if again else ""
    return Refused(
        RefusalCode.ALREADY_DONE,
        f"Visit {visit} is over; an area is visited once in a programme{instead}.",
    )


async def to_open(connection: Connection, opening: Opening) -> tuple[messages.OpenVisit, LocalArea]:
    """How a visit is opened, by what a coordinator said, and to which area.

    Raises:
        UnknownArea: No area has that code.
        AreaNotThen: The area does not exist on the two days.
        Refused: It cannot be visited again.
    """
    area = area_to_visit(opening.area, opening.day_one)
    message = messages.OpenVisit(
        visit_id=visit_id(opening.programme, area.gss_code),
        programme=opening.programme,
        area=area.gss_code,
        region=area.region,
        council_type=area.council_type,
        area_name=area.name,
        day_one=opening.day_one,
        actor=opening.actor,
        policy=opening.policy,
        clock_offset=opening.clock_offset,
    )
    if opening.again:
        latest = await visits.latest(connection, message.visit_id)
        message = opening_again(message, latest) if latest else message
    return message, area
