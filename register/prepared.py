"""Whether a register is one that this release understands: its migrations, by name."""

from collections.abc import Collection
from importlib import resources

import asyncpg

from register.connection import Connection
from schemas.sentences import Sentence


class RegisterNotPrepared(Sentence):
    """The register lacks tables of this release."""


class RegisterNewer(Sentence):
    """A later release has changed the register's tables."""


def scripts() -> list[tuple[str, str]]:
    """The name and the text of every migration, in order."""
    return [(name, _FOLDER.joinpath(name).read_text(encoding="utf-8")) for name in _names()]


async def require_prepared(connection: Connection) -> None:
    """Refuse a register that this release does not understand.

    Raises:
        RegisterNotPrepared: It was not brought to this release.
        RegisterNewer: It was brought to a later one.
    """
    try:
        rows = await connection.fetch("SELECT name FROM migrations")
    except asyncpg.UndefinedTableError:
        rows = []
    applied = {row["name"] for row in rows}
    refuse_newer(applied)
    if set(_names()) - applied:
        raise RegisterNotPrepared(
            "The register's tables are not those of this release. Run `visits migrate`."
        )


def refuse_newer(applied: Collection[str]) -> None:
    """Refuse what a later release has applied.

    Raises:
        RegisterNewer: This release has no such migration.
    """
    if newer := sorted(set(applied) - set(_names())):
        raise RegisterNewer(
            f"The register belongs to a later release ({newer[-1]}), whose tables this one does "
            "not understand. Install that release, or restore a backup from before it."
        )


_FOLDER = resources.files("register") / "migrations"


def _names() -> list[str]:
    return sorted(file.name for file in _FOLDER.iterdir() if file.name.endswith(".sql"))
