"""What has no name in it and still tells of one person, to whoever knows who the reference is.

Events have no names and no words. Some of their fields are personal all the same: what an inspector
declared, whose agreement to a case is gone, where the child of a referral lives. They are marked
where they are declared, and are kept from readers who have no need of them.
"""

import types
import typing
from collections.abc import Iterator
from typing import Annotated, Any, Final

from pydantic import BaseModel


class _Pseudonymous:
    """The mark; `Annotated[..., PSEUDONYMOUS]` puts it on a field."""

    def __repr__(self) -> str:
        return "PSEUDONYMOUS"


PSEUDONYMOUS: Final = _Pseudonymous()

Path = tuple[str, ...]
"""The names of fields from a model down to one that is marked; lists are gone through."""


def pseudonymous_fields(model: type[BaseModel]) -> tuple[Path, ...]:
    """Every marked field of a model and of what it is made of."""
    return tuple(sorted(set(_marked(model, frozenset()))))


def without(data: dict[str, Any], paths: tuple[Path, ...]) -> dict[str, Any]:
    """JSON of a model without some fields; nothing stands in their place that could be believed."""
    heads = {path[0] for path in paths if len(path) == 1}
    deeper = {path[0] for path in paths} - heads
    return {
        name: _within(value, tuple(path[1:] for path in paths if path[0] == name))
        if name in deeper
        else value
        for name, value in data.items()
        if name not in heads
    }


def _within(value: Any, paths: tuple[Path, ...]) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        return without(value, paths)
    if isinstance(value, list):
        return [_within(inner, paths) for inner in value]
    return value


def _marked(model: type[BaseModel], seen: frozenset[type[BaseModel]]) -> Iterator[Path]:
    for name, field in model.model_fields.items():
        if any(note is PSEUDONYMOUS for note in field.metadata):
            yield (name,)
            continue
        for inner in _models_in(field.annotation):
            if inner not in seen:
                yield from ((name, *path) for path in _marked(inner, seen | {inner}))


def _models_in(hint: Any) -> Iterator[type[BaseModel]]:  # noqa: ANN401 - an annotation
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        yield hint
    elif typing.get_origin(hint) is Annotated or typing.get_origin(hint) in {
        typing.Union,
        types.UnionType,
        tuple,
        list,
    }:
        for argument in typing.get_args(hint):
            yield from _models_in(argument)
