"""The log as it is published: pages of it, its head, its digests, and where all that is served.

What is read here are the bytes that were made when an event was recorded, so a page read twice, by
whichever release, is the same.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from register.cloudevents import as_given, given_to_all, to_cloudevent
from register.connection import Connection
from register.log import read_all
from rules import chain
from schemas.base import Model
from schemas.ids import Digest, ProgrammeId, VisitId


class Wanted(Model):
    """Which events a consumer asks for; what is left open is not asked.

    Attributes:
        types: Any of these types.
        visits: About any of these visits, their referrals and complaints included.
        programmes: Of any of these programmes.
    """

    types: frozenset[str] = frozenset()
    visits: frozenset[VisitId] = frozenset()
    programmes: frozenset[ProgrammeId] = frozenset()

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        return not (self.types or self.visits or self.programmes)

    def takes(self, entry: "Published") -> bool:
        """Whether an event is among those asked for."""
        return (
            (not self.types or entry.type in self.types)
            and (not self.visits or entry.partition in self.visits)
            and (not self.programmes or entry.programme in self.programmes)
        )


EVERYTHING = Wanted()


class Published(NamedTuple):
    """One event as it is published.

    Attributes:
        position: In the log of all streams.
        id: The CloudEvents id.
        type: The event's type.
        partition: Its lane of order: the visit it is about.
        programme: The programme it is of.
        cloudevent: Its bytes as they were published, as text.
    """

    position: int
    id: str
    type: str
    partition: str
    programme: ProgrammeId
    cloudevent: str

    def given(self, *, whole: bool) -> str:
        """Its bytes as a reader is given them, who may see all of it or not."""
        return as_given(self.cloudevent, self.type, whole=whole)


class Page(NamedTuple):
    """Events in order of position, and how far the log was looked at for them.

    Attributes:
        events: Those asked for.
        looked_at: The last position looked at; what comes after it is still to be asked for.
        head: The last position of the log at that moment.
    """

    events: Sequence[Published]
    looked_at: int
    head: int

    def __bool__(self) -> bool:
        """Whether any event is in it."""
        return bool(self.events)

    def batch(self, *, whole: bool) -> "Batch":
        """The page as one JSON array, for a reader who may see all of its events or not."""
        body = "[" + ",".join(entry.given(whole=whole) for entry in self.events) + "]"
        return Batch(body.encode(), self.looked_at, self.head)


class Batch(NamedTuple):
    """A page as it is sent: one JSON array of CloudEvents, in order of position.

    Attributes:
        body: The array, UTF-8.
        looked_at: The last position looked at; what comes after it is still to be asked for.
        head: The last position of the log at that moment.
    """

    body: bytes
    looked_at: int
    head: int

    def __bool__(self) -> bool:
        """Whether any event is in it."""
        return self.body != _NOTHING


_NOTHING = b"[]"


class Head(NamedTuple):
    """The end of the log, or what it was at an earlier position."""

    position: int
    digest: Digest


async def head(connection: Connection) -> int:
    """The last position; 0 of an empty log."""
    return int(await connection.fetchval("SELECT max(position) FROM events") or 0)


async def digest_at(connection: Connection, position: int | None = None) -> Head | None:
    """The digest over the log up to a position, the last one if none is given.

    Returns:
        `None` where the log has no such position.
    """
    if position == 0:
        return Head(0, chain.START.hex())
    row = await connection.fetchrow(
        "SELECT position, digest FROM events WHERE $1::bigint IS NULL OR position = $1"
        " ORDER BY position DESC LIMIT 1",
        position,
    )
    if row is None:
        return Head(0, chain.START.hex()) if position is None else None
    return Head(row["position"], row["digest"].hex())


async def page(
    connection: Connection, *, after: int = 0, limit: int = 1000, wanted: Wanted = EVERYTHING
) -> Page:
    """The next events after a position.

    Args:
        connection: Any.
        after: Only positions beyond this one.
        limit: At most so many events.
        wanted: Only these.
    """
    conditions, values = _conditions(wanted, first=3)
    # One statement, one snapshot: what it looked at is what was there.
    rows = await connection.fetch(
        "WITH head AS (SELECT max(position) AS head FROM events)"  # noqa: S608 - constants
        " SELECT head, found.* FROM head LEFT JOIN LATERAL ("
        " SELECT position, id, type, partition_key, programme, cloudevent FROM events"
        f" WHERE position > $1{conditions} ORDER BY position LIMIT $2) AS found ON true"
        " ORDER BY found.position",
        after,
        limit,
        *values,
    )
    end = int(rows[0]["head"] or 0)
    found = [published(row) for row in rows if row["position"] is not None]
    full = len(found) == limit
    return Page(found, found[-1].position if full else max(end, after), end)


async def batch(
    connection: Connection,
    *,
    whole: bool,
    after: int = 0,
    limit: int = 1000,
    wanted: Wanted = EVERYTHING,
) -> Batch:
    """The same as `page`, put together by the database: a replay of millions costs us little.

    Args:
        connection: Any.
        whole: Whether the reader may see all of an event.
        after: Only positions beyond this one.
        limit: At most so many events.
        wanted: Only these.
    """
    if wanted.everything:
        return await _whole_batch(connection, after, limit, whole=whole)
    conditions, values = _conditions(wanted, first=4)
    row = await connection.fetchrow(
        f"SELECT {_TOGETHER}, max(position) AS last, count(*) AS found,"  # noqa: S608 - constants
        " (SELECT max(position) FROM events) AS head"
        f" FROM (SELECT position, {_READ} FROM events"
        f" WHERE position > $2{conditions} ORDER BY position LIMIT $3) AS wanted",
        _as_they_are(whole=whole),
        after,
        limit,
        *values,
    )
    assert row is not None  # noqa: S101 - an aggregate over nothing is a row, too
    end = int(row["head"] or 0)
    full = row["found"] == limit
    return Batch(_array(row), row["last"] if full else max(end, after), end)


async def _whole_batch(connection: Connection, after: int, limit: int, *, whole: bool) -> Batch:
    """Without a filter positions say what is looked at, and nothing has to be counted."""
    row = await connection.fetchrow(
        f"SELECT {_TOGETHER}, (SELECT max(position) FROM events) AS head"  # noqa: S608 - constants
        f" FROM (SELECT {_READ} FROM events WHERE position > $2 AND position <= $3"
        " ORDER BY position) AS wanted",
        _as_they_are(whole=whole),
        after,
        after + limit,
    )
    assert row is not None  # noqa: S101 - an aggregate over nothing is a row, too
    end = int(row["head"] or 0)
    return Batch(_array(row), max(after, min(after + limit, end)), end)


_GAP = "\x1f"
"""Stands for an event that has to be looked at: JSON has no such character but as an escape."""

_READ = "cloudevent, CASE WHEN type <> ALL($1::text[]) THEN type END AS looked_at"
"""What is put together: an event, and its type if it has to be looked at. In a query of its own,
with an order, so that types are compared once."""

# These aggregates have no ORDER BY of their own: it would sort again what comes in order, at twice
# the cost of all the rest.
_TOGETHER = (
    "string_agg(CASE WHEN looked_at IS NULL THEN cloudevent ELSE E'\\x1f' END, ',') AS events,"
    " array_agg(looked_at) FILTER (WHERE looked_at IS NOT NULL) AS types,"
    " array_agg(cloudevent) FILTER (WHERE looked_at IS NOT NULL) AS looked_at"
)
"""Events as one text, but for those that have to be looked at."""


def _as_they_are(*, whole: bool) -> list[str] | None:
    """The types of event that are given to a reader as they are; `None` for all."""
    return None if whole else sorted(given_to_all())


def _array(row: Any) -> bytes:  # noqa: ANN401 - a row of asyncpg's
    """What was put together as one array, with what is left of the events that were looked at."""
    first, *rest = (row["events"] or "").split(_GAP)
    given = (
        as_given(event, event_type, whole=False)
        for event_type, event in zip(row["types"] or (), row["looked_at"] or (), strict=True)
    )
    between = "".join(f"{event}{text}" for event, text in zip(given, rest, strict=True))
    return f"[{first}{between}]".encode()


async def of_visit(
    connection: Connection, visit: VisitId | None = None, *, after: int = 0
) -> list[Published]:
    """Everything that is published about a visit, or about all."""
    wanted = Wanted(visits=frozenset([visit])) if visit else EVERYTHING
    conditions, values = _conditions(wanted, first=2)
    rows = await connection.fetch(
        "SELECT position, id, type, partition_key, programme, cloudevent FROM events"  # noqa: S608 - constants
        f" WHERE position > $1{conditions} ORDER BY position",
        after,
        *values,
    )
    return [published(row) for row in rows]


def _conditions(wanted: Wanted, *, first: int) -> tuple[str, list[Any]]:
    asked = [
        ("type", wanted.types),
        ("partition_key", wanted.visits),
        ("programme", wanted.programmes),
    ]
    given = [(column, sorted(values)) for column, values in asked if values]
    conditions = "".join(
        f" AND {column} = ANY(${number}::text[])"
        for number, (column, _) in enumerate(given, start=first)
    )
    return conditions, [values for _, values in given]


def published(row: Any) -> Published:  # noqa: ANN401 - a row of asyncpg's
    """A row of the log as it is published."""
    return Published(
        row["position"],
        row["id"],
        row["type"],
        row["partition_key"],
        row["programme"],
        row["cloudevent"],
    )


# --- Where it is published -------------------------------------------------------------------


async def everything(connection: Connection) -> list[str]:
    """Every event as published, in order of position: of a rehearsal, which has few."""
    rows = await connection.fetch("SELECT cloudevent FROM events ORDER BY position")
    return [row["cloudevent"] for row in rows]


async def address(connection: Connection) -> str:
    """Where the feed is published, without a slash at its end."""
    return str(await connection.fetchval("SELECT address FROM publication"))


async def publish_at(connection: Connection, where: str) -> None:
    """Say where the feed is published; events recorded from now on name their schema below it."""
    await connection.execute("UPDATE publication SET address = $1", where.rstrip("/"))


# --- What was recorded before anything was published ------------------------------------------


async def publish_what_is_recorded(connection: Connection, where: str | None = None) -> None:
    """Publish the events of a register that has had no feed so far, in the migration's transaction.

    An event of then is published as this release would publish it.

    Args:
        connection: In that transaction.
        where: The address of the feed; the one that the register begins with if not given.
    """
    if where is not None:
        await publish_at(connection, where)
    where = await address(connection)
    digest = chain.START
    for logged in await read_all(connection):
        text = chain.canonical(to_cloudevent(logged, where))
        digest = chain.link(digest, text)
        await connection.execute(
            "UPDATE events SET visit_id = $2, cloudevent = $3, digest = $4 WHERE position = $1",
            logged.position,
            logged.event.partition,
            text,
            digest,
        )
