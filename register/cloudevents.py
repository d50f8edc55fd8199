"""Events as downstream systems read them: CloudEvents 1.0, thin, with no names and no words.

`source` is the stream (a visit, a referral, a complaint), so that `sequence` is scoped to it as the
specification asks; the place in the log of all streams is an extension of its own, `position`. All
that is about one visit has that visit's `partitionkey`, so that a consumer may keep it in order.
"""

import json
from functools import cache
from typing import Any

from register.logged import Logged, event_id
from register.streams import STREAMS, fact_models
from rules import chain
from schemas.pseudonyms import Path, pseudonymous_fields, without
from schemas.streams import AnyEvent, Lane

MEDIA_TYPE = "application/cloudevents+json"
BATCH_MEDIA_TYPE = "application/cloudevents-batch+json"


def to_cloudevent(logged: Logged[AnyEvent], published_at: str) -> dict[str, Any]:
    """One event in the JSON format of CloudEvents.

    Called once for each event, when it is recorded; everybody after that is given the bytes that
    were made of it then (`register.publication`), or what `as_given` leaves of them.

    Args:
        logged: The event in its place in the log.
        published_at: The address of the feed, without a slash at its end.

    Returns:
        `id` and `source` name it once for all; `sequence` (ten digits, so that it also sorts as
        text) is contiguous within the stream, `position` over all streams.
    """
    event = logged.event
    return {
        "specversion": "1.0",
        "id": event_id(event),
        "source": source_of(event.fact.lane, event.subject),
        "type": event.type.value,
        "subject": event.subject,
        "time": event.at.isoformat().replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "dataschema": schema_address(published_at, event.type.value),
        "partitionkey": event.partition,
        "sequence": f"{event.sequence:010d}",
        "sequencetype": "Integer",
        "position": logged.position,
        "programme": logged.programme,
        "data": {
            "actor": event.actor,
            "reason": event.reason.model_dump(mode="json") if event.reason else None,
            **event.fact.model_dump(mode="json", exclude={"type"}),
        },
    }


def as_given(cloudevent: str, event_type: str, *, whole: bool) -> str:
    """An event's bytes as one reader is given them; every door asks here.

    Args:
        cloudevent: As it was published.
        event_type: Its type.
        whole: Whether the reader may see what tells of one person.

    Returns:
        What was published, byte for byte, unless something has to be withheld.
    """
    if whole or event_type in given_to_all():
        return cloudevent
    return chain.canonical(without_pseudonyms(json.loads(cloudevent)))


def without_pseudonyms(event: dict[str, Any]) -> dict[str, Any]:
    """An event for whoever may not see what tells of one person.

    Args:
        event: As it was published.

    Returns:
        It as it is where there is nothing of the kind. Else a copy without those fields of its
        data, and with their names in `withheld`; it is not what the digests of the log are of. Of a
        type that this release does not know nobody can say which fields those are, so all of its
        data is withheld.
    """
    paths = _marked().get(event["type"])
    if paths is None:
        return {**event, "withheld": "data", "data": {}}
    kept = without(event["data"], paths)
    if kept == event["data"]:
        return event
    return {**event, "withheld": ",".join(".".join(path) for path in paths), "data": kept}


@cache
def given_to_all() -> frozenset[str]:
    """The types of event in which nothing tells of one person."""
    return frozenset(name for name, paths in _marked().items() if not paths)


@cache
def _marked() -> dict[str, tuple[Path, ...]]:
    """For each type the fields that tell of one person."""
    return {
        str(fact.model_fields["type"].default): pseudonymous_fields(fact)
        for stream in STREAMS.values()
        for fact in fact_models(stream)
    }


def source_of(lane: Lane, subject: str) -> str:
    """The stream as CloudEvents name where an event comes from, e.g. `/visits/interim-e10000016`.

    Args:
        lane: What the stream is kept in order with.
        subject: Its name.
    """
    return f"/{lane}/{subject}"


def schema_address(published_at: str, event_type: str) -> str:
    """Where the JSON Schema of a type's `data` is served, for as long as the type is."""
    return f"{published_at}/schemas/{event_type}.json"
