"""Bring a database to the schema this release needs.

Migrations are numbered SQL files that are applied once, in order, and never edited: each is kept
with its digest, and a file that changed after it was applied is a loud error.
"""

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from importlib import resources

from register.connection import Connection, Pool
from register.publication import publish_at, publish_what_is_recorded
from schemas.sentences import Sentence

_LOCK = 7_310_202_001  # any number: held while migrating, so that two workers do not race
_BOOK = """
    CREATE TABLE IF NOT EXISTS migrations (
        name       text PRIMARY KEY,
        digest     text NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT now()
    )
"""

_AFTERWARDS: dict[str, Callable[[Connection, str | None], Awaitable[None]]] = {
    "0003_publication.sql": publish_what_is_recorded,
}
"""What SQL alone cannot do, in the same transaction just after a script."""


class MigrationChanged(Sentence):
    """A migration that this database has applied reads differently now."""


async def migrate(
    pool: Pool,
    *,
    public_address: str | None = None,
    scripts: Sequence[tuple[str, str]] | None = None,
) -> list[str]:
    """Apply what is missing, all of it or nothing.

    Args:
        pool: Of the register.
        public_address: Where events are published from now on, those included that were recorded
            before there was a feed; left as it is if not given.
        scripts: Names and texts, in order; all of this release by default.

    Returns:
        The names of the migrations applied now.

    Raises:
        MigrationChanged: An applied file was edited.
    """
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock($1)", _LOCK)
        await connection.execute(_BOOK)
        rows = await connection.fetch("SELECT name, digest FROM migrations")
        applied = {row["name"]: row["digest"] for row in rows}
        now = [
            name
            for name, script in (migrations() if scripts is None else scripts)
            if await _apply(connection, name, script, applied.get(name), public_address)
        ]
        if public_address is not None:
            await publish_at(connection, public_address)
        return now


def migrations() -> list[tuple[str, str]]:
    """The scripts of this release by their names, in order."""
    folder = resources.files("register") / "migrations"
    files = sorted(
        (f for f in folder.iterdir() if f.name.endswith(".sql")), key=lambda file: file.name
    )
    return [(file.name, file.read_text(encoding="utf-8")) for file in files]


async def _apply(
    connection: Connection, name: str, script: str, known: str | None, public_address: str | None
) -> bool:
    digest = hashlib.sha256(script.encode()).hexdigest()
    if known is None:
        await connection.execute(script)
        if name in _AFTERWARDS:
            await _AFTERWARDS[name](connection, public_address)
        await connection.execute("INSERT INTO migrations VALUES ($1, $2)", name, digest)
        return True
    if known != digest:
        raise MigrationChanged(
            f"Migration {name} was edited after this database applied it; "
            "restore the file and write a new migration instead."
        )
    return False
