"""Proves the whole log: nothing missing, nothing out of order, nothing changed.

What is proven is what was published. Rows are read as they lie in the table, not through this
release's models, so that events of every release and of retired types are proven alike. Rows come
by a cursor; memory holds one number for each stream, and nothing for each event.
"""

from collections.abc import Iterable
from typing import Any, Final

from pydantic import computed_field

from register.connection import Connection
from register.row_proof import wrong_in
from rules import chain
from schemas.base import Model
from schemas.ids import Digest

AT_ONCE: Final = 500  # rows
_MOST: Final = 100
"""Faults that are told: the first are what matters, and a log may be damaged all over."""

_ROWS = (
    "SELECT position, id, aggregatetype, aggregateid, sequence, type, programme, occurred_at,"
    " payload, partition_key, cloudevent, digest FROM events ORDER BY position"
)


class Fault(Model):
    """One thing that is wrong with the log.

    Attributes:
        position: Where.
        wrong: What, as a sentence that names the position.
    """

    position: int
    wrong: str


class LogProof(Model):
    """What the proof of a log found.

    Attributes:
        events: How many there are.
        streams: Of how many visits, referrals and complaints.
        position: The last position; 0 of an empty log.
        digest: As stored there: whoever has the same has the same log.
        faults: The first things that are wrong, in order of position.
        more: How many more are wrong.
    """

    events: int
    streams: int
    position: int
    digest: Digest
    faults: tuple[Fault, ...] = ()
    more: int = 0

    @computed_field  # type: ignore[prop-decorator]  # mypy knows no decorated property
    @property
    def fine(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


async def prove(connection: Connection) -> LogProof:
    """Read the whole log and say what is wrong with it.

    Args:
        connection: Any; what is recorded meanwhile is not looked at.
    """
    proof = _Proof()
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        async for row in connection.cursor(_ROWS, prefetch=AT_ONCE):
            proof.take(row)
        followers = await connection.fetch(
            "SELECT consumer, position FROM followers WHERE position > $1 ORDER BY position",
            proof.position,
        )
    proof.end([(row["consumer"], row["position"]) for row in followers])
    return LogProof(
        events=proof.events,
        streams=len(proof.streams),
        position=proof.position,
        digest=proof.digest.hex(),
        faults=tuple(proof.faults),
        more=proof.more,
    )


class _Proof:
    """What is known of the log up to a row."""

    def __init__(self) -> None:
        self.events = 0
        self.position = 0
        self.digest = chain.START
        self.streams: dict[str, int] = {}
        self.faults: list[Fault] = []
        self.more = 0
        self._expected = chain.START
        """The digest as it is recomputed, where the one that is stored is another."""

    def take(self, row: Any) -> None:  # noqa: ANN401 - a row of asyncpg's
        """Look at the next row in order of position."""
        gap = self._contiguity(row)
        self._link(row, gap=gap)
        self._sequence(row)
        for what in wrong_in(row):
            self._tell(row["position"], what)
        self.events += 1
        self.position = row["position"]
        self.digest = row["digest"]

    def end(self, followers: Iterable[tuple[str, int]]) -> None:
        """Look at what consumers have seen: nobody can have read what was never there."""
        for consumer, seen in followers:
            self._tell(
                self.position + 1,
                f"{consumer} has read up to position {seen}, and the log ends before it",
            )

    def _tell(self, position: int, what: str) -> None:
        if len(self.faults) == _MOST:
            self.more += 1
        else:
            self.faults.append(Fault(position=position, wrong=f"Position {position}: {what}."))

    def _contiguity(self, row: Any) -> bool:  # noqa: ANN401 - a row of asyncpg's
        first, last = self.position + 1, row["position"] - 1
        if first > last:
            return False
        missing = f"position {first} is" if first == last else f"positions {first} to {last} are"
        self._tell(first, f"the log has a gap, {missing} missing")
        return True

    def _link(self, row: Any, *, gap: bool) -> None:  # noqa: ANN401 - a row of asyncpg's
        """Where one digest alone was changed, the next one still follows from what it was."""
        stored, published = row["digest"], row["cloudevent"]
        before = {self.digest, self._expected}
        if gap or stored in {chain.link(digest, published) for digest in before}:
            self._expected = stored
            return
        self._tell(
            row["position"],
            "the digest does not follow from the one before and the published bytes; "
            "one of them was changed",
        )
        self._expected = chain.link(self._expected, published)

    def _sequence(self, row: Any) -> None:  # noqa: ANN401 - a row of asyncpg's
        stream, number = row["aggregateid"], row["sequence"]
        expected = self.streams.get(stream, 0) + 1
        if number != expected:
            self._tell(row["position"], f"{stream} has event {number} where {expected} belongs")
        self.streams[stream] = number
