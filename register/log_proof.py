"""Proves the whole log: nothing missing, nothing out of order, nothing changed.

What is proven is what was published. Rows are read as they lie in the table, not through this
release's models, so that events of every release and of retired types are proven alike. Rows come
by a cursor; memory holds one number for each stream, and nothing for each event.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeAlias

from pydantic import computed_field

from register.connection import Connection
from rules import chain
from schemas.base import Model
from schemas.ids import Digest

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
Said: TypeAlias = "Json | datetime"

_AT_ONCE: Final = 500  # rows
_MOST: Final = 100
"""Faults that are told: the first are what matters, and a log may be damaged all over."""

_ROWS = (
    "SELECT position, id, aggregatetype, aggregateid, sequence, type, programme, occurred_at,"
    " payload, visit_id, cloudevent, digest FROM events ORDER BY position"
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

    @computed_field  # type: ignore[prop-decorator]
    @property
    def fine(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


class CopyProof(Model):
    """How a consumer's copy compares with the log.

    Attributes:
        position: The last position up to which the two are the same.
        digest: The digest of both up to there.
        head: The last position of the log.
        fault: The first difference.
    """

    position: int
    digest: Digest
    head: int
    fault: Fault | None = None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def fine(self) -> bool:
        """Whether the copy is the log, or its beginning."""
        return self.fault is None


async def prove(connection: Connection) -> LogProof:
    """Read the whole log and say what is wrong with it.

    Args:
        connection: Any; what is recorded meanwhile is not looked at.
    """
    proof = _Proof()
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        async for row in connection.cursor(_ROWS, prefetch=_AT_ONCE):
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


async def compare(connection: Connection, lines: Iterable[str]) -> CopyProof:
    """Compare a consumer's copy with the log by the digest chain.

    Args:
        connection: Any.
        lines: The copy from position 1 on, an event a line; how its JSON is laid out is not looked
            at.

    Returns:
        Up to where the two are the same. A copy that ends before the log does is the same up to
        there.
    """
    copy = enumerate(lines, start=1)
    digest, position = chain.START, 0
    fault: Fault | None = None
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        head = int(await connection.fetchval("SELECT max(position) FROM events") or 0)
        rows = connection.cursor(
            "SELECT position, id, digest FROM events ORDER BY position", prefetch=_AT_ONCE
        )
        async for row in rows:
            number, line = next(copy, (0, None))
            if line is None:
                break
            event = _parsed(line)
            if not isinstance(event, dict):
                fault = _differs(row, f"line {number} of the copy is not a JSON object")
                break
            linked = chain.link(digest, chain.canonical(event))
            if linked != row["digest"]:
                fault = _differs(row, _difference(row, event))
                break
            digest, position = linked, row["position"]
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
        fault=fault,
    )


def _differs(row: Any, what: str) -> Fault:  # noqa: ANN401 - a row of asyncpg's
    position = row["position"]
    return Fault(position=position, wrong=f"Position {position} is the first to differ: {what}.")


def _difference(row: Any, event: dict[str, Json]) -> str:  # noqa: ANN401 - a row of asyncpg's
    if event.get("position") != row["position"]:
        return f"the copy has position {_short(event.get('position'))} there"
    if event.get("id") != row["id"]:
        return f"the log has {row['id']} there, the copy {_short(event.get('id'))}"
    return f"{row['id']} is not the same in the copy and in the log"


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
        for what in _row(row):
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


# --- One row ---------------------------------------------------------------------------------


class _Claim(NamedTuple):
    """What a part of a row says, and what it should say."""

    name: str
    says: Said
    should_say: Said


def _row(row: Any) -> Iterator[str]:  # noqa: ANN401 - a row of asyncpg's
    """What is wrong within one row."""
    yield from _disagreements("the row", _of_row(row))
    event = _parsed(row["cloudevent"])
    if not isinstance(event, dict):
        yield "the published bytes are not a JSON object"
        return
    if chain.canonical(event) != row["cloudevent"]:
        yield "the published bytes are not canonical JSON"
    yield from _disagreements("the published event", _of_event(row, event))
    payload = _parsed(row["payload"])
    fact = payload.get("fact") if isinstance(payload, dict) else None
    if not isinstance(payload, dict) or not isinstance(fact, dict):
        yield "the recorded payload is not an event"
        return
    yield from _disagreements("the recorded payload", _of_payload(row, payload, fact))
    yield from _unpublished(event.get("data"), payload, fact)


def _disagreements(what: str, claims: Iterable[_Claim]) -> Iterator[str]:
    for claim in claims:
        if claim.says != claim.should_say:
            yield (f"{what} says {claim.name} {_short(claim.says)}, not {_short(claim.should_say)}")


def _of_row(row: Any) -> Iterator[_Claim]:  # noqa: ANN401 - a row of asyncpg's
    visit, *beside = row["aggregateid"].split("/")
    yield _Claim("id", row["id"], f"{row['aggregateid']}/{row['sequence']}")
    yield _Claim("visit", row["visit_id"], visit)
    yield _Claim("kind of stream", row["aggregatetype"], beside[0] if beside else "visit")


def _of_event(row: Any, event: dict[str, Json]) -> Iterator[_Claim]:  # noqa: ANN401 - a row of asyncpg's
    should_say = {
        "specversion": "1.0",
        "id": row["id"],
        "source": f"/visits/{row['aggregateid']}",
        "type": row["type"],
        "subject": row["aggregateid"],
        "partitionkey": row["visit_id"],
        "sequence": f"{row['sequence']:010d}",
        "position": row["position"],
        "programme": row["programme"],
    }
    for name, value in should_say.items():
        yield _Claim(name, event.get(name), value)
    yield _Claim("time", _moment(event.get("time")), row["occurred_at"])


def _of_payload(
    row: Any,  # noqa: ANN401 - a row of asyncpg's
    payload: dict[str, Json],
    fact: dict[str, Json],
) -> Iterator[_Claim]:
    yield _Claim("stream", payload.get("subject", payload.get("visit_id")), row["aggregateid"])
    yield _Claim("visit", payload.get("visit_id"), row["visit_id"])
    yield _Claim("sequence", payload.get("sequence"), row["sequence"])
    yield _Claim("type", fact.get("type"), row["type"])
    yield _Claim("time", _moment(payload.get("at")), row["occurred_at"])


def _unpublished(data: Json, payload: dict[str, Json], fact: dict[str, Json]) -> Iterator[str]:
    """What is recorded and not published alike.

    Not the other way round: what was recorded before there was a feed was published by a later
    release, with the fields that had been added by then.
    """
    stated = {name: value for name, value in fact.items() if name != "type"}
    recorded = {"actor": payload.get("actor"), "reason": payload.get("reason"), **stated}
    if not isinstance(data, dict):
        yield "the published event has no data"
        return
    for name, value in recorded.items():
        if name not in data:
            yield f"{name} is recorded and not published"
        elif not _covers(data[name], value):
            yield f"{name} is recorded and published with different values"


def _covers(published: Json, recorded: Json) -> bool:
    if isinstance(recorded, dict) and isinstance(published, dict):
        return all(
            name in published and _covers(published[name], value)
            for name, value in recorded.items()
        )
    if isinstance(recorded, list) and isinstance(published, list):
        return len(recorded) == len(published) and all(map(_covers, published, recorded))
    return published == recorded


def _parsed(text: str) -> Json:
    try:
        parsed: Json = json.loads(text)
    except ValueError:
        return None
    return parsed


def _moment(text: Json) -> Said:
    try:
        return datetime.fromisoformat(text) if isinstance(text, str) else text
    except ValueError:
        return text


def _short(value: Said) -> str:
    """What a part says, for a sentence: nothing long, whatever was put there."""
    text = value.isoformat() if isinstance(value, datetime) else f"{value}"
    return f"“{text[:80]}”"
