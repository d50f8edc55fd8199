"""JSON Schemas (draft 2020-12) of what consumers read: each type's `data`, and the envelope.

A schema says what is true of every event of its type there ever was, not only of those recorded
today: a field that came later has a default in its model, and is optional for a reader. It is true
for every reader, too: what tells of one person is optional, for it is withheld from some.
"""

from collections.abc import Collection, Mapping
from enum import Enum
from functools import cache
from typing import Any, Final

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from feed.contract.catalogue import CATALOGUE, Kind
from feed.contract.meanings import meaning_of, meanings_of_fields
from register.cloudevents import schema_address
from schemas.access import Scope
from schemas.base import Model
from schemas.content import ContentRef
from schemas.ids import ActorRef, ProgrammeId, VisitId
from schemas.pseudonyms import PSEUDONYMOUS
from schemas.streams import Lane
from schemas.values import OPEN_VOCABULARIES

DIALECT = "https://json-schema.org/draft/2020-12/schema"
MEDIA_TYPE = "application/schema+json"
ENVELOPE = "cloudevent"
"""The name of the envelope's schema, where others have a type's."""

_LEFT_OUT = "withheld"
_LEFT_OUT_MEANS = (
    "Fields of `data` that are withheld from you, with commas between. Only where there are any: a "
    f"token without the scope `{Scope.PERSONAL}` is not shown what tells of one person."
)

EXTENSIBLE = "x-extensible-enum"
"""Values known today, of a vocabulary to which others may be added."""

_ACTOR = "Who made it happen, by reference; `system` when nobody did."
_WITHHELD = f"Withheld from readers without the scope `{Scope.PERSONAL}`."
_REASON = "Why, where a person gave a reason; the words are in the register. `null` otherwise."


class _ForReaders(GenerateJsonSchema):
    """As Pydantic makes it, in the words of the docstrings."""

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        model: type[BaseModel] = schema["cls"]
        made = super().model_schema(schema)
        meanings = meanings_of_fields(model)
        fields = made.get("properties", {})
        for name, field in fields.items():
            # What was not said, was not said: today's default is not what a writer of then meant.
            field.pop("default", None)
            field.pop("title", None)
            if name in meanings:
                field["description"] = meanings[name]
        for name, known in model.model_fields.items():
            if PSEUDONYMOUS in known.metadata:
                told = fields[name].get("description", "")
                fields[name]["description"] = f"{told} {_WITHHELD}".lstrip()
                if name in made.get("required", ()):
                    made["required"] = [other for other in made["required"] if other != name]
        made["description"] = meaning_of(model)
        return made

    def enum_schema(self, schema: core_schema.EnumSchema) -> JsonSchemaValue:
        kind: type[Enum] = schema["cls"]
        made = super().enum_schema(schema)
        made["description"] = meaning_of(kind)
        if kind in OPEN_VOCABULARIES:
            made[EXTENSIBLE] = made.pop("enum")
        return made

    def time_schema(self, schema: core_schema.TimeSchema) -> JsonSchemaValue:
        # The format `time` of JSON Schema has a zone. Ours is local, and its field says so.
        del schema
        return {"type": "string", "pattern": r"^[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?$"}


def data_schema(
    kind: Kind, published_at: str = "", example: dict[str, Any] | None = None
) -> dict[str, Any]:
    """The schema of the `data` of a type.

    Args:
        kind: The type.
        published_at: Where the feed is published; empty for an address relative to it.
        example: An event of the type, whose data is shown.
    """
    return {
        "$schema": DIALECT,
        "$id": schema_address(published_at, kind.name),
        "title": kind.title,
        "description": kind.meaning,
        **({"deprecated": True} if kind.retired else {}),
        "type": "object",
        **_of_data(kind.model),
        **({"examples": [example["data"]]} if example else {}),
    }


