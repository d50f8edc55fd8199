"""What begins beside a visit: it is given a number, and an opening remains of the form.

Most forms say what their opening says, and are copied. A function, in the module of its kind, stays
where something is put into the register or worked out.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeAlias, TypeVar

from activities.reference import working_calendar
from desk.intake.context import Intake, intake_of
from register import side_processes, visits
from register.connection import Connection
from schemas.forms import messages_of
from schemas.ids import ActorRef, UpdateId, VisitId
from schemas.side_processes import SideOpening, SideOpeningForm
from schemas.state import VisitState

OpeningT = TypeVar("OpeningT", bound=SideOpening)
FormT = TypeVar("FormT", bound=SideOpeningForm)


@dataclass(frozen=True)
class Raising:
    """A form on its way to an opening.

    Attributes:
        intake: Where its content goes.
        common: What its opening has in common with every other.
        visit: Beside which visit, as recorded.
        today: In London.
    """

    intake: Intake
    common: SideOpening
    visit: VisitState
    today: date

    # `Any`: each value is checked against the opening's own field.
    def opening(self, kind: type[OpeningT], **values: Any) -> OpeningT:  # noqa: ANN401
        """An opening with these values."""
        return kind.model_validate({**dict(self.common), **values})


# `Any`: each function takes its own form; the key beside it is that form's type.
ToOpening: TypeAlias = Callable[[Any, Raising], Awaitable[SideOpening]]

BY_FUNCTION: dict[type[SideOpeningForm], ToOpening] = {}
"""The forms of which something is put into the register or worked out."""


def raises(
    form: type[FormT],
) -> Callable[
    [Callable[[FormT, Raising], Awaitable[OpeningT]]],
    Callable[[FormT, Raising], Awaitable[OpeningT]],
]:
    """Let a function make the opening of a form, where copying its fields will not do."""

    def register(
        function: Callable[[FormT, Raising], Awaitable[OpeningT]],
    ) -> Callable[[FormT, Raising], Awaitable[OpeningT]]:
        BY_FUNCTION[form] = function
        return function

    return register


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
    intake = await intake_of(connection, visit, form, actor)
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
    raising = Raising(intake, common, state, today)
    function = BY_FUNCTION.get(type(form))
    if function is not None:
        return await function(form, raising)
    (kind,) = messages_of(type(form))
    if not issubclass(kind, SideOpening):
        raise TypeError(f"{kind.__name__} begins nothing beside a visit")
    said = {name: value for name, value in form.model_dump().items() if name != "reason"}
    return raising.opening(kind, **said)
