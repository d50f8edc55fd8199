"""The one place that opens connections to PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import Final, TypeAlias

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from register.hosts import Hosts, asks_for_one_that_records
from register.unreachable import why_not
from schemas.sentences import Sentence

Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"
Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]"
Record: TypeAlias = asyncpg.Record


LOST: tuple[type[Exception], ...] = (
    OSError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # it was cut off in the middle of an answer
)
"""What whoever goes on by themselves may be told when the register goes away under them."""


CONNECTS_WITHIN: Final = timedelta(seconds=10)
"""For all hosts of an address together."""

COMMAND_ENDS_WITHIN: Final = timedelta(seconds=30)
"""The last resort, kept by this side: a database that says nothing any more."""

LOCK_WITHIN: Final = timedelta(seconds=20)
"""A wait for a lock ends sooner than a command, so that the database says what it was and the
connection stays good. Whoever waited tries again; for a record Temporal does that."""

CLOSES_WITHIN: Final = timedelta(seconds=5)
"""For whoever used a connection to have ended, before it is cut off."""

OPEN_WRITER_ENDS_WITHIN: Final = timedelta(seconds=30)
"""A transaction in which nothing happens any more is ended by the database. Its process may be
frozen or cut off; while it held the lock on appending, nobody could record anything."""


_CLOSED = (
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.InsufficientPrivilegeError,
    asyncpg.UndefinedObjectError,  # it does not know what the address sets
    ValueError,  # the address is none
)


class RegisterUnavailable(Sentence):
    """The register cannot be reached; the sentence says what to do."""


class RegisterClosed(RegisterUnavailable):
    """It was reached, and does not let us in: waiting changes nothing."""


class ThroughAPooler(RegisterClosed):
    """It was reached through something that does not keep a session for us."""


@asynccontextmanager
async def open_pool(  # noqa: PLR0913 - how long each thing may take
    database_url: str,
    *,
    size: int = 10,
    lock_within: timedelta = LOCK_WITHIN,
    open_writer_ends_within: timedelta = OPEN_WRITER_ENDS_WITHIN,
    connects_within: timedelta = CONNECTS_WITHIN,
    closes_within: timedelta = CLOSES_WITHIN,
) -> AsyncIterator[Pool]:
    """Open a pool of connections for as long as the block lasts.

    Args:
        database_url: `postgresql://…`, with one host or several of which one can be written to.
        size: The most connections at once; a worker's activities must not exceed it.
        lock_within: How long a statement may wait for a lock.
        open_writer_ends_within: How long nothing may happen in a transaction.
        connects_within: How long a host may take to let us in; of several, each its part of it.
        closes_within: How long connections that are still in use are waited for at the end.

    Raises:
        RegisterUnavailable: Nobody answers at that address.
        RegisterClosed: It does not let us in, or only through a pooler.
    """
    settings = {
        "lock_timeout": _milliseconds(lock_within),
        "idle_in_transaction_session_timeout": _milliseconds(open_writer_ends_within),
    }
    hosts = Hosts()
    try:
        pool = await asyncpg.create_pool(
            database_url,
            min_size=1,
            max_size=size,
            connect=hosts.connect,
            timeout=connects_within.total_seconds(),
            command_timeout=COMMAND_ENDS_WITHIN.total_seconds(),
            server_settings=settings,
            init=partial(_require_a_session, lock_within=settings["lock_timeout"]),
            reset=_leave_as_it_is,
        )
    except _CLOSED as no:
        raise RegisterClosed(_sentence(hosts, no)) from None
    except asyncpg.ProtocolViolationError:
        # What a pooler says to settings of a session that it does not know.
        raise _through_a_pooler() from None
    except asyncpg.TargetServerAttributeNotMatched:
        told = _ALL_REPLICAS if asks_for_one_that_records(database_url) else _NONE_AS_ASKED
        raise RegisterUnavailable(told) from None
    except (OSError, TimeoutError, asyncpg.PostgresError) as error:
        raise RegisterUnavailable(_sentence(hosts, error)) from None
    try:
        yield pool
    finally:
        # A connection that broke while it was handed out may never be given back.
        try:
            async with asyncio.timeout(closes_within.total_seconds()):
                await pool.close()
        except TimeoutError:
            pool.terminate()


async def answers(pool: Pool, *, within: float) -> bool:
    """Whether the register answers, said in time also where it does not.

    Args:
        pool: A way to it.
        within: Seconds for all of it.
    """
    try:
        async with asyncio.timeout(within), pool.acquire() as connection:
            try:
                await connection.execute("SELECT 1")
            except asyncio.CancelledError:
                # To take a question back politely is to wait for a server that says nothing.
                connection.terminate()
                raise
    except LOST:
        return False
    return True


async def _require_a_session(connection: Connection, lock_within: str) -> None:
    """A setting that was not kept is the mark of a pooler that was told to ignore it."""
    kept = await connection.fetchval("SELECT setting FROM pg_settings WHERE name = 'lock_timeout'")
    if kept != lock_within:
        raise _through_a_pooler()


async def _leave_as_it_is(_: Connection) -> None:
    """A session needs no putting in order when a connection comes back to its pool.

    Nothing here changes one beyond a transaction: settings are given when it begins, whoever
    listens closes it, and a lock is let go by who holds it (`register.alone`). To ask the database
    each time would be every seventh statement of a visit. What is left of a transaction is rolled
    back before this is called.
    """


def _sentence(hosts: Hosts, error: Exception) -> str:
    return (
        f"The register does not answer: {why_not(hosts.failed, error)}. "
        "Check DATABASE_URL, or start the stack with `visits up`."
    )


_NONE_AS_ASKED = (
    "The register does not answer: no host of DATABASE_URL is what its target_session_attrs asks "
    "for. Leave that out, and the one is found that takes records."
)
_ALL_REPLICAS = (
    "The register does not answer: what DATABASE_URL leads to is a replica, which takes no record. "
    "Promote it if its primary is lost, or name both hosts, with a comma between."
)


def _through_a_pooler() -> ThroughAPooler:
    return ThroughAPooler(
        "DATABASE_URL leads to PostgreSQL through a pooler such as PgBouncer, which keeps no "
        "session for us. The register listens for what is recorded, and holds locks and time "
        "limits, by session: set DATABASE_URL to PostgreSQL itself."
    )


def _milliseconds(time: timedelta) -> str:
    return f"{time // timedelta(milliseconds=1)}"
