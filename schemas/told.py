"""Messages notice what they are told and do not know.

Whatever is read from a history is read tolerantly: what a later release wrote there is passed over.
A new decision is another matter: a field that nobody reads would be taken for decided.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Self, get_args

from pydantic import BaseModel, ModelWrapValidatorHandler, PrivateAttr, model_validator

from schemas.base import Model


class Told(Model):
    """A message that knows which of the fields it was made of it does not have."""

    _unknown: tuple[str, ...] = PrivateAttr(())

    @property
    def unknown(self) -> tuple[str, ...]:
        """Those fields, by name; below others with a dot."""
        return self._unknown

    @model_validator(mode="wrap")
    @classmethod
    def _notice(cls, given: Any, make: ModelWrapValidatorHandler[Self]) -> Self:  # noqa: ANN401 - as Pydantic has it
        made = make(given)
        if isinstance(given, Mapping) and (found := tuple(_unknown_in(cls, given))):
            made._unknown = found  # noqa: SLF001 - its own
        return made


def _unknown_in(model: type[BaseModel], given: Mapping[str, Any]) -> Iterator[str]:
    fields = _models_by_field(model)
    for name, value in given.items():
        if name not in fields:
            yield name
            continue
        models = fields[name]
        for inner in value if isinstance(value, list | tuple) else (value,):
            if models and isinstance(inner, Mapping):
                # Of several models it is the one that knows it best.
                told = min((list(_unknown_in(each, inner)) for each in models), key=len)
                yield from (f"{name}.{each}" for each in told)


@cache
def _models_by_field(model: type[BaseModel]) -> Mapping[str, tuple[type[BaseModel], ...]]:
    """Of which models each field can be; worked out once, a message is made several times."""
    return {name: tuple(_models_in(field.annotation)) for name, field in model.model_fields.items()}


def _models_in(hint: Any) -> Iterator[type[BaseModel]]:  # noqa: ANN401 - an annotation
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        yield hint
        return
    for argument in get_args(hint):
        yield from _models_in(argument)
