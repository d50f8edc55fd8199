"""The desk for people: who runs visits, what they may, and that they are signed out.

Who may do this is asked as for every decision. What is done leaves a line that is never changed.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from pydantic import TypeAdapter, ValidationError

from desk.authority import ByRegister
from desk.overview import in_hands_of
from register import one_time, sessions, staff
from register.connection import Connection
from register.visits import list_visits
from rules.nameless import looks_personal
from rules.permissions import Deed
from rules.refusals import RefusalCode, Refused
from schemas.email_address import UnusableAddress, normalised
from schemas.ids import SYSTEM, ActorRef, VisitId
from schemas.incoming import MAILBOX
from schemas.personal import Name
from schemas.questions import is_link
from schemas.staff import OWNER, StaffChange, StaffRecord, StaffRole
from schemas.values import Owner

_PARTS: Final = ("temporal", "register", "desk", "worker", "feed", "everybody")
_OURS: Final = frozenset({OWNER, SYSTEM, MAILBOX, *_PARTS, *map(str, Owner)}) - {
    role.value for role in StaffRole
}
"""What nobody may be called: the names of parts of this, and of whoever holds what comes next."""

_NAME: TypeAdapter[str] = TypeAdapter(Name)


async def who_adds(connection: Connection, acts: Callable[[], Awaitable[ActorRef]]) -> ActorRef:
    """Who adds somebody: the first of all is added by whoever reaches the register.

    Args:
        connection: Any.
        acts: Asks who acts; raises where nobody does.
    """
    if not await staff.there_is_somebody(connection):
        return SYSTEM
    return await acts()


async def add(  # noqa: PLR0913 - who somebody is, by name
    connection: Connection,
    actor: ActorRef,
    *,
    name: str,
    email: str,
    roles: frozenset[StaffRole],
    ref: ActorRef | None = None,
) -> StaffRecord:
    """Add somebody.

    Args:
        connection: Any.
        actor: Who does it.
        name: Theirs.
        email: Theirs.
        roles: What they are there for.
        ref: What they are called already; drawn if not given.

    Raises:
        Refused: The actor may not, or what is told of them will not do.
        StaffTaken: Somebody has that reference or that address.
    """
    async with connection.transaction():
        if actor == SYSTEM:
            _require_operator(roles)
        else:
            await _require(connection, actor)
        if ref is not None:
            _require_free(ref, name)
        return await staff.add(
            connection,
            ref=ref or staff.new_ref(),
            name=_checked_name(name),
            email=_checked_email(email),
            roles=roles,
            actor=actor,
        )


async def everybody(connection: Connection, actor: ActorRef) -> Sequence[StaffRecord]:
    """All there have been; raises `Refused` for whoever may not know."""
    await _require(connection, actor)
    return await staff.everybody(connection)


async def one(
    connection: Connection, actor: ActorRef, ref: ActorRef
) -> tuple[StaffRecord, list[StaffChange]]:
    """Somebody, and what was done about them; raises as `set_roles` does."""
    await _require(connection, actor)
    return await staff.require(connection, ref), await staff.changes(connection, ref)


async def set_roles(
    connection: Connection, actor: ActorRef, ref: ActorRef, roles: frozenset[StaffRole]
) -> StaffRecord:
    """Give somebody exactly these roles.

    Raises:
        Refused: The actor may not.
        UnknownStaff: Nobody is called so.
        OwnerStays: It is the owner of an embedded stack.
    """
    async with connection.transaction():
        await _require(connection, actor)
        return await staff.set_roles(connection, ref, roles, actor)


async def end(connection: Connection, actor: ActorRef, ref: ActorRef) -> StaffRecord:
    """Let somebody do nothing any more, from this moment; raises as `set_roles` does."""
    async with connection.transaction():
        await _require(connection, actor)
        ended = await staff.end(connection, ref, actor)
        await sessions.end_everywhere(connection, ref, actor)
        return ended


async def looks_after(connection: Connection, ref: ActorRef) -> list[VisitId]:
    """The visits under way that are in somebody's hands, by id."""
    return [state.visit_id for state in in_hands_of(await list_visits(connection), {ref})]


async def sign_in_once(connection: Connection, actor: ActorRef, ref: ActorRef) -> str:
    """What somebody signs in with once; raises `Refused` and `UnknownStaff`."""
    async with connection.transaction():
        await _require(connection, actor)
        return await one_time.make(connection, ref, actor)


async def sign_out(connection: Connection, actor: ActorRef, ref: ActorRef) -> int:
    """Sign somebody out everywhere; how many browsers that were.

    Raises:
        Refused: It is somebody else, and the actor may not.
        UnknownStaff: Nobody is called so.
    """
    async with connection.transaction():
        if actor != ref:
            await _require(connection, actor)
        await staff.require(connection, ref)
        return await sessions.end_everywhere(connection, ref, actor)


async def _require(connection: Connection, actor: ActorRef) -> None:
    await ByRegister().require(connection, actor, Deed.MANAGE_PEOPLE, "people")


def _require_operator(roles: frozenset[StaffRole]) -> None:
    if StaffRole.OPERATOR not in roles:
        raise Refused(
            RefusalCode.PERMISSION,
            "Nobody was added: the first must be an operator, who can then add others; give "
            "--role operator.",
        )


def _require_free(ref: ActorRef, name: str) -> None:
    if ref in _OURS or is_link(ref):
        raise Refused(
            RefusalCode.ID,
            f"Nobody was added: {ref} is what this program calls itself, its owner, a part of it "
            "or whoever answers by a link, and events by its name would tell what nobody did.",
        )
    words = {word for word in name.lower().replace("-", " ").split() if len(word) > 2}  # noqa: PLR2004 - shorter ones are in too many words
    if looks_personal(ref) or words & {*ref.split("-")}:
        raise Refused(
            RefusalCode.ID,
            "Nobody was added: what they are called goes into events, and must not tell who they "
            "are. Leave --ref out, and one is drawn.",
        )


def _checked_name(name: str) -> str:
    try:
        return _NAME.validate_python(name)
    except ValidationError:
        raise Refused(
            RefusalCode.WORDS, "Nobody was added: a name is 1 to 200 letters on one line."
        ) from None


def _checked_email(email: str) -> str:
    try:
        return normalised(email)
    except UnusableAddress as error:
        raise Refused(RefusalCode.WORDS, f"Nobody was added: the e-mail address: {error}") from None
