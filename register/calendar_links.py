"""Secret addresses of inspectors' calendars: made and revoked by command, kept only as hashes.

As with tokens, a secret has 256 random bits, so that its plain hash tells nothing.
"""

import hashlib
import secrets

from register.connection import Connection


async def make(connection: Connection, email: str) -> str:
    """Make the link of an inspector; the one before opens nothing any more.

    Args:
        connection: Any.
        email: Whose, in lower case.

    Returns:
        The secret, which is nowhere else.
    """
    secret = secrets.token_urlsafe(32)
    await connection.execute(
        "INSERT INTO calendar_links (email, hash) VALUES ($1, $2)"
        " ON CONFLICT (email) DO UPDATE SET hash = excluded.hash, made_at = now()",
        email,
        _hash(secret),
    )
    return secret


async def find(connection: Connection, secret: str) -> str | None:
    """Whose calendar a secret opens, by their address; `None` if none."""
    email: str | None = await connection.fetchval(
        "SELECT email FROM calendar_links WHERE hash = $1", _hash(secret)
    )
    return email


async def revoke(connection: Connection, email: str) -> bool:
    """Have an inspector's link open nothing any more; whether there was one."""
    return bool(
        await connection.fetchval(
            "DELETE FROM calendar_links WHERE email = $1 RETURNING true", email
        )
    )


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
