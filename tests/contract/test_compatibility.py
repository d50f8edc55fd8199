"""What breaks a reader is refused, in a sentence; optional fields come and go."""

from copy import deepcopy
from typing import Any

import pytest

from feed.contract.catalogue import CATALOGUE
from feed.contract.schemas import EXTENSIBLE, data_schema
from tests.contract.compatibility import breaks
from tests.contract.release import digests_of_releases
from tests.contract.released import (
    RELEASED,
    Release,
    complaints,
    digest,
    present,
    releases,
)

FIXED = data_schema(CATALOGUE["visit.timetable_fixed.v1"])
EXTENDED = data_schema(CATALOGUE["visit.reply_extended.v1"])
CLOSED = data_schema(CATALOGUE["visit.closed.v1"])


@pytest.mark.parametrize("release", releases(), ids=lambda release: release.version)
def test_todays_events_are_read_by_readers_of_every_release(release: Release) -> None:
    if found := complaints(present(), [release]):
        pytest.fail("\n".join(found), pytrace=False)


def test_there_is_a_release_and_none_was_touched() -> None:
    assert releases()
    assert digests_of_releases() == {
        release.version: digest(release.schemas) for release in releases()
    }
    assert {path.name for path in RELEASED.iterdir() if path.is_dir()} == {
        release.version for release in releases()
    }


def changed(schema: dict[str, Any], *path: str, **to: object) -> dict[str, Any]:
    """A schema with something else at a place; what is given as None is taken away."""
    made = deepcopy(schema)
    place = made
    for step in path:
        place = place[step]
    place.update(to)
    for name in [name for name, value in to.items() if value is None]:
        del place[name]
    return made


SLOT = ("$defs", "Slot")
BREAKS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "a required field is gone": (
        EXTENDED,
        changed(changed(EXTENDED, "properties", until=None), required=["actor", "reply_due"]),
        "data.until: it was in every event and is gone",
    ),
    "a required field is new": (
        EXTENDED,
        changed(
            changed(EXTENDED, "properties", weeks={"type": "integer"}),
            required=[*EXTENDED["required"], "weeks"],
        ),
        "data.weeks: it is new and required",
    ),
    "an optional field is required": (
        EXTENDED,
        changed(EXTENDED, required=[*EXTENDED["required"], "reason"]),
        "data.reason: it is required; events of before may not have it.",
    ),
    "a required field is optional": (
        EXTENDED,
        changed(EXTENDED, required=["actor", "reply_due", "remind_again"]),
        "data.until: it was in every event and need not be",
    ),
    "another type": (
        EXTENDED,
        changed(EXTENDED, "properties", "until", type="integer"),
        "data.until: its type was 'string' and is 'integer'.",
    ),
    "another format": (
        EXTENDED,
        changed(EXTENDED, "properties", "until", format="date-time"),
        "data.until: its format was 'date' and is 'date-time'.",
    ),
    "another pattern": (
        EXTENDED,
        changed(EXTENDED, "properties", "actor", pattern="^.*$"),
        "data.actor: its pattern was",
    ),
    "a constraint is new": (
        FIXED,
        changed(FIXED, "properties", "round", maximum=9),
        "data.round: its maximum was not said and is 9.",
    ),
    "a constraint is gone": (
        FIXED,
        changed(FIXED, *SLOT, "properties", "day", maximum=None),
        "each of data.slots.day: its maximum was 2 and is not said.",
    ),
    "a value may be null": (
        EXTENDED,
        changed(
            EXTENDED,
            "properties",
            until={"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]},
        ),
        "data.until: it may be null and was never.",
    ),
    "a value may not be null": (
        FIXED,
        changed(FIXED, "properties", reason={"$ref": "#/$defs/ContentRef"}),
        "data.reason: it may not be null and was at times.",
    ),
    "one more kind of value": (
        FIXED,
        changed(
            FIXED,
            "properties",
            content={"anyOf": [{"$ref": "#/$defs/ContentRef"}, {"type": "string"}]},
        ),
        "data.content: it is one of 2 kinds of value and was one of 1.",
    ),
    "a new value of a closed vocabulary": (
        FIXED,
        changed(FIXED, "$defs", "Mode", enum=["on_site", "virtual", "mixed", "by_post"]),
        "each of data.slots.mode: the value 'by_post' is new; a reader has no case for it.",
    ),
    "a value of a closed vocabulary is gone": (
        FIXED,
        changed(FIXED, "$defs", "Mode", enum=["on_site", "virtual"]),
        "each of data.slots.mode: the value 'mixed' is gone, and events that hold it are not.",
    ),
    "a value of an open vocabulary is gone": (
        FIXED,
        changed(
            FIXED,
            "$defs",
            "ContentKind",
            **{EXTENSIBLE: FIXED["$defs"]["ContentKind"][EXTENSIBLE][1:]},
        ),
        "data.reason.kind: the value 'contacts' is gone, and events that hold it are not.",
    ),
    "a vocabulary is closed": (
        FIXED,
        changed(FIXED, "$defs", "ContentKind", **{EXTENSIBLE: None, "enum": ["contacts"]}),
        f"data.content.kind: its {EXTENSIBLE} was",
    ),
    "another constant": (
        CLOSED,
        changed(CLOSED, "properties", "outcome", const="declined"),
        "data.outcome: its const was 'closed' and is 'declined'.",
    ),
    "a required field of a part is gone": (
        FIXED,
        changed(
            changed(FIXED, *SLOT, "properties", ends=None),
            *SLOT,
            required=["slot_id", "kind", "day", "starts", "mode"],
        ),
        "each of data.slots.ends: it was in every event and is gone",
    ),
    "a part of one kind of several": (
        changed(EXTENDED, "properties", until={"oneOf": [{"type": "string"}, {"type": "integer"}]}),
        changed(EXTENDED, "properties", until={"oneOf": [{"type": "string"}, {"type": "boolean"}]}),
        "data.until (kind 2): its type was 'integer' and is 'boolean'.",
    ),
    "what nobody compares yet": (
        changed(FIXED, additionalProperties={"$ref": "#/$defs/Slot"}),
        changed(
            changed(FIXED, additionalProperties={"$ref": "#/$defs/Slot"}),
            *SLOT,
            "properties",
            day=None,
        ),
        "data: its additionalProperties refers to a part, and nobody compares that yet.",
    ),
    "the schema is served elsewhere": (
        EXTENDED,
        changed(EXTENDED, **{"$id": "/contract/visit.reply_extended.v1.json"}),
        "data: its $id was '/schemas/visit.reply_extended.v1.json' and is '/contract/",
    ),
    "other fields are refused": (
        EXTENDED,
        changed(EXTENDED, additionalProperties=False),
        "data: its additionalProperties was True and is False.",
    ),
}


