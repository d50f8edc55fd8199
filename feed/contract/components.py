"""Every schema under the name of a model, as documents of doors have them side by side.

Generators make a class of each, so each has a name and stands here once: the envelope, what each
type of event says, the event of each type as a whole, and all of them as one.
"""

from typing import Any, Final

from feed.contract.catalogue import CATALOGUE, Kind
from feed.contract.schemas import data_schema, envelope_schema

ENVELOPE: Final = "CloudEvent"
EVENT: Final = "Event"
"""An event of any type there is."""


def name_of(kind: Kind) -> str:
    """The name of the model of a type: `VisitNoteSharedV1` for `visit.note_shared.v1`."""
    return "".join(part.capitalize() for part in kind.name.replace("_", ".").split("."))


def data_name_of(kind: Kind) -> str:
    """The name of the model of its data."""
    return f"{name_of(kind)}Data"


def reference(name: str) -> dict[str, str]:
    """A reference to a schema from within the document that has it."""
    return {"$ref": f"#/components/schemas/{name}"}


def schemas() -> dict[str, Any]:
    """All of them by name; definitions that several have are there once.

    Raises:
        ValueError: Two of them would have one name.
    """
    made: dict[str, Any] = {}
    events: dict[str, Any] = {}
    for kind in CATALOGUE.values():
        data = data_schema(kind)
        made |= data.pop("$defs")
        # Generators call a model as its title says, so here that is its name.
        events[data_name_of(kind)] = {**data, "title": data_name_of(kind)}
        events[name_of(kind)] = _event(kind)
    events[ENVELOPE] = {**envelope_schema(), "title": ENVELOPE}
    events[EVENT] = {
        "title": EVENT,
        "description": "An event of any type there is today; `type` says which.",
        "oneOf": [reference(name_of(kind)) for kind in CATALOGUE.values()],
    }
    if twice := made.keys() & events.keys():
        raise ValueError(f"two schemas are called {', '.join(sorted(twice))}")
    return {name: _here(schema) for name, schema in sorted({**made, **events}.items())}


def types() -> dict[str, str]:
    """For each type where the schema of its event is, as a discriminator maps them."""
    return {kind.name: reference(name_of(kind))["$ref"] for kind in CATALOGUE.values()}


def _event(kind: Kind) -> dict[str, Any]:
    """An event of one type as a whole: written out, because few generators can put two together."""
    envelope = envelope_schema()
    own = {
        "type": {
            "type": "string",
            "const": kind.name,
            "description": "What happened.",
        },
        "data": {"$ref": f"#/{data_name_of(kind)}"},
    }
    return {
        "title": name_of(kind),
        "description": kind.happened,
        **({"deprecated": True} if kind.retired else {}),
        "type": "object",
        "properties": {**envelope["properties"], **own},
        "required": envelope["required"],
        "additionalProperties": True,
    }


def _here(part: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """A schema as it stands in a document, where references start from the top."""
    match part:
        case {"$ref": str(ref)}:
            rest = {name: value for name, value in part.items() if name != "$ref"}
            found = reference(ref.rpartition("/")[2])
            # Beside a reference nothing is read here, so what is said there gets a place.
            return {"allOf": [found], **rest} if rest else found
        case dict():
            return {
                name: _here(inner) for name, inner in part.items() if name not in {"$schema", "$id"}
            }
        case list():
            return [_here(inner) for inner in part]
        case _:
            return part
