"""Sign-ins under way at an identity provider: one for each tab, so that none disturbs another."""

from datetime import timedelta
from typing import Final, NamedTuple

from register.connection import Connection
from register.hashed import hashed, new_secret

GOOD_FOR: Final = timedelta(minutes=10)


class Attempt(NamedTuple):
    """One sign-in.

    Attributes:
        nonce: What the provider is to sign with who they are.
        verifier: Of PKCE.
        next_path: Where they wanted to go.
    """

    nonce: str
    verifier: str
    next_path: str


async def begin(connection: Connection, browser: str, next_path: str) -> tuple[str, Attempt]:
    """Begin one: the state that names it, and what goes with it.

    Args:
        connection: Any.
        browser: What the browser shows that began it.
        next_path: Where it is to go then.
    """
    state = new_secret()
    attempt = Attempt(new_secret(), new_secret(), next_path)
    await connection.execute(
        "INSERT INTO sign_in_attempts VALUES ($1, $2, $3, $4, $5, now() + $6)",
        hashed(state),
        hashed(browser),
        *attempt,
        GOOD_FOR,
    )
    return state, attempt


async def end(connection: Connection, browser: str, state: str) -> Attempt | None:
    """End one; `None` if this browser began none of that name, or it was ended before."""
    row = await connection.fetchrow(
        "DELETE FROM sign_in_attempts WHERE state_hash = $1 AND browser = $2 AND expires_at > now()"
        " RETURNING nonce, verifier, next_path",
        hashed(state),
        hashed(browser),
    )
    return Attempt(*row) if row else None