@pytest.mark.parametrize(("was", "now", "sentence"), BREAKS.values(), ids=BREAKS)
def test_what_breaks_a_reader_is_refused(
    was: dict[str, Any], now: dict[str, Any], sentence: str
) -> None:
    found = breaks(was, now)

    assert [said for said in found if said.startswith(sentence)], found


GOES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "an optional field": (
        FIXED,
        changed(FIXED, "properties", weather={"type": "string"}),
    ),
    "an optional field of a part": (
        FIXED,
        changed(FIXED, *SLOT, "properties", room={"type": "string"}),
    ),
    "other words": (
        FIXED,
        changed(FIXED, title="Another", description="In other words.", examples=[{}]),
    ),
    "a part by another name": (
        FIXED,
        changed(
            changed(FIXED, "$defs", Reference=FIXED["$defs"]["ContentRef"]),
            "properties",
            content={"$ref": "#/$defs/Reference"},
        ),
    ),
}


@pytest.mark.parametrize(("was", "now"), GOES.values(), ids=GOES)
def test_what_breaks_nobody_comes_and_goes(was: dict[str, Any], now: dict[str, Any]) -> None:
    assert breaks(was, now) == []
    assert breaks(now, was) == []


def test_an_open_vocabulary_may_grow() -> None:
    known = FIXED["$defs"]["ContentKind"][EXTENSIBLE]
    grown = changed(FIXED, "$defs", "ContentKind", **{EXTENSIBLE: [*known, "invoice"]})

    assert breaks(FIXED, grown) == []


def test_a_field_does_not_come_back_as_something_else() -> None:
    """Each step alone is fine, which is why every release is asked and not the last one only."""
    name = "visit.reply_extended.v1"
    first = changed(EXTENDED, "properties", weeks={"type": "integer"})
    again = changed(EXTENDED, "properties", weeks={"type": "string"})
    history = [Release("1.0.0", {name: first}), Release("1.1.0", {name: EXTENDED})]

    assert complaints({name: again}, history[1:]) == []
    assert complaints({name: again}, history) == [
        f"{name}, since 1.0.0: data.weeks: its type was 'integer' and is 'string'."
    ]


def test_a_type_does_not_disappear() -> None:
    (release, *_) = releases()
    without = {name: schema for name, schema in present().items() if name != "visit.closed.v1"}

    (sentence,) = complaints(without, [release])
    assert sentence == (
        f"visit.closed.v1 was released in {release.version} and is gone. List it as retired: its "
        "events are still read."
    )