@cache
def _of_data(model: type[Model]) -> dict[str, Any]:
    """What a schema says of the data itself; it takes long to make, and nobody may change it."""
    made = model.model_json_schema(schema_generator=_ForReaders)
    reason = TypeAdapter(ContentRef | None).json_schema(schema_generator=_ForReaders)
    defs = {**made.pop("$defs", {}), **reason.pop("$defs")}
    fields = {name: field for name, field in made["properties"].items() if name != "type"}
    return {
        "properties": {
            "actor": {**_of(ActorRef), "description": _ACTOR},
            "reason": {**reason, "description": _REASON},
            **fields,
        },
        "required": ["actor", *made.get("required", [])],
        "additionalProperties": True,
        "$defs": dict(sorted(defs.items())),
    }


def fields_at_times(kind: Kind) -> frozenset[str]:
    """The fields of a type that stand in an event only where they say something."""
    return frozenset(
        name for name, field in kind.model.model_fields.items() if field.exclude_if is not None
    )


def envelope_schema(published_at: str = "", types: Collection[str] = CATALOGUE) -> dict[str, Any]:
    """The schema of an event as a whole; what `data` is, the schema named in `dataschema` says.

    Args:
        published_at: Where schemas are served.
        types: Of which types the event may be.
    """
    fields: dict[str, tuple[dict[str, Any], str]] = {
        "specversion": ({"const": "1.0"}, "The version of CloudEvents."),
        "id": (
            {"type": "string", "minLength": 1},
            "With `source`, names the event once for all: the same when it is delivered again.",
        ),
        "source": (
            {"type": "string", "format": "uri-reference", "minLength": 1},
            "The stream: of a visit, of what lives beside it, of a programme, of a report.",
        ),
        "type": (
            {"type": "string", EXTENSIBLE: list(types)},
            "What happened. New types come: pass over one that you do not know.",
        ),
        "subject": ({"type": "string", "minLength": 1}, "What it is about: the stream's name."),
        "time": ({"type": "string", "format": "date-time"}, "When it happened."),
        "datacontenttype": ({"const": "application/json"}, "What `data` is written in."),
        "dataschema": (
            {"type": "string", "format": "uri"},
            "Where the JSON Schema of `data` is served.",
        ),
        "partitionkey": (
            _lanes({CATALOGUE[name].model.lane for name in types}),
            "The visit with what lives beside it, or the programme: the same is kept in order.",
        ),
        "sequence": (
            {"type": "string", "pattern": "^[0-9]{10}$"},
            "The number of the event in its stream: from 1, without a gap; sorts as text.",
        ),
        "sequencetype": ({"const": "Integer"}, "What `sequence` is."),
        "position": (
            {"type": "integer", "minimum": 1},
            "The number of the event in the log of all streams: from 1, without a gap.",
        ),
        "programme": (_of(ProgrammeId), "The programme, or that which the visit is of."),
        "data": ({"type": "object"}, "What is said of it; see `dataschema`."),
        _LEFT_OUT: (
            {"type": "string", "pattern": r"^[a-z_.]+(,[a-z_.]+)*$"},
            _LEFT_OUT_MEANS,
        ),
    }
    return {
        "$schema": DIALECT,
        "$id": schema_address(published_at, ENVELOPE),
        "title": "Event",
        "description": "An event in the JSON format of CloudEvents 1.0, with the extensions "
        "partitioning and sequence, and three of our own: position, programme and withheld.",
        "type": "object",
        "properties": {
            name: {**schema, "description": meaning} for name, (schema, meaning) in fields.items()
        },
        "required": [name for name in fields if name != _LEFT_OUT],
        "additionalProperties": True,
    }


def _lanes(lanes: Collection[Lane]) -> dict[str, Any]:
    """What a partition is, of events in some lanes."""
    named = [_of(_PARTITIONS[lane]) for lane in Lane if lane in lanes]
    return named[0] if len(named) == 1 else {"anyOf": named}


_PARTITIONS: Final[Mapping[Lane, Any]] = {Lane.VISITS: VisitId, Lane.PROGRAMMES: ProgrammeId}


def _of(annotation: Any) -> dict[str, Any]:  # noqa: ANN401 - an annotation
    return TypeAdapter(annotation).json_schema()
