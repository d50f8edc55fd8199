"""What a form's field takes: a list of entries, several words, one of some values, or a text."""

from enum import StrEnum
from types import UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel

from schemas.field_types import plain_type


class FieldShape(NamedTuple):
    """What a field takes.

    Attributes:
        several: Whether it is a list.
        entry: The model of an entry, where it is a list of those.
        choices: What it may be, where that is limited.
    """

    several: bool
    entry: type[BaseModel] | None
    choices: tuple[str, ...]


def shape_of(model: type[BaseModel], field: str) -> FieldShape:
    """What a field of a model takes."""
    kind = plain_type(model.model_fields[field].annotation)
    several = get_origin(kind) is tuple
    inner = plain_type(get_args(kind)[0]) if several else kind
    entry = inner if isinstance(inner, type) and issubclass(inner, BaseModel) else None
    return FieldShape(several, entry, tuple(_choices(inner)))


def _choices(kind: Any) -> list[str]:  # noqa: ANN401 - likewise
    if get_origin(kind) in {Union, UnionType}:
        return [choice for each in get_args(kind) for choice in _choices(plain_type(each))]
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return [member.value for member in kind]
    return []


def is_needed(model: type[BaseModel], field: str) -> bool:
    """Whether a form cannot do without a field."""
    return model.model_fields[field].is_required()
