"""Who is signed in: kept by the SHA-256 of a random id that only their browser has.

A session ends by itself when nothing was asked for a while, and in any case after a working day;
it can be ended here at any moment. Roles are not kept with it: they are read each time, so that one
that is taken away is gone at once.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final, NamedTuple

from register.connection import Connection, Record
from register.hashed import hashed, new_secret
from register.staff import known_roles, note
from schemas.ids import ActorRef
from schemas.staff import Acting, StaffChangeKind

IDLE: Final = timedelta(hours=1)
"""How long nothing may be asked: a machine that is left alone is not open for long."""

LONGEST: Final = timedelta(hours=12)
"""How long a session lasts at most: a working day."""

LAPSED: Final = timedelta(hours=12)
"""How long it is known of a session that has ended by itself whose it was, so that what they were
typing is kept for them."""

_SEEN_WITHIN = timedelta(minutes=1)
"""How exactly it is known when something was last asked: pages that only look write this seldom."""


class Session(NamedTuple):
    """A session that stands.

    Attributes:
        secret: What the browser shows; kept nowhere.
        acting: Who it is, with their roles as they stand now.
        by_provider: Whether they came by an identity provider, which has a session of its own.
        name: What they are called.
    """

    secret: str
    acting: Acting
    by_provider: bool
    name: str


async def begin(connection: Connection, ref: ActorRef, *, provider_sid: str | None = None) -> str:
    """Begin a session, and give what the browser is to show: always a new one.

    Args:
        connection: Any.
        ref: Who has signed in.
        provider_sid: What their identity provider calls its own session.
    """
    secret = new_secret()
    await connection.execute(
        "INSERT INTO sessions (hash, ref, provider_sid) VALUES ($1, $2, $3)",
        hashed(secret),
        ref,
        provider_sid,
    )
    return secret


async def find(connection: Connection, secret: str) -> Session | None:
    """The session of a browser, if it stands and its person has not ended; it goes on with that."""
    row = await _found(connection, secret)
    if row is None or row["lapsed"]:
        return None
    if row["stale"]:
        await connection.execute(
            "UPDATE sessions SET seen_at = now() WHERE hash = $1", hashed(secret)
        )
    return _session(secret, row)


async def find_lapsed(connection: Connection, secret: str) -> Session | None:
    """The session of a browser that has ended by itself a while ago, and not by anybody's act.

    It lets nobody look at or decide anything: it only tells for whom something may be kept.
    """
    row = await _found(connection, secret)
    return _session(secret, row) if row is not None and row["lapsed"] else None


async def lapsed_of(connection: Connection, ref: ActorRef) -> Sequence[bytes]:
    """The SHA-256 of each session of a person that has ended by itself a while ago.

    By them it can be told that a form was on a page of theirs, and nothing else.
    """
    rows = await connection.fetch(
        "SELECT hash FROM sessions WHERE ref = $1 AND seen_at > now() - $4::interval"
        " AND (seen_at <= now() - $2::interval OR began_at <= now() - $3::interval)",
        ref,
        IDLE,
        LONGEST,
        IDLE + LAPSED,
    )
    return [row["hash"] for row in rows]


async def _found(connection: Connection, secret: str) -> Record | None:
    return await connection.fetchrow(
        "SELECT ref, name, roles, seen_at < now() - $4::interval AS stale, provider_sid,"
        " seen_at <= now() - $2::interval OR began_at <= now() - $3::interval AS lapsed"
        " FROM sessions JOIN staff USING (ref)"
        " WHERE hash = $1 AND staff.ended_at IS NULL "
        " AND seen_at > now() - $2::interval - $5::interval",
        hashed(secret),
        IDLE,
        LONGEST,
        _SEEN_WITHIN,
        LAPSED,
    )


def _session(secret: str, row: Record) -> Session:
    acting = Acting(ref=row["ref"], roles=known_roles(row["roles"]))
    return Session(secret, acting, row["provider_sid"] is not None, row["name"])


async def end(connection: Connection, secret: str) -> None:
    """End one session; again changes nothing."""
    await connection.execute("DELETE FROM sessions WHERE hash = $1", hashed(secret))


async def end_everywhere(connection: Connection, ref: ActorRef, actor: ActorRef) -> int:
    """End every session of a person, and what would begin another; how many there were.

    Args:
        connection: In a transaction.
        ref: Whose.
        actor: Who does it.
    """
    ended = await connection.fetch("DELETE FROM sessions WHERE ref = $1 RETURNING hash", ref)
    await connection.execute("DELETE FROM sign_in_addresses WHERE ref = $1", ref)
    await connection.execute(
        "UPDATE personal_tokens SET ended_at = now() WHERE ref = $1 AND ended_at IS NULL", ref
    )
    await note(connection, ref, actor, StaffChangeKind.SIGNED_OUT)
    return len(ended)


async def end_of_provider(
    connection: Connection, *, sid: str | None, issuer: str, subject: str | None
) -> int:
    """End what an identity provider says is over; how many sessions that were.

    Args:
        connection: Any.
        sid: The provider's session; every one of the subject's if none is named.
        issuer: The provider.
        subject: Whom it means.
    """
    ended = await connection.fetch(
        "DELETE FROM sessions USING staff WHERE sessions.ref = staff.ref AND issuer = $1"
        " AND provider_sid IS NOT NULL"
        " AND ($2::text IS NULL OR provider_sid = $2) AND ($3::text IS NULL OR subject = $3)"
        " RETURNING hash",
        issuer,
        sid,
        subject,
    )
    return len(ended)


async def take_statement(connection: Connection, statement: bytes) -> bool:
    """Take what a provider stated, once: whether it was not taken before.

    Args:
        connection: Any.
        statement: Its SHA-256.
    """
    taken = await connection.fetchval(
        "INSERT INTO logout_tokens VALUES ($1, now() + interval '1 hour')"
        " ON CONFLICT DO NOTHING RETURNING true",
        statement,
    )
    return bool(taken)


async def forget_old(connection: Connection) -> None:
    """Put away what has ended by itself."""
    await connection.execute(
        "DELETE FROM sessions WHERE seen_at <= now() - $1::interval"
        " OR began_at <= now() - $2::interval",
        IDLE + LAPSED,
        LONGEST + LAPSED,
    )
    await connection.execute("DELETE FROM sign_in_addresses WHERE expires_at <= now()")
    await connection.execute("DELETE FROM sign_in_attempts WHERE expires_at <= now()")
    await connection.execute("DELETE FROM logout_tokens WHERE expires_at <= now()")
