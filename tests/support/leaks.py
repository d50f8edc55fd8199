"""Where a type could carry what must not pass: a name, an address or a sentence."""

import enum
import types
import typing
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

from pydantic import BaseModel, StringConstraints
from pydantic.fields import FieldInfo

from schemas import ids
from schemas.areas import AreaName
from schemas.personal import Personal
from schemas.report import values as report
from schemas.side_processes import SideSubject
from schemas.subscriptions import SubscriptionId

ALPHABETS = frozenset(
    note.pattern
    for kind in (*vars(ids).values(), *vars(report).values(), SideSubject, SubscriptionId, AreaName)
    for note in getattr(kind, "__metadata__", ())
    if isinstance(note, StringConstraints)
)
"""What a string that crosses may be made of: the patterns of `schemas.ids`, a few names of things,
and the names of local authorities, which the desk takes from the published list alone."""

IMPERSONAL = (enum.Enum, int, bool, float, datetime, date, time, timedelta)


def leaks(  # noqa: C901, PLR0912 - one arm a kind of type
    hint: Any,  # noqa: ANN401 - any type there is
    path: str,
    seen: frozenset[Any] = frozenset(),
) -> Iterator[str]:
    """Where a type could carry a name, an address or a sentence."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is Annotated:
        base, *notes = arguments
        if base is str:
            if not any(getattr(note, "pattern", None) in ALPHABETS for note in notes):
                yield f"{path}: a string of any letters"
            return
        yield from leaks(base, path, seen)
    elif origin in {typing.Union, types.UnionType, tuple, list, dict, frozenset}:
        for argument in arguments:
            if argument is not Ellipsis:
                yield from leaks(argument, path, seen)
    elif origin is typing.Literal or hint is type(None):
        return
    elif isinstance(hint, type) and issubclass(hint, Personal):
        yield f"{path}: {hint.__name__} is personal"
    elif isinstance(hint, type) and issubclass(hint, BaseModel):
        if hint not in seen:
            for name, field in hint.model_fields.items():
                yield from leaks(_whole(field), f"{path}.{name}", seen | {hint})
    elif isinstance(hint, type) and issubclass(hint, IMPERSONAL):
        return
    else:
        yield f"{path}: {hint!r} may hold anything"


def _whole(field: FieldInfo) -> Any:  # noqa: ANN401 - as above
    """A field's type with what constrains it; Pydantic keeps the two apart."""
    return Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
