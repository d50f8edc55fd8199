"""Every model and every closed vocabulary of the language, found by walking its modules."""

import re
from collections.abc import Iterator
from enum import StrEnum
from importlib import import_module
from pkgutil import walk_packages

import schemas
from schemas.base import Model


def modules() -> list[str]:
    return [module.name for module in walk_packages(schemas.__path__, "schemas.")]


def models() -> list[type[Model]]:
    """Every model, however deep it derives from `Model`."""
    for name in modules():
        import_module(name)
    return sorted(set(_below(Model)), key=lambda model: model.__qualname__)


def _below(model: type[Model]) -> Iterator[type[Model]]:
    for child in model.__subclasses__():
        made = child.__pydantic_generic_metadata__["origin"]  # `Event[…]` is `Event` once more
        if child.__module__.startswith("schemas.") and made is None:
            yield child
        yield from _below(child)


def vocabularies() -> list[type[StrEnum]]:
    """Every enumeration that the language defines."""
    found = {
        value
        for name in modules()
        for value in vars(import_module(name)).values()
        if isinstance(value, type) and issubclass(value, StrEnum) and value is not StrEnum
    }
    return sorted(found, key=lambda kind: kind.__name__)


def words(name: str) -> set[str]:
    """The words of a name, whichever way it is written, e.g. of `NoteShared` or `note_shared`."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}


def names(*, but: tuple[str, ...] = ()) -> list[str]:
    """Every name that a visit can be spoken of with: models, fields, members and their values.

    Args:
        but: Names of this package are left out.
    """

    def is_meant(kind: type) -> bool:
        return not (but and kind.__module__.startswith(but))

    said, kinds = filter(is_meant, models()), [*filter(is_meant, vocabularies())]
    of_models = [name for model in said for name in (model.__name__, *model.model_fields)]
    of_kinds = [name for kind in kinds for m in kind for name in (m.name, m.value)]
    return [*of_models, *of_kinds, *(kind.__name__ for kind in kinds)]
