"""Those who run visits: their names and addresses are here and nowhere else.

Whatever is done about them leaves a line of its own that is never changed.
"""

import secrets
from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

import asyncpg

from register.connection import Connection
from schemas.ids import ActorRef
from schemas.sentences import Sentence
from schemas.staff import OWNER, Acting, StaffChange, StaffChangeKind, StaffRecord, StaffRole
from schemas.visible import echoed

_COLUMNS = "ref, name, email, roles, issuer, subject, added_at, ended_at"
_LETTERS: Final = "bcdfghjkmnpqrstvwxz"  # no vowels, so that no name is drawn
_LENGTH = 10


class UnknownStaff(Sentence):
    """Nobody of those who run visits is called so."""


class StaffTaken(Sentence):
    """Somebody else has that reference or that address."""


class OwnerStays(Sentence):
    """The owner of an embedded stack has every role there, for as long as there is one."""


def new_ref() -> ActorRef:
    """A reference that says nothing of whom it is given to."""
    return "p-" + "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))


async def add(  # noqa: PLR0913 - who somebody is, by name
    connection: Connection,
    *,
    ref: ActorRef,
    name: str,
    email: str | None,
    roles: Collection[StaffRole],
    actor: ActorRef,
) -> StaffRecord:
    """Add somebody.

    Args:
        connection: In a transaction.
        ref: What they are called from now on.
        name: Theirs.
        email: Theirs.
        roles: What they are there for.
        actor: Who adds them.

    Raises:
        StaffTaken: Somebody has that reference or, not having ended, that address.
    """
    try:
        async with connection.transaction():
            row = await connection.fetchrow(
                f"INSERT INTO staff (ref, name, email, roles) VALUES ($1, $2, $3, $4)"  # noqa: S608 - constants
                f" RETURNING {_COLUMNS}",
                ref,
                name,
                email,
                _written(roles),
            )
    except asyncpg.UniqueViolationError as error:
        what = "that address" if error.constraint_name == "staff_by_email" else f"the name {ref}"
        raise StaffTaken(
            f"Nobody was added: somebody has {what} already. `visits people list` shows who."
        ) from None
    await note(connection, ref, actor, StaffChangeKind.ADDED, roles)
    return _record(row)


async def ensure_owner(connection: Connection) -> None:
    """Let an embedded stack have its owner, with every role there is; again changes nothing."""
    known = await find(connection, OWNER)
    everything = frozenset(StaffRole)
    if known is None:
        async with connection.transaction():
            await add(
                connection,
                ref=OWNER,
                name="Owner of this stack",
                email=None,
                roles=everything,
                actor=OWNER,
            )
    elif known.roles != everything:  # a later release has another role
        await connection.execute(
            "UPDATE staff SET roles = $2 WHERE ref = $1", OWNER, _written(everything)
        )


async def find(connection: Connection, ref: ActorRef) -> StaffRecord | None:
    """Somebody, whether or not they have ended."""
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM staff WHERE ref = $1",  # noqa: S608 - constants
        ref,
    )
    return _record(row) if row else None


async def require(connection: Connection, ref: ActorRef) -> StaffRecord:
    """Somebody, whether or not they have ended.

    Raises:
        UnknownStaff: Nobody is called so.
    """
    known = await find(connection, ref)
    if known is None:
        raise UnknownStaff(
            f"Nobody here is called {echoed(ref)}. `visits people list` shows who there is."
        )
    return known


async def by_subject(connection: Connection, issuer: str, subject: str) -> StaffRecord | None:
    """Whom an identity provider calls so, whether or not they have ended."""
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM staff WHERE issuer = $1 AND subject = $2",  # noqa: S608 - constants
        issuer,
        subject,
    )
    return _record(row) if row else None


async def by_email(connection: Connection, email: str) -> StaffRecord | None:
    """Who has that address, has not ended, and has come by no identity provider yet."""
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM staff WHERE lower(email) = lower($1)"  # noqa: S608 - constants
        " AND ended_at IS NULL AND subject IS NULL",
        email,
    )
    return _record(row) if row else None


async def know_by(connection: Connection, ref: ActorRef, issuer: str, subject: str) -> None:
    """Know somebody again by what their identity provider calls them."""
    await connection.execute(
        "UPDATE staff SET issuer = $2, subject = $3 WHERE ref = $1", ref, issuer, subject
    )


