"""What taking in a form needs, and the two ways to do it: copied, or by a function of its own."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from desk.departments import Mailboxes
from register import content
from register.connection import Connection
from schemas.base import Model
from schemas.content import ContentRef
from schemas.forms.form import Form, messages_of
from schemas.ids import ActorRef, VisitId
from schemas.personal import Personal, Reason
from schemas.values import ContentKind

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Intake:
    """A form on its way: whose visit, who filled it in, and where content goes.

    Attributes:
        connection: In a transaction.
        visit: Whose.
        actor: Who filled it in.
        reason: Why, if they said so.
        mailboxes: Where agreed notes go.
    """

    connection: Connection
    visit: VisitId
    actor: ActorRef
    reason: ContentRef | None
    mailboxes: Mailboxes

    async def keep(self, kind: ContentKind, body: Personal) -> ContentRef:
        """Put content into the register."""
        return await content.keep(self.connection, self.visit, kind, body)

    # `Any`: each value is checked against the message's own field.
    def message(self, kind: type[M], /, **values: Any) -> M:  # noqa: ANN401
        """A message of who filled the form in, for the reason they gave, with these values."""
        return kind.model_validate({**values, "actor": self.actor, "reason": self.reason})

    def copied(self, form: Form, kind: type[M], **values: Any) -> M:  # noqa: ANN401
        """The message that says what the form says, field by field; given values come first."""
        told = {
            name: value
            for name, value in form.model_dump().items()
            if name in kind.model_fields and name != "reason"
        }
        return self.message(kind, **{**told, **values})


async def intake_of(
    connection: Connection, visit: VisitId, form: Form, actor: ActorRef, mailboxes: Mailboxes
) -> Intake:
    """What a form is taken in with; the reason given with it is kept."""
    reason = (
        await content.keep(connection, visit, ContentKind.REASON, Reason(text=form.reason))
        if form.reason
        else None
    )
    return Intake(connection, visit, actor, reason, mailboxes)


F = TypeVar("F", bound=Form)
IntakeT = TypeVar("IntakeT", bound=Intake)

# `Any`: each function takes its own form, and what that is taken in with; the key beside it is that
# form's type.
ToMessage: TypeAlias = Callable[[Any, Any], Awaitable[Model]]

BY_FUNCTION: dict[type[Form], ToMessage] = {}
"""The forms of which something is put into the register or worked out."""


def takes_in(
    form: type[F],
) -> Callable[[Callable[[F, IntakeT], Awaitable[M]]], Callable[[F, IntakeT], Awaitable[M]]]:
    """Let a function make the message of a form, where copying its fields will not do."""

    def register(
        function: Callable[[F, IntakeT], Awaitable[M]],
    ) -> Callable[[F, IntakeT], Awaitable[M]]:
        BY_FUNCTION[form] = function
        return function

    return register


async def taken_in(form: Form, intake: Intake) -> Model:
    """The message that remains of a form."""
    function = BY_FUNCTION.get(type(form))
    if function is not None:
        return await function(form, intake)
    (message,) = messages_of(type(form))
    return intake.copied(form, message)
