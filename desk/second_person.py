"""Decisions that two people take: the first decides, and the second, having signed in, confirms.

Both fill in the same form. What the first decided waits in the register, and is no decision yet;
with the second it is brought, in the first one's name and with the second's.
"""

from typing import NamedTuple

from pydantic import ValidationError

from desk.authority import Authority
from register import second_persons
from register.connection import Connection
from rules.permissions import Deed
from rules.refusals import RefusalCode, Refused
from schemas.forms import Form, OverrideForm
from schemas.ids import ActorRef
from schemas.messages import OverrideConflict
from schemas.report.forms import SignForm

_OVERRIDE = "override"


class Joined(NamedTuple):
    """A form as it is brought, and who decided first."""

    form: Form
    actor: ActorRef


class WaitsForSecond(Refused):
    """It is kept, and not recorded: somebody else must confirm it.

    Args:
        form: As the first filled it in.
        about: Whom or what it is about.
    """

    def __init__(self, form: OverrideForm, subject: str, actor: ActorRef) -> None:
        super().__init__(
            RefusalCode.SECOND_PERSON,
            f"Not recorded yet: it needs a second person. A senior manager other than {actor} "
            f"signs in and does the same within 30 days (`visits override {subject} "
            f"{form.inspector}`); then it is recorded with the reason that you gave.",
        )
        self.form = form
        self.subject = subject
        self.actor = actor

    async def keep(self, connection: Connection) -> None:
        """Keep what the first decided, for the second."""
        await second_persons.ask(
            connection,
            self.subject,
            _OVERRIDE,
            self.form.inspector,
            self.actor,
            self.form.model_dump_json(),
        )


async def joined(
    connection: Connection, authority: Authority, subject: str, form: Form, actor: ActorRef
) -> Joined:
    """A form with what two people must say of it.

    Args:
        connection: In a transaction.
        authority: Who may decide what.
        subject: About which process.
        form: As filled in.
        actor: Who filled it in.

    Raises:
        WaitsForSecond: They are the first, and another must confirm it.
        Refused: They may not, or named the second themselves.
    """
    if isinstance(form, SignForm):
        return Joined(await _with_name(connection, authority, form, actor), actor)
    if not isinstance(form, OverrideForm) or not authority.knows_people:
        return Joined(form, actor)
    if form.seconder is not None:
        raise Refused(
            RefusalCode.SECOND_PERSON,
            "The conflict was not overridden: a second person is not named by the first. They "
            "sign in and do the same; leave the name out.",
        )
    waits = await second_persons.asked(connection, subject, _OVERRIDE, form.inspector)
    if waits is None or waits.actor == actor:
        if form.reason is None:
            raise Refused(
                RefusalCode.REASON_MISSING,
                "The conflict was not overridden: a reason is needed; give it with `--reason`.",
            )
        await authority.require(connection, actor, OverrideConflict, subject)
        raise WaitsForSecond(form, subject, actor)
    await authority.require(connection, actor, Deed.SECOND_AN_OVERRIDE, subject)
    await second_persons.settle(connection, subject, _OVERRIDE, form.inspector)
    try:
        first = OverrideForm.model_validate_json(waits.form)
    except ValidationError:
        raise Refused(
            RefusalCode.SECOND_PERSON,
            f"The conflict was not overridden: what {waits.actor} decided is kept, and cannot be "
            "read any more. They decide it again, and then you.",
        ) from None
    return Joined(first.model_copy(update={"seconder": actor}), waits.actor)


async def _with_name(
    connection: Connection, authority: Authority, form: SignForm, actor: ActorRef
) -> SignForm:
    """A signature bears the name of whoever has signed in, and no other."""
    known = await authority.name_of(connection, actor)
    name = known or form.signatory.name
    if name is None:
        raise Refused(
            RefusalCode.WRONG_PERSON,
            "The report was not signed: nobody knows by what name; whoever signs has signed in.",
        )
    return form.model_copy(update={"signatory": form.signatory.model_copy(update={"name": name})})
