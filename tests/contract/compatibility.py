"""Whether two versions of a schema can be read by one reader, whichever was first.

A replay mixes eras: a reader of today meets events of every release, and a reader of then meets
those of today. So a change is judged both ways (full compatibility), against every version ever
released (transitive), and only fields that are optional come and go.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from feed.contract.schemas import EXTENSIBLE

Schema = Mapping[str, Any]

_TOLD_ONLY = frozenset(
    {
        "$schema",
        "$defs",
        "$comment",
        "title",
        "description",
        "examples",
        "default",
        "deprecated",
    }
)
_LOOKED_INTO = frozenset({"properties", "items", "enum", EXTENSIBLE})
_ALTERNATIVES = frozenset({"anyOf", "oneOf"})
_NULL = {"type": "null"}


def breaks(earlier: Schema, later: Schema) -> list[str]:
    """What would break a reader between two versions of a schema; a sentence for each.

    Args:
        earlier: As it was released.
        later: As it is to be.
    """
    return list(_Comparison(earlier, later).of(earlier, later, "data"))


class _Comparison:
    """Two schemas, each with definitions of its own."""

    def __init__(self, earlier: Schema, later: Schema) -> None:
        self._earlier = earlier.get("$defs", {})
        self._later = later.get("$defs", {})

    def of(self, earlier: Schema, later: Schema, where: str) -> Iterator[str]:
        """Compare what stands at one place."""
        earlier, later = _resolved(earlier, self._earlier), _resolved(later, self._later)
        if _ALTERNATIVES & (earlier.keys() | later.keys()):
            yield from self._alternatives(earlier, later, where)
            return
        if earlier.get("type") != later.get("type"):
            was, now = _said(earlier.get("type")), _said(later.get("type"))
            yield f"{where}: its type was {was} and is {now}."
            return
        looked_into = frozenset(_LOOKED_INTO & earlier.keys() & later.keys())
        if "properties" in looked_into:
            yield from self._fields(earlier, later, where)
            looked_into |= {"required"}
        if "items" in looked_into:
            yield from self.of(earlier["items"], later["items"], f"each of {where}")
        if EXTENSIBLE in looked_into:
            yield from _gone(earlier[EXTENSIBLE], later[EXTENSIBLE], where)
        if "enum" in looked_into:
            yield from _gone(earlier["enum"], later["enum"], where)
            yield from _new(earlier["enum"], later["enum"], where)
        yield from _constraints(earlier, later, where, looked_into)

    def _alternatives(self, earlier: Schema, later: Schema, where: str) -> Iterator[str]:
        were, are = _branches(earlier), _branches(later)
        if (_NULL in were) != (_NULL in are):
            how = (
                "may be null and was never" if _NULL in are else "may not be null and was at times"
            )
            yield f"{where}: it {how}."
        were, are = [b for b in were if b != _NULL], [b for b in are if b != _NULL]
        if len(were) != len(are):
            yield f"{where}: it is one of {len(are)} kinds of value and was one of {len(were)}."
            return
        for number, (was, now) in enumerate(zip(were, are, strict=True), 1):
            place = where if len(were) == 1 else f"{where} (kind {number})"
            yield from self.of(was, now, place)

    def _fields(self, earlier: Schema, later: Schema, where: str) -> Iterator[str]:
        were, are = earlier["properties"], later["properties"]
        needed, needs = set(earlier.get("required", ())), set(later.get("required", ()))
        for name in dict.fromkeys([*were, *are]):
            field = f"{where}.{name}"
            if name not in are:
                if name in needed:
                    yield f"{field}: it was in every event and is gone; a reader relies on it."
            elif name not in were:
                if name in needs:
                    yield f"{field}: it is new and required; events of before do not have it."
            else:
                if name in needed and name not in needs:
                    yield f"{field}: it was in every event and need not be; a reader relies on it."
                if name in needs and name not in needed:
                    yield f"{field}: it is required; events of before may not have it."
                yield from self.of(were[name], are[name], field)


def _constraints(
    earlier: Schema, later: Schema, where: str, looked_into: frozenset[str]
) -> Iterator[str]:
    """Everything else that is said of a value: the same, or a reader is broken."""
    for keyword in dict.fromkeys([*earlier, *later]):
        if keyword in _TOLD_ONLY | looked_into:
            continue
        was, now = earlier.get(keyword), later.get(keyword)
        if was != now:
            yield f"{where}: its {keyword} was {_said(was)} and is {_said(now)}."
        elif "$ref" in repr(now):
            # The reference is the same, and what it leads to may not be.
            yield f"{where}: its {keyword} refers to a part, and nobody compares that yet."


def _gone(were: list[Any], are: list[Any], where: str) -> Iterator[str]:
    for value in were:
        if value not in are:
            yield f"{where}: the value {value!r} is gone, and events that hold it are not."


def _new(were: list[Any], are: list[Any], where: str) -> Iterator[str]:
    for value in are:
        if value not in were:
            yield f"{where}: the value {value!r} is new; a reader has no case for it."


def _branches(schema: Schema) -> list[Schema]:
    for keyword in _ALTERNATIVES & schema.keys():
        branches: list[Schema] = schema[keyword]
        return branches
    return [schema]


def _resolved(schema: Schema, definitions: Schema) -> Schema:
    """What a reference leads to, with what is said beside it."""
    while "$ref" in schema:
        rest = {name: value for name, value in schema.items() if name != "$ref"}
        schema = {**definitions[schema["$ref"].rpartition("/")[2]], **rest}
    return schema


def _said(value: object) -> str:
    return "not said" if value is None else repr(value)
