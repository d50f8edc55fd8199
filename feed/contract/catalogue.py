"""Every type of event there is or was, with its model.

The enumerations say which types there are, and the unions of facts which model each has. Whoever
adds a type to the one and not to the other is stopped by a test.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple, get_args

from feed.contract.meanings import meaning_of, paragraphs_of
from schemas import events, reading, side_processes
from schemas.base import Model
from schemas.events import EventType
from schemas.reading import ReadingEventType
from schemas.side_processes import SideEventType

AnyEventType = EventType | SideEventType | ReadingEventType
FactModel = type[Model]

ENUMERATIONS: tuple[type[AnyEventType], ...] = (EventType, SideEventType, ReadingEventType)
RETIRED: frozenset[AnyEventType] = frozenset(
    [*events.RETIRED, *side_processes.RETIRED, *reading.RETIRED]
)


class Kind(NamedTuple):
    """One type of event.

    Attributes:
        type: Its name, as in the event.
        model: What is said in the event beside who and why.
        retired: Whether it is recorded no more. The log still holds those that were.
    """

    type: AnyEventType
    model: FactModel
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


def _models(*unions: Any) -> dict[AnyEventType, FactModel]:  # noqa: ANN401 - annotations
    return {
        get_args(model.model_fields["type"].annotation)[0]: model
        for union in unions
        for model in _members(union)
    }


def _members(union: Any) -> Iterable[FactModel]:  # noqa: ANN401 - an annotation
    """The models of a union with a discriminator, or the only one."""
    annotated = get_args(union)
    return get_args(annotated[0]) if annotated else [union]


MODELS = _models(events.Fact, side_processes.SideFact, reading.ReadingFact)

CATALOGUE: dict[str, Kind] = {
    type_.value: Kind(type_, MODELS[type_], type_ in RETIRED)
    for enumeration in ENUMERATIONS
    for type_ in enumeration
    if type_ in MODELS
}
"""By name, in the order of the enumerations, which is that of a visit's life."""
