"""Who may take a decision: asked before anything is kept, and refused in a sentence."""

from collections.abc import Collection
from typing import Final, NamedTuple, Protocol

from register import links, log, mail, reports, staff, visits
from register.connection import Connection
from rules.permissions import PERMISSIONS, Decidable, Reach, Standing, require_permission
from rules.questions import require_answer
from rules.refusals import RefusalCode, Refused
from schemas.base import Model
from schemas.ids import ActorRef, UpdateId
from schemas.incoming import MAILBOX, MailKind
from schemas.messages import DeclareConflicts, RecordDelivery
from schemas.questions import is_link
from schemas.report.messages import SignReport
from schemas.staff import Acting, StaffRole
from schemas.streams import partition_of
from schemas.values import LetterStatus


class SentAgain(NamedTuple):
    """A decision that was sent before, as it is sent again.

    Attributes:
        subject: About which process.
        update_id: Of the decision.
        decidables: What it can have become, by kind.
        actor: Who sends it again.
    """

    subject: str
    update_id: UpdateId
    decidables: Collection[Decidable]
    actor: ActorRef


class Authority(Protocol):
    """Answers who may decide what."""

    @property
    def knows_people(self) -> bool:
        """Whether whoever acts is known to be who they are."""

    async def name_of(self, connection: Connection, actor: ActorRef) -> str | None:
        """The name of whoever acts; `None` where nobody knows them."""

    async def require(
        self, connection: Connection, actor: ActorRef, decided: Model | Decidable, subject: str
    ) -> None:
        """Refuse a decision to whoever may not take it.

        Args:
            connection: To the register.
            actor: Who wants to.
            decided: What: as its process would be told it, or its kind alone.
            subject: About which process; of what does not exist yet, how it would be called.

        Raises:
            Refused: They may not; the sentence says who may.
        """

    async def require_hearing(
        self, connection: Connection, again: SentAgain, decided_by: ActorRef | None
    ) -> None:
        """Refuse the receipt of a decision, sent again, to whoever may not take the decision.

        Args:
            connection: To the register.
            again: The decision, and who sent it again.
            decided_by: Who took it, as far as that is recorded.

        Raises:
            Refused: They may not; the sentence says who may.
        """


class ByRegister:
    """The roles that the register has of whoever acts, as they stand at that moment.

    Every door's desk has this one.
    """

    knows_people = True

    async def name_of(self, connection: Connection, actor: ActorRef) -> str | None:
        """As the register has it."""
        known = await staff.find(connection, actor)
        return known.name if known is not None else None

    async def require(
        self, connection: Connection, actor: ActorRef, decided: Model | Decidable, subject: str
    ) -> None:
        """Refuse it to whoever may not, and to whom the register does not know."""
        if is_link(actor):
            await _require_link(connection, actor, decided, subject)
            return
        if actor == MAILBOX:
            await _require_come_back(connection, decided)
            return
        await _require(connection, await _known(connection, actor), decided, subject)

    async def require_hearing(
        self, connection: Connection, again: SentAgain, decided_by: ActorRef | None
    ) -> None:
        """By the roles that they have now; a link, and the mailbox, hear of what they decided."""
        if again.actor == MAILBOX:
            return  # our own reader, which asks by ids that it makes itself
        if is_link(again.actor):
            if again.update_id.startswith(f"{again.actor}-"):
                return
            raise Refused(
                RefusalCode.PERMISSION,
                "That was not recorded: a personal link gives the one answer that it was made for.",
            )
        await _require_any(connection, await _known(connection, again.actor), again, decided_by)


class ActsAs:
    """Whoever acts has certain roles, whether or not the register knows them.

    For what acts by itself on behalf of people: never for a door.

    Args:
        roles: Those.
    """

    knows_people = False

    def __init__(self, roles: Collection[StaffRole]) -> None:
        self._roles = frozenset(roles)

    async def require(
        self, connection: Connection, actor: ActorRef, decided: Model | Decidable, subject: str
    ) -> None:
        """Refuse what those roles may not."""
        await _require(connection, Acting(ref=actor, roles=self._roles), decided, subject)

    async def require_hearing(
        self, connection: Connection, again: SentAgain, decided_by: ActorRef | None
    ) -> None:
        """Likewise."""
        acting = Acting(ref=again.actor, roles=self._roles)
        await _require_any(connection, acting, again, decided_by)

    async def name_of(self, connection: Connection, actor: ActorRef) -> str | None:
        """Nobody's."""


class Unasked:
    """Nobody is asked who they are: for rehearsals, in which people are played, and for tests.

    A test of the wiring sees to it that no door has it.
    """

    knows_people = False

    async def name_of(self, connection: Connection, actor: ActorRef) -> str | None:
        """Nobody's."""

    async def require(
        self, connection: Connection, actor: ActorRef, decided: Model | Decidable, subject: str
    ) -> None:
        """Let everything be decided."""

    async def require_hearing(
        self, connection: Connection, again: SentAgain, decided_by: ActorRef | None
    ) -> None:
        """Let everything be heard."""


