"""What stands in Temporal for content that stays in the register."""

from pydantic import Field

from schemas.base import Model
from schemas.ids import Digest
from schemas.values import ContentKind


class ContentRef(Model):
    """Points at one version of content that the register keeps for a visit."""

    kind: ContentKind
    version: int = Field(ge=1)
    digest: Digest
