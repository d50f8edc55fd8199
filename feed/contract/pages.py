"""The pages of the contract: one of each type, and one of what all have in common."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from feed.contract.catalogue import CATALOGUE, Kind
from feed.contract.meanings import meaning_of
from feed.contract.schemas import EXTENSIBLE, data_schema, envelope_schema
from schemas.event_types import EventType

MEDIA_TYPE = "text/markdown"

_FORMATS = {
    "date-time": "moment (RFC 3339)",
    "date": "day (`YYYY-MM-DD`)",
    "uri": "URI",
    "uri-reference": "URI or path",
}
_NULL = {"type": "null"}


def page(kind: Kind, example: dict[str, Any]) -> str:
    """All that a consumer must know of a type."""
    schema = data_schema(kind)
    retired = " · retired: none is recorded any more" if kind.retired else ""
    return _text(
        [
            f"# {kind.title}",
            f"`{kind.name}` · version {kind.major} · schema at `{schema['$id']}`{retired}",
            kind.happened,
            "## When it is recorded",
            kind.emitted,
            "## Data",
            _table(schema),
            *_parts(schema["$defs"]),
            "## Example",
            "The event as it is published, of a visit that was made up.",
            f"```json\n{json.dumps(example, indent=2, ensure_ascii=False)}\n```",
        ]
    )


def index() -> str:
    """What all events have in common, and the list of their types."""
    kinds = [
        f"| [`{kind.name}`]({kind.name}.md) | {kind.major} | {kind.happened}"
        f"{' **Retired.**' if kind.retired else ''} |"
        for kind in CATALOGUE.values()
    ]
    rows = "\n".join(["| type | version | what happened |", "|---|---|---|", *kinds])
    return _text(
        [
            "# Events",
            "Generated from the models by `make contract`; do not edit.",
            _INTRODUCTION,
            "## Names",
            meaning_of(EventType),
            "## Envelope",
            "CloudEvents 1.0 in JSON. The schema is at `/schemas/cloudevent.json`.",
            _table(envelope_schema()),
            _GUARANTEES,
            "## Types",
            rows,
        ]
    )


_INTRODUCTION = """\
The programme tells what happens in its visits by events. They are read in pages at `/events`, \
live at `/events/stream`, or pushed to a webhook: the same bytes by each door. What tells of one \
person is withheld from tokens without the scope `personal`; such an event names in `withheld` \
what is left out of its data, and is otherwise as others get it. The doors are described in \
`/openapi.json` and, as channels, in `/asyncapi.json`; the schema of each type is where its \
`dataschema` says, for as long as the type is."""

_GUARANTEES = """\
## What may be relied on

- **At least once.** An event may be delivered again, always with the same `id`, and with the same \
bytes as long as your scopes are the same. What you do with it, do once for each `id`.
- **In order, visit by visit.** Events with the same `partitionkey` come in the order in which \
they happened. `sequence` counts within one stream (`source`), without a gap. By a webhook a \
repeat may come after its successor, and an event that was refused for three days is set aside \
until it is replayed; whoever must not miss it goes by `sequence`.
- **Nothing missing.** `position` counts over all streams: 1, 2, 3… without a gap. Keep the last \
one you have dealt with and go on from there, whenever you like: nothing is ever deleted. By a \
filter you see only some positions.
- **Proven.** Each position has a digest: SHA-256 over the 32 bytes of the digest before it (32 \
zero bytes at first) and the event as canonical JSON (RFC 8785), which is how it is delivered. \
Equal digests at `/events/head` are equal logs; `/events/digests/<position>` finds the first \
difference. Digests are of whole events: they take the scope `personal`, and a copy made without \
it is compared by those who run the feed.
- **Thin.** No names and no words: references, versions, digests, dates and kinds. A note is \
read at `/visits/<visit>/note` by the departments it was shared with.
- **Compatible.** Within a type only optional fields come and go, compared with every version ever \
released. So pass over fields that you do not know, and do without optional ones. Vocabularies \
marked as open may grow: take a value that you do not know. All others stay as they are.
- **New types come.** Pass over a type that you do not know. Retired types stay listed here, \
because the log still holds their events."""


# --- Tables ----------------------------------------------------------------------------------


def _table(schema: dict[str, Any]) -> str:
    required = schema.get("required", ())
    rows = [
        f"| `{name}` | {_words(field)} | {'always' if name in required else 'optional'} "
        f"| {field.get('description', '')} |"
        for name, field in schema["properties"].items()
    ]
    return "\n".join(["| field | value | | meaning |", "|---|---|---|---|", *rows])


def _parts(definitions: dict[str, Any]) -> Iterator[str]:
    """A section for each model and each vocabulary that the type uses."""
    for name, schema in definitions.items():
        yield f"## {name}"
        yield schema["description"]
        if "properties" in schema:
            yield _table(schema)
        elif EXTENSIBLE in schema:
            yield f"Open, may grow: {_listed(schema[EXTENSIBLE])}."
        else:
            yield f"One of {_listed(schema['enum'])}."


def _words(schema: dict[str, Any]) -> str:
    """The type of a value in words."""
    match schema:
        case {"anyOf": branches}:
            named = " or ".join(_words(branch) for branch in branches if branch != _NULL)
            return f"{named} or `null`" if _NULL in branches else named
        case {"$ref": ref}:
            name = ref.rpartition("/")[2]
            return f"[{name}](#{name.lower()})"
        case {"const": value}:
            return f"`{value}`"
        case {"type": "array", "items": items}:
            return f"list of {_words(items)}"
        case {"type": "integer"}:
            return f"whole number{_limits(schema)}"
        case {"type": "string", "format": form}:
            return _FORMATS[form]
        case {"type": "string", "pattern": pattern}:
            # A pipe would end the cell, also between backticks.
            return f"text, `{pattern.replace('|', chr(92) + '|')}`"
        case {"type": "string"}:
            return "text"
        case {"type": "boolean"}:
            return "`true` or `false`"
        case _:
            return "object"


def _limits(schema: dict[str, Any]) -> str:
    least, most = schema.get("minimum"), schema.get("maximum")
    return (f" from {least}" if least is not None else "") + (
        f" to {most}" if most is not None else ""
    )


def _listed(values: Iterable[str]) -> str:
    return ", ".join(f"`{value}`" for value in values)


def _text(blocks: Iterable[str]) -> str:
    return "\n\n".join(blocks) + "\n"
