"""The doors as requests: the OpenAPI 3.1 document, completed for those who make clients of it."""

import copy
from typing import Any

from fastapi import FastAPI

from feed.contract import components
from feed.contract.catalogue import CATALOGUE
from web.problems import PROBLEM, ProblemDocument

_EVENT_TYPE = "EventType"
_LARGEST_OF_32_BITS = 2**31 - 1


def document(app: FastAPI, published_at: str) -> dict[str, Any]:
    """The document.

    Args:
        app: The feed.
        published_at: Where it is published.
    """
    made: dict[str, Any] = copy.deepcopy(app.openapi())
    made["servers"] = [{"url": published_at, "description": "Where this feed is published."}]
    problem = ProblemDocument.model_json_schema(
        ref_template=components.reference("{model}")["$ref"]
    )
    schemas = {
        **components.schemas(),
        **problem.pop("$defs", {}),
        PROBLEM: {**problem, "title": PROBLEM},
    }
    schemas[components.EVENT] |= {
        "discriminator": {"propertyName": "type", "mapping": components.types()}
    }
    own = made["components"]["schemas"]
    if twice := {name for name in own.keys() & schemas.keys() if own[name] != schemas[name]}:
        raise ValueError(f"two schemas are called {', '.join(sorted(twice))}")
    made = _named(made)
    types = {
        "title": _EVENT_TYPE,
        "description": "A type of event that there is today.",
        "type": "string",
        "enum": sorted(CATALOGUE),
    }
    made["components"]["schemas"] = dict(
        sorted({**made["components"]["schemas"], **schemas, _EVENT_TYPE: types}.items())
    )
    _widen(made)
    return made


def _named(part: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """A part in which the list of all types of event stands under its name."""
    match part:
        case {"enum": [*values]} if CATALOGUE.keys() == set(values):
            return components.reference(_EVENT_TYPE)
        case dict():
            return {name: _named(inner) for name, inner in part.items()}
        case list():
            return [_named(inner) for inner in part]
        case _:
            return part


def _widen(part: Any) -> None:  # noqa: ANN401 - whatever JSON holds
    """Say of each integer that may be large that it is one of 64 bits; many languages must know."""
    match part:
        case {"type": "integer"} if part.get("maximum", 2**53) > _LARGEST_OF_32_BITS:
            part["format"] = "int64"
        case dict():
            for inner in part.values():
                _widen(inner)
        case list():
            for inner in part:
                _widen(inner)
        case _:
            pass
