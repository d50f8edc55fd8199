"""Whether one row of the log agrees with itself: columns, published bytes, recorded payload."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple, TypeAlias

from register.cloudevents import source_of
from register.streams import STREAMS
from rules import chain
from schemas.streams import Lane, partition_of

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
Said: TypeAlias = "Json | datetime"


class _Claim(NamedTuple):
    """What a part of a row says, and what it should say."""

    name: str
    says: Said
    should_say: Said


def wrong_in(row: Any) -> Iterator[str]:  # noqa: ANN401 - a row of asyncpg's
    """What is wrong within one row."""
    if row["aggregatetype"] not in STREAMS:
        yield f"the row says kind of stream {short(row['aggregatetype'])}, and there is none"
        return
    yield from _disagreements("the row", _of_row(row))
    event = parsed(row["cloudevent"])
    if not isinstance(event, dict):
        yield "the published bytes are not a JSON object"
        return
    if chain.canonical(event) != row["cloudevent"]:
        yield "the published bytes are not canonical JSON"
    yield from _disagreements("the published event", _of_event(row, event))
    payload = parsed(row["payload"])
    fact = payload.get("fact") if isinstance(payload, dict) else None
    if not isinstance(payload, dict) or not isinstance(fact, dict):
        yield "the recorded payload is not an event"
        return
    yield from _disagreements("the recorded payload", _of_payload(row, payload, fact))
    yield from _unpublished(event.get("data"), payload, fact)


def _disagreements(what: str, claims: Iterable[_Claim]) -> Iterator[str]:
    for claim in claims:
        if claim.says != claim.should_say:
            yield (f"{what} says {claim.name} {short(claim.says)}, not {short(claim.should_say)}")


def _of_row(row: Any) -> Iterator[_Claim]:  # noqa: ANN401 - a row of asyncpg's
    yield _Claim("id", row["id"], f"{row['aggregateid']}/{row['sequence']}")
    yield _Claim("partition", row["partition_key"], partition_of(row["aggregateid"]))
    yield _Claim("kind of stream", row["aggregatetype"], row["type"].partition(".")[0])


def _of_event(row: Any, event: dict[str, Json]) -> Iterator[_Claim]:  # noqa: ANN401 - a row of asyncpg's
    should_say = {
        "specversion": "1.0",
        "id": row["id"],
        "source": source_of(STREAMS[row["aggregatetype"]].lane, row["aggregateid"]),
        "type": row["type"],
        "subject": row["aggregateid"],
        "partitionkey": row["partition_key"],
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
    if STREAMS[row["aggregatetype"]].lane is Lane.VISITS:
        yield _Claim("visit", payload.get("visit_id"), row["partition_key"])
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


def parsed(text: str) -> Json:
    """What JSON says; `None` where it is not JSON."""
    try:
        found: Json = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found


def _moment(text: Json) -> Said:
    try:
        return datetime.fromisoformat(text) if isinstance(text, str) else text
    except ValueError:
        return text


def short(value: Said) -> str:
    """What a part says, for a sentence: nothing long, whatever was put there."""
    text = value.isoformat() if isinstance(value, datetime) else f"{value}"
    return f"“{text[:80]}”"
