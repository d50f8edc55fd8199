"""What begins beside a visit: it is given a number, and an opening remains of the form."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from activities.reference import working_calendar
from desk.intake.context import Intake, intake_of, taken_in
from register import side_processes, visits
from register.connection import Connection
from schemas.base import Model
from schemas.ids import ActorRef, UpdateId, VisitId
from schemas.personal import Person
from schemas.side_processes import SideOpening, SideOpeningForm
from schemas.state import VisitState

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Raising(Intake):
    """A form on its way to an opening.

    Attributes:
        common: What its opening has in common with every other.
        beside: The visit, as recorded.
        today: In London.
    """

    common: SideOpening
    beside: VisitState
    today: date

    # `Any`: each value is checked against the opening's own field.
    def message(self, kind: type[M], /, **values: Any) -> M:  # noqa: ANN401
        """An opening with these values."""
        return kind.model_validate({**dict(self.common), **values})


async def to_opening(  # noqa: PLR0913 - all but what is raised by name
    connection: Connection,
    visit: VisitId,
    form: SideOpeningForm,
    actor: ActorRef,
    *,
    asked_as: UpdateId,
    today: date,
    clock_offset: timedelta,
) -> SideOpening:
    """Give out a number, keep a form's content and give the opening that remains.

    Args:
        connection: In a transaction.
        visit: Beside which visit.
        form: As filled in.
        actor: Who filled it in.
        asked_as: The id of the request; the same one has the same number.
        today: In London.
        clock_offset: Of the new process; zero outside rehearsals.

    Raises:
        UnknownVisit: There is no such visit.
        UnknownArea: No area has that code.
        Refused: There are words about a concern.
    """
    state = await visits.require(connection, visit)
    subject = await side_processes.reserve(connection, visit, form.kind, asked_as)
    intake = await intake_of(connection, visit, form, actor, _no_mailbox)
    common = SideOpening(
        subject=subject,
        visit_id=visit,
        programme=state.programme,
        actor=actor,
        reason=intake.reason,
        calendar=working_calendar(today),
        policy=state.policy,
        clock_offset=clock_offset,
    )
    raising = Raising(connection, visit, actor, intake.reason, _no_mailbox, common, state, today)
    opening = await taken_in(form, raising)
    if not isinstance(opening, SideOpening):
        raise TypeError(f"{type(form).__name__} raises nothing")
    return opening


def _no_mailbox() -> tuple[Person, ...]:
    """Nothing of what begins beside a visit goes to a department."""
    return ()
