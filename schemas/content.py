"""What stands in Temporal for content that stays in the register."""

from pydantic import Field

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