async def _require_link(
    connection: Connection, actor: ActorRef, decided: Model | Decidable, subject: str
) -> None:
    """Refuse whatever does not answer the question of a personal link, about its visit."""
    link = await links.find(connection, actor)
    visit = partition_of(subject)
    state = await visits.load(connection, visit)
    if link is None or state is None or visit != link.visit_id or not isinstance(decided, Model):
        raise Refused(
            RefusalCode.PERMISSION,
            "That was not recorded: a personal link answers about the one visit that it was made "
            "for.",
        )
    require_answer(link, state, decided)


async def _require_come_back(connection: Connection, decided: Model | Decidable) -> None:
    """Refuse whatever is not what a server, or Notify, just said of a letter."""
    if isinstance(decided, RecordDelivery):
        kind = _SAID.get(decided.status)
        if kind is not None and await mail.says(connection, decided.letter, kind):
            return
    raise Refused(
        RefusalCode.PERMISSION,
        "That was not recorded: whoever reads the mailbox records that a letter came back or "
        "arrived, where whoever carried it just said so, and nothing else.",
    )


_SAID: Final = {
    LetterStatus.REFUSED: MailKind.RETURNED,
    LetterStatus.DELIVERED: MailKind.ARRIVED,
}
"""By which kind of message each may be recorded."""


REHEARSED: Final = Unasked()
"""Who plays a scenario plays everybody in it, in a register that is thrown away."""

PROGRAMMES_WORK: Final = ActsAs({StaffRole.COORDINATOR})
"""A programme opens and steers its visits as those who steer it: they decided that it does."""


async def require_coordinators(
    connection: Connection, authority: Authority, refs: Collection[ActorRef]
) -> None:
    """Refuse whoever is to look after visits and is no coordinator.

    Args:
        connection: To the register.
        authority: Whether people are known at all.
        refs: Who are to.

    Raises:
        Refused: One of them is none.
    """
    if not authority.knows_people:
        return
    for ref in refs:
        known = await staff.acting(connection, ref)
        if known is None or StaffRole.COORDINATOR not in known.roles:
            there = [
                one.ref
                for one in await staff.everybody(connection)
                if StaffRole.COORDINATOR in one.roles and one.ended_at is None
            ]
            raise Refused(
                RefusalCode.WRONG_PERSON,
                f"That was not recorded: {ref} is no coordinator, so nobody would look after the "
                f"visit. Coordinators are {', '.join(there) or 'not there yet'}.",
            )


async def _known(connection: Connection, actor: ActorRef) -> Acting:
    acting = await staff.acting(connection, actor)
    if acting is None:
        raise Refused(
            RefusalCode.PERMISSION,
            f"That was not recorded: nobody who may decide here is called {actor}. `visits "
            "people list` shows who may; somebody new is added with `visits people add`.",
        )
    return acting


async def _require_any(
    connection: Connection, acting: Acting, again: SentAgain, decided_by: ActorRef | None
) -> None:
    """Refuse whoever may take none of these; what they decided themselves was about themselves."""
    refused: Refused | None = None
    own = decided_by == acting.ref
    for decidable in again.decidables:
        try:
            await _require(connection, acting, decidable, again.subject, own=own)
        except Refused as denied:
            refused = refused or denied
        else:
            return
    if refused is not None:
        raise refused


async def _require(
    connection: Connection,
    acting: Acting,
    decided: Model | Decidable,
    subject: str,
    *,
    own: bool = False,
) -> None:
    decidable = type(decided) if isinstance(decided, Model) else decided
    permission = PERMISSIONS[decidable]
    standing = Standing()
    reaches = {reach for role, reach in permission.roles.items() if role in acting.roles}
    if reaches & {Reach.OWN_VISITS, Reach.LED_VISITS} and Reach.EVERYWHERE not in reaches:
        visit = await visits.load(connection, partition_of(subject))
        standing = standing._replace(team=visit.team if visit is not None else ())
    if Reach.ONESELF in reaches and isinstance(decided, DeclareConflicts):
        standing = standing._replace(about=[each.inspector for each in decided.declarations])
    elif own:
        standing = standing._replace(about=[acting.ref])
    if permission.after:
        standing = standing._replace(first=await _decided_first(connection, decided, subject))
    require_permission(acting, decidable, standing)


async def _decided_first(
    connection: Connection, decided: Model | Decidable, subject: str
) -> ActorRef | None:
    """Who decided what is to be confirmed; an override's rule knows that by itself."""
    if not isinstance(decided, SignReport):
        return None
    return await had_checked(connection, subject)


async def had_checked(connection: Connection, report: str) -> ActorRef | None:
    """Who had a report checked, so that somebody else signs it; nobody where nobody has."""
    state = await reports.load(connection, report)
    return await log.actor_of(connection, report, state.asked) if state is not None else None
