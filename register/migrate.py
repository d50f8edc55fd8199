"""Bring a database to the schema this release needs.

Migrations are numbered SQL files that are applied once, in order, and never edited: each is kept
with its digest, and a file that changed after it was applied is a loud error. So is a database that
a later release has brought further than this one knows.
"""

import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final, NamedTuple

import asyncpg

from register.connection import Connection, Pool
from register.keyring import KeyRing
from register.own_namespace import move_to
from register.prepared import refuse_newer
from register.prepared import scripts as all_scripts
from register.publication import publish_at, publish_what_is_recorded
from register.roles import Role, give_rights
from register.subscriptions.secrets import seal_what_is_in_clear
from schemas.sentences import Sentence

_LOCK = 7_310_202_001  # any number: held while migrating, so that two workers do not race
_BOOK = """
    CREATE TABLE IF NOT EXISTS migrations (
        name       text PRIMARY KEY,
        digest     text NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT now()
    )
"""


class _Given(NamedTuple):
    """What whoever migrates brings along."""

    public_address: str | None
    keys: KeyRing


async def _publish(connection: Connection, given: _Given) -> None:
    await publish_what_is_recorded(connection, given.public_address)


async def _seal(connection: Connection, given: _Given) -> None:
    await seal_what_is_in_clear(connection, given.keys)


_AFTERWARDS: Final[Mapping[str, Callable[[Connection, _Given], Awaitable[None]]]] = {
    "0003_publication.sql": _publish,
    "0009_sealed_secrets.sql": _seal,
}
"""What SQL alone cannot do, in the same transaction just after a script."""


class NotTheOwner(Sentence):
    """Somebody who may not change the register's tables tried to."""


class MigrationChanged(Sentence):
    """A migration that this database has applied reads differently now."""


async def migrate(
    pool: Pool,
    *,
    public_address: str | None = None,
    namespace: str | None = None,
    keys: KeyRing | None = None,
    scripts: Sequence[tuple[str, str]] | None = None,
) -> list[str]:
    """Apply what is missing and make everybody's rights what they are to be: all of it or nothing.

    Args:
        pool: Of the register's owner.
        public_address: Where events are published from now on, those included that were recorded
            before there was a feed; left as it is if not given.
        namespace: Temporal's, to which the register belongs from now on; left as it is if not
            given.
        keys: To seal what an older release kept in clear.
        scripts: Names and texts, in order; all of this release by default.

    Returns:
        The names of the migrations applied now.

    Raises:
        MigrationChanged: An applied file was edited.
        RegisterNewer: A later release has applied what this one does not have.
        KeyMissing: There are secrets to be sealed, and no key.
        NotTheOwner: Whoever asks may not do this.
    """
    given = _Given(public_address, keys or KeyRing())
    try:
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock($1)", _LOCK)
            await connection.execute(_BOOK)
            rows = await connection.fetch("SELECT name, digest FROM migrations")
            applied = {row["name"]: row["digest"] for row in rows}
            refuse_newer(applied)
            now = [
                name
                for name, script in (all_scripts() if scripts is None else scripts)
                if await _apply(connection, name, script, applied.get(name), given)
            ]
            if public_address is not None:
                await publish_at(connection, public_address)
            if namespace is not None:
                await move_to(connection, namespace)
            await give_rights(connection)
            return now
    except asyncpg.InsufficientPrivilegeError:
        raise NotTheOwner(
            "Only the owner of the register may migrate it. Set DATABASE_URL to the address of "
            f"{Role.OWNER}, or of whoever owns its tables."
        ) from None


async def _apply(
    connection: Connection, name: str, script: str, known: str | None, given: _Given
) -> bool:
    digest = hashlib.sha256(script.encode()).hexdigest()
    if known is None:
        await connection.execute(script)
        if name in _AFTERWARDS:
            await _AFTERWARDS[name](connection, given)
        await connection.execute("INSERT INTO migrations VALUES ($1, $2)", name, digest)
        return True
    if known != digest:
        raise MigrationChanged(
            f"Migration {name} was edited after this database applied it; "
            "restore the file and write a new migration instead."
        )
    return False