async def acting(connection: Connection, ref: ActorRef) -> Acting | None:
    """Somebody with their roles as they stand now; `None` for nobody, or who has ended."""
    roles = await connection.fetchval(
        "SELECT roles FROM staff WHERE ref = $1 AND ended_at IS NULL", ref
    )
    return None if roles is None else Acting(ref=ref, roles=known_roles(roles))


async def names(connection: Connection) -> dict[ActorRef, str]:
    """What everybody there has been is called, by their reference."""
    return {
        row["ref"]: row["name"] for row in await connection.fetch("SELECT ref, name FROM staff")
    }


async def everybody(connection: Connection) -> list[StaffRecord]:
    """All there have been, in the order in which they were added."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM staff ORDER BY added_at, ref"  # noqa: S608 - constants
    )
    return [_record(row) for row in rows]


async def ended(connection: Connection) -> dict[ActorRef, datetime]:
    """Who does nothing any more, and since when."""
    rows = await connection.fetch("SELECT ref, ended_at FROM staff WHERE ended_at IS NOT NULL")
    return {row["ref"]: row["ended_at"] for row in rows}


async def there_is_somebody(connection: Connection) -> bool:
    """Whether anybody has been added."""
    return bool(await connection.fetchval("SELECT EXISTS (SELECT FROM staff)"))


async def set_roles(
    connection: Connection, ref: ActorRef, roles: Collection[StaffRole], actor: ActorRef
) -> StaffRecord:
    """Give somebody exactly these roles, from now on.

    Args:
        connection: In a transaction.
        ref: Whom.
        roles: All that they have then.
        actor: Who does it.

    Raises:
        UnknownStaff: Nobody is called so.
        OwnerStays: It is the owner of an embedded stack.
    """
    _require_not_owner(ref)
    known = await require(connection, ref)
    if known.roles == frozenset(roles):
        return known
    await connection.execute("UPDATE staff SET roles = $2 WHERE ref = $1", ref, _written(roles))
    await note(connection, ref, actor, StaffChangeKind.ROLES_CHANGED, roles)
    return await require(connection, ref)


async def end(connection: Connection, ref: ActorRef, actor: ActorRef) -> StaffRecord:
    """Let somebody do nothing any more; again changes nothing.

    Args:
        connection: In a transaction.
        ref: Whom.
        actor: Who does it.

    Raises:
        UnknownStaff: Nobody is called so.
        OwnerStays: It is the owner of an embedded stack.
    """
    _require_not_owner(ref)
    known = await require(connection, ref)
    if known.ended_at is not None:
        return known
    await connection.execute("UPDATE staff SET ended_at = now() WHERE ref = $1", ref)
    await note(connection, ref, actor, StaffChangeKind.ENDED)
    return await require(connection, ref)


async def note(
    connection: Connection,
    ref: ActorRef,
    actor: ActorRef,
    change: StaffChangeKind,
    roles: Collection[StaffRole] | None = None,
) -> None:
    """Write down what was done about somebody."""
    await connection.execute(
        "INSERT INTO staff_changes (ref, actor, change, roles) VALUES ($1, $2, $3, $4)",
        ref,
        actor,
        change,
        None if roles is None else _written(roles),
    )


async def changes(connection: Connection, ref: ActorRef) -> list[StaffChange]:
    """What was done about somebody, the earliest first."""
    rows = await connection.fetch(
        "SELECT at, ref, actor, change, roles FROM staff_changes WHERE ref = $1 ORDER BY number",
        ref,
    )
    return [StaffChange.model_validate(dict(row)) for row in rows]


def _require_not_owner(ref: ActorRef) -> None:
    if ref == OWNER:
        raise OwnerStays(
            "Nothing was changed: the owner of a stack has every role on it, for as long as it is "
            "there. To act with fewer, add somebody with `visits people add` and sign in as them."
        )


def _written(roles: Collection[StaffRole]) -> list[str]:
    return sorted(role.value for role in roles)


def known_roles(roles: Collection[str]) -> frozenset[StaffRole]:
    """Roles as they are kept, without those that this release does not know."""
    known = {role.value for role in StaffRole}  # a release before this one may have had another
    return frozenset(StaffRole(role) for role in roles if role in known)


def _record(row: Any) -> StaffRecord:  # noqa: ANN401 - a row of asyncpg's
    return StaffRecord.model_validate({**row, "roles": known_roles(row["roles"])})
