"""The one base of every model that is stored, sent or replayed."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """A frozen value.

    Readers are tolerant: unknown fields are ignored, so that a history written by a newer
    release can still be read by an older one during a roll-out, and the other way round.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(frozen=True, defer_build=True)
