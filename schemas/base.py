"""The one base of every model that is stored, sent or replayed."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """A frozen value.

    Readers are tolerant: unknown fields are ignored, so that a history written by a newer
    release can still be read by an older one during a roll-out, and the other way round.

    What validates one is built when it is first used: a command uses few of them.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(frozen=True, defer_build=True)


def is_nothing(value: object) -> bool:
    """Whether a field says no more than if it were left out.

    For fields that came later (`exclude_if`): what says nothing new keeps the bytes it had.
    """
    return not value


def build_all() -> None:
    """Build what validates every model there is, for a process that will use them all.

    A worker does this as it starts: in a workflow nothing may take as long.
    """
    waiting = [Model]
    while waiting:
        model = waiting.pop()
        waiting += model.__subclasses__()
        if (
            not model.__pydantic_complete__
            and not model.__pydantic_generic_metadata__["parameters"]
        ):
            model.model_rebuild()
