"""Compares a consumer's copy of the log with the log, by the digest chain."""

from collections.abc import Iterable
from typing import Any

from pydantic import computed_field

from register.cloudevents import as_given, given_to_all
from register.connection import Connection
from register.log_proof import AT_ONCE, Fault
from register.row_proof import Json, parsed, short
from rules import chain
from schemas.base import Model
from schemas.ids import Digest


class CopyProof(Model):
    """How a consumer's copy compares with the log.

    Attributes:
        position: The last position up to which the two are the same.
        digest: The digest of both up to there.
        head: The last position of the log.
        withheld: Of how many events something was withheld from the copy; what is left is the same.
        fault: The first difference.
    """

    position: int
    digest: Digest
    head: int
    withheld: int = 0
    fault: Fault | None = None

    @computed_field  # type: ignore[prop-decorator]  # mypy knows no decorated property
    @property
    def fine(self) -> bool:
        """Whether the copy is the log, or its beginning."""
        return self.fault is None


async def compare(connection: Connection, lines: Iterable[str]) -> CopyProof:
    """Compare a consumer's copy with the log by the digest chain.

    Args:
        connection: Any.
        lines: The copy from position 1 on, an event a line; how its JSON is laid out is not looked
            at. Of an event of which something is withheld, what is left is compared: only whoever
            has the log can do that.

    Returns:
        Up to where the two are the same. A copy that ends before the log does is the same up to
        there.
    """
    copy = enumerate(lines, start=1)
    digest, position, withheld = chain.START, 0, 0
    fault: Fault | None = None
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        head = int(await connection.fetchval("SELECT max(position) FROM events") or 0)
        rows = connection.cursor(
            "SELECT position, id, digest, type, CASE WHEN type <> ALL($1::text[]) THEN cloudevent"
            " END AS looked_at FROM events ORDER BY position",
            sorted(given_to_all()),
            prefetch=AT_ONCE,
        )
        async for row in rows:
            number, line = next(copy, (0, None))
            if line is None:
                break
            event = parsed(line)
            shortened = _is_shortened(row, event)
            linked = _linked(digest, parsed(row["looked_at"]) if shortened else event)
            if not isinstance(event, dict) or linked is None:
                fault = _differs(row, f"line {number} of the copy is not a JSON object")
                break
            if linked != row["digest"]:
                fault = _differs(row, _difference(row, event))
                break
            digest, position = linked, row["position"]
            withheld += shortened
    if fault is None and position == head and (beyond := next(copy, None)):
        fault = Fault(
            position=head + 1,
            wrong=f"Position {head + 1}: the log ends before it, and the copy goes on in line "
            f"{beyond[0]}.",
        )
    return CopyProof(
        position=position,
        digest=digest.hex(),
        head=head,
        withheld=withheld,
        fault=fault,
    )


def _is_shortened(row: Any, event: Json) -> bool:  # noqa: ANN401 - a row of asyncpg's
    """Whether the copy has the event as somebody is given it who may not see all of it."""
    if row["looked_at"] is None or not isinstance(event, dict) or "withheld" not in event:
        return False
    return event == parsed(as_given(row["looked_at"], row["type"], whole=False))


def _linked(digest: bytes, event: Json) -> bytes | None:
    """The digest with the copy's next event; `None` where that is no event at all."""
    if not isinstance(event, dict):
        return None
    try:
        return chain.link(digest, chain.canonical(event))
    except UnicodeEncodeError:  # half a character, which JSON can say and UTF-8 cannot
        return None


def _differs(row: Any, what: str) -> Fault:  # noqa: ANN401 - a row of asyncpg's
    position = row["position"]
    return Fault(position=position, wrong=f"Position {position} is the first to differ: {what}.")


def _difference(row: Any, event: dict[str, Json]) -> str:  # noqa: ANN401 - a row of asyncpg's
    if event.get("position") != row["position"]:
        return f"the copy has position {short(event.get('position'))} there"
    if event.get("id") != row["id"]:
        return f"the log has {row['id']} there, the copy {short(event.get('id'))}"
    return f"{row['id']} is not the same in the copy and in the log"
