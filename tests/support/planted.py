"""A log with an event of each type, and a marker wherever one tells of a single person."""

import copy
import re
from typing import Any, Final

from feed.contract.examples import examples
from register.connection import Pool
from register.streams import STREAMS, fact_models
from rules import chain
from schemas.pseudonyms import Path, pseudonymous_fields

MARKER: Final = re.compile(rb"plant[0-9]+x")

_INSERT = """
    INSERT INTO events (position, id, aggregatetype, aggregateid, sequence, type, programme,
        occurred_at, payload, partition_key, cloudevent, digest)
    VALUES ($1::bigint, $2, 'visit', $3, $1::bigint, $4, $5, now(), '{}', $6, $7, $8)
"""


async def plant(pool: Pool) -> tuple[list[str], set[bytes]]:
    """Write the log.

    Returns:
        Its events as they were published, and the markers in them.
    """
    digest, published = chain.START, []
    markers: set[bytes] = set()
    rows = []
    for position, example in enumerate(_examples(), start=1):
        event = {**example, "position": position}
        for path in _marked(event["type"]):
            marker = f"plant{len(markers)}x"
            assert _put(event["data"], path, marker), f"{event['type']} has no {path}"
            markers.add(marker.encode())
        text = chain.canonical(event)
        digest = chain.link(digest, text)
        published.append(text)
        rows.append(
            (
                *(position, f"planted/{position}", event["subject"], event["type"]),
                *(event["programme"], event["partitionkey"], text, digest),
            )
        )
    await pool.executemany(_INSERT, rows)
    return published, markers


def _examples() -> list[dict[str, Any]]:
    """Whole ones; an example whose list is empty is given something to have markers in."""
    made = copy.deepcopy(examples())
    legacy = made["visit.carried_over.v1"]["data"]["legacy"]
    legacy["cases"] = legacy["cases"] or [{"case": "case-1"}]
    legacy["declarations"] = legacy["declarations"] or [{"inspector": "a", "role": "lead"}]
    return [*made.values()]


def _marked(event_type: str) -> tuple[Path, ...]:
    return next(
        pseudonymous_fields(fact)
        for stream in STREAMS.values()
        for fact in fact_models(stream)
        if fact.model_fields["type"].default == event_type
    )


def _put(part: Any, path: Path, marker: str) -> bool:  # noqa: ANN401 - JSON
    """Put a marker at a path, in each item of a list; whether there was a place for it."""
    if isinstance(part, list):
        put = [_put(inner, path, marker) for inner in part]
        return any(put)
    first, *rest = path
    if rest:
        return _put(part[first], tuple(rest), marker)
    part[first] = [marker] if isinstance(part.get(first), list) else marker
    return True
