"""What stands in Temporal for content that stays in the register."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, Field

from schemas.base import Model
from schemas.ids import Digest
from schemas.values import ContentKind


class ContentRef(Model):
    """Points at one version of content that the register keeps for a visit.

    Attributes:
        kind: What the content is.
        version: Of this content of the visit, counted from 1.
        digest: Stands for exactly these words. It is made with a key that the register keeps with
            them, so a guess of the words cannot be confirmed by it.
    """

    kind: ContentKind
    version: int = Field(ge=1)
    digest: Digest


def refs_in(value: Any) -> Iterator[ContentRef]:  # noqa: ANN401 - a model, or what models hold
    """Every reference to content in a model."""
    if isinstance(value, ContentRef):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from refs_in(getattr(value, name))
    elif isinstance(value, tuple):
        for inner in value:
            yield from refs_in(inner)
