"""Browsers in which somebody has opened a personal link: each for a while, and for that link alone.

What a browser shows is random and says nothing of the link, so that no address, log or referrer has
the token after the link was opened.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final, NamedTuple

from register import links
from register.connection import Connection
from register.hashed import hashed, new_secret
from schemas.ids import ActorRef
from schemas.questions import Link

IDLE: Final = timedelta(hours=1)
"""How long nothing may be asked."""

LONGEST: Final = timedelta(hours=12)
"""How long it lasts at most: the link opens another."""

LAPSED: Final = timedelta(hours=12)
"""How long it is known of one that has ended by itself which link was open, so that what somebody
was typing is kept for them."""


class LinkSession(NamedTuple):
    """A browser in which a link is open.

    Attributes:
        secret: What it shows; kept nowhere.
        link: Which link.
    """

    secret: str
    link: Link


async def begin(connection: Connection, link: ActorRef) -> str:
    """Open a link in a browser, and give what that is to show: always something new.

    Args:
        connection: In a transaction.
        link: Which.
    """
    await connection.execute(
        "DELETE FROM link_sessions WHERE seen_at <= now() - $1::interval", IDLE + LAPSED
    )
    secret = new_secret()
    await connection.execute(
        "INSERT INTO link_sessions (hash, link) VALUES ($1, $2)", hashed(secret), link
    )
    return secret


async def find(connection: Connection, secret: str) -> LinkSession | None:
    """What is open in a browser, if it still is; it goes on with that."""
    ref = await connection.fetchval(
        "UPDATE link_sessions SET seen_at = now() WHERE hash = $1"
        " AND seen_at > now() - $2::interval AND began_at > now() - $3::interval RETURNING link",
        hashed(secret),
        IDLE,
        LONGEST,
    )
    link = await links.find(connection, ref) if ref else None
    return None if link is None or link.withdrawn_at is not None else LinkSession(secret, link)


async def find_lapsed(connection: Connection, secret: str) -> LinkSession | None:
    """What was open in a browser until that ended by itself a while ago.

    It lets nobody look at or answer anything: it only tells for which link something may be kept.
    """
    ref = await connection.fetchval(
        "SELECT link FROM link_sessions WHERE hash = $1 AND seen_at > now() - $4::interval"
        " AND (seen_at <= now() - $2::interval OR began_at <= now() - $3::interval)",
        hashed(secret),
        IDLE,
        LONGEST,
        IDLE + LAPSED,
    )
    link = await links.find(connection, ref) if ref else None
    return None if link is None or link.withdrawn_at is not None else LinkSession(secret, link)


async def lapsed_of(connection: Connection, link: ActorRef) -> Sequence[bytes]:
    """The SHA-256 of what browsers showed in which a link was open until that ended by itself.

    By them it can be told that a form was on a page of this link, and nothing else.
    """
    rows = await connection.fetch(
        "SELECT hash FROM link_sessions WHERE link = $1 AND seen_at > now() - $4::interval"
        " AND (seen_at <= now() - $2::interval OR began_at <= now() - $3::interval)",
        link,
        IDLE,
        LONGEST,
        IDLE + LAPSED,
    )
    return [row["hash"] for row in rows]
