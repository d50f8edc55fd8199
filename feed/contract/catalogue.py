"""Every type of event there is or was, with its model.

The enumerations say which types there are, and the unions of facts which model each has. Whoever
adds a type to the one and not to the other is stopped by a test.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple, get_args

from feed.contract.meanings import meaning_of, paragraphs_of
from register.streams import STREAMS, fact_models
from schemas.streams import FactModel

FactModelType = type[FactModel]

RETIRED: frozenset[StrEnum] = frozenset().union(*(stream.retired for stream in STREAMS.values()))


class Kind(NamedTuple):
    """One type of event.

    Attributes:
        type: Its name, as in the event.
        model: What is said in the event beside who and why.
        retired: Whether it is recorded no more. The log still holds those that were.
    """

    type: StrEnum
    model: FactModelType
    retired: bool

    @property
    def name(self) -> str:
        """The type as text."""
        return self.type.value

    @property
    def major(self) -> int:
        """The version in its name; another one is another type."""
        return int(self.name.rpartition(".v")[2])

    @property
    def title(self) -> str:
        """What people call it: `visit.note_shared.v1` is “Visit: note shared”."""
        subject, happened, _ = self.name.split(".")
        return f"{subject.capitalize()}: {happened.replace('_', ' ')}"

    @property
    def meaning(self) -> str:
        """What it tells, and when it is recorded."""
        return meaning_of(self.model)

    @property
    def happened(self) -> str:
        """What it tells: the first paragraph of its model."""
        return paragraphs_of(self.model)[0]

    @property
    def emitted(self) -> str:
        """When it is recorded: the paragraphs after that."""
        return " ".join(paragraphs_of(self.model)[1:])


MODELS: Final[Mapping[StrEnum, FactModelType]] = {
    get_args(model.model_fields["type"].annotation)[0]: model
    for stream in STREAMS.values()
    for model in fact_models(stream)
}

CATALOGUE: Final[Mapping[str, Kind]] = {
    type_.value: Kind(type_, MODELS[type_], type_ in RETIRED)
    for enumeration in dict.fromkeys(stream.types for stream in STREAMS.values())
    for type_ in enumeration
    if type_ in MODELS
}
"""By name, in the order of the enumerations, which is that of a visit's life."""
