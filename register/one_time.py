"""Addresses, and codes for a terminal, by which somebody signs in once.

The secret is shown to whoever asks for it and kept nowhere; it is good for one use and a quarter of
an hour.
"""

from datetime import timedelta
from typing import Final

from register.connection import Connection
from register.hashed import hashed, new_secret
from register.staff import UnknownStaff, acting, note, require
from schemas.ids import ActorRef
from schemas.sentences import Sentence
from schemas.staff import StaffChangeKind

GOOD_FOR: Final = timedelta(minutes=15)


class OneTimeUsed(Sentence):
    """What was given opens nothing, or nothing any more."""


async def make(connection: Connection, ref: ActorRef, actor: ActorRef) -> str:
    """Make what somebody signs in with once.

    Args:
        connection: In a transaction.
        ref: Who is to sign in.
        actor: Who makes it.

    Raises:
        UnknownStaff: Nobody is called so, or they have ended.
    """
    await require(connection, ref)
    if await acting(connection, ref) is None:
        raise UnknownStaff(
            f"{ref} cannot sign in any more: they were ended. `visits people show {ref}` tells "
            "when, and by whom."
        )
    secret = new_secret()
    await connection.execute(
        "INSERT INTO sign_in_addresses (hash, ref, expires_at) VALUES ($1, $2, now() + $3)",
        hashed(secret),
        ref,
        GOOD_FOR,
    )
    await note(connection, ref, actor, StaffChangeKind.SIGN_IN_ADDRESS_MADE)
    return secret


async def use(connection: Connection, secret: str) -> ActorRef:
    """Who signs in with it; it cannot be used again.

    Raises:
        OneTimeUsed: It was used, is too old, or never was one. Which of these is not told.
    """
    ref: ActorRef | None = await connection.fetchval(
        "UPDATE sign_in_addresses SET used_at = now() FROM staff"
        " WHERE hash = $1 AND used_at IS NULL AND expires_at > now()"
        " AND staff.ref = sign_in_addresses.ref AND staff.ended_at IS NULL"
        " RETURNING staff.ref",
        hashed(secret),
    )
    if ref is None:
        raise OneTimeUsed(
            "You were not signed in: this address works once, and for 15 minutes. `visits people "
            "sign-in` makes another."
        )
    return ref
