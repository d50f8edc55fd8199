"""Decisions that two people take: the first decides, and the second, having signed in, confirms.

Both fill in the same form. What the first decided waits in the register, and is no decision yet;
with the second it is brought, in the first one's name and with the second's. If the conflict, the
area or the days have changed meanwhile, it is not the same any more, and the second is the first.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple, TypeAlias

from pydantic import ValidationError

from desk.authority import Authority, ByRegister
from register import second_persons, visits
from register.connection import Connection
from rules.decide.stages import require_open
from rules.permissions import Deed
from rules.reasons import require_reason
from rules.refusals import RefusalCode, Refused
from schemas.forms.form import Form
from schemas.forms.team import OverrideForm
from schemas.ids import ActorRef, PersonRef, VisitId
from schemas.messages import OverrideConflict
from schemas.report.forms import SignForm
from schemas.state import VisitState

Grounds: TypeAlias = dict[str, list[str]]

_OVERRIDE = "override"
_GROUNDS: Final = "grounds"
"""Beside the fields of the form, where it is kept."""


class Joined(NamedTuple):
    """A form as it is brought, and who decided first."""

    form: Form
    actor: ActorRef


class WaitsForSecond(Refused):
    """It is kept, and not recorded: somebody else must confirm it.

    Args:
        form: As the first filled it in.
        subject: About which visit.
        actor: Who did.
        grounds: On what grounds they decided.
        void: Why what somebody else decided before counts no more, as a clause.
    """

    def __init__(
        self,
        form: OverrideForm,
        subject: str,
        actor: ActorRef,
        grounds: Grounds,
        void: str | None = None,
    ) -> None:
        before = f"{void}. It" if void else "it"
        super().__init__(
            RefusalCode.SECOND_PERSON,
            f"Not recorded yet: {before} needs a second person. A senior manager other than "
            f"{actor} signs in and does the same within 30 days (`visits override {subject} "
            f"{form.inspector}`); then it is recorded with the reason that you gave.",
        )
        self.form = form
        self.subject = subject
        self.actor = actor
        self._grounds = grounds

    async def keep(self, connection: Connection) -> None:
        """Keep what the first decided, for the second."""
        await second_persons.ask(
            connection,
            self.subject,
            _OVERRIDE,
            self.form.inspector,
            self.actor,
            json.dumps({**self.form.model_dump(mode="json"), _GROUNDS: self._grounds}),
        )


async def to_be_confirmed(
    connection: Connection,
    waiting: Sequence[second_persons.Waiting],
    visits: Mapping[VisitId, VisitState],
    now: datetime,
) -> list[second_persons.Waiting]:
    """What of all that waits can still be confirmed, in the same order.

    Args:
        connection: Any.
        waiting: What the first decided.
        visits: The visits that the register knows.
        now: The moment, aware.
    """
    return [
        one
        for one in waiting
        if _is_open(visits.get(one.subject), one, now)
        and await _may_decide(connection, ByRegister(), one.actor, one.subject)
    ]


async def _may_decide(
    connection: Connection, authority: Authority, actor: ActorRef, subject: str
) -> bool:
    """Whether somebody still may decide what they decided first."""
    try:
        await authority.require(connection, actor, OverrideConflict, subject)
    except Refused:
        return False
    return True


def _is_open(state: VisitState | None, waiting: second_persons.Waiting, now: datetime) -> bool:
    if state is None or waiting.about in state.overridden:
        return False
    try:
        require_open(state, OverrideConflict, now)
    except Refused:
        return False
    return _stands(waiting.form, _grounds(state, waiting.about))


def _grounds(state: VisitState | None, inspector: PersonRef) -> Grounds:
    """What an override is decided for: the conflicts that were declared, the area, the days."""
    if state is None:
        return {}
    declared = {one.inspector: one.conflicts for one in state.declarations}
    first = state.days.day_one if state.days else state.day_one
    return {
        "conflicts": sorted(declared.get(inspector, ())),
        "area": sorted(contact.ref for contact in state.contacts),
        "days": [first.isoformat()],
    }


def _stands(kept: str, grounds: Grounds) -> bool:
    """Whether it was decided on these grounds; an earlier release kept none."""
    before = json.loads(kept).get(_GROUNDS)
    return before is None or before == grounds


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
    grounds = _grounds(await visits.load(connection, subject), form.inspector)
    waits = await second_persons.asked(connection, subject, _OVERRIDE, form.inspector)
    void = None
    if waits is not None and waits.actor != actor:
        void = await _why_void(connection, authority, subject, waits, grounds)
        waits = None if void else waits
    if waits is None or waits.actor == actor:
        require_reason("The conflict was not overridden", form.reason)
        await authority.require(connection, actor, OverrideConflict, subject)
        raise WaitsForSecond(form, subject, actor, grounds, void)
    await authority.require(connection, actor, Deed.SECOND_AN_OVERRIDE, subject)
    await second_persons.settle(connection, subject, _OVERRIDE, form.inspector)
    told = json.loads(waits.form)
    told.pop(_GROUNDS, None)
    try:
        first = OverrideForm.model_validate(told)
    except ValidationError:
        raise Refused(
            RefusalCode.SECOND_PERSON,
            f"The conflict was not overridden: what {waits.actor} decided is kept, and cannot be "
            "read any more. They decide it again, and then you.",
        ) from None
    return Joined(first.model_copy(update={"seconder": actor}), waits.actor)


async def told_of_the_first(
    connection: Connection, subject: str, form: Form, actor: ActorRef
) -> tuple[str, ...]:
    """What the second reads before they confirm: who decided first, and why.

    Args:
        connection: Any, before the two are joined.
        subject: About which process.
        form: As the second filled it in.
        actor: They.
    """
    if not isinstance(form, OverrideForm):
        return ()
    waits = await second_persons.asked(connection, subject, _OVERRIDE, form.inspector)
    if waits is None or waits.actor == actor:
        return ()
    reason = json.loads(waits.form).get("reason")
    return (f"This confirms what {waits.actor} decided first, for this reason: {reason}",)


async def _why_void(
    connection: Connection,
    authority: Authority,
    subject: str,
    waits: second_persons.Asked,
    grounds: Grounds,
) -> str | None:
    """Why what somebody decided first counts no more, as a clause; `None` while it does."""
    if not _stands(waits.form, grounds):
        return (
            f"what {waits.actor} decided was about the conflict, the area and the days as they "
            "were, and stands no more"
        )
    if not await _may_decide(connection, authority, waits.actor, subject):
        return f"{waits.actor}, who decided first, may not any more"
    return None


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
