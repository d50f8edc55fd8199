"""What GOV.UK Notify tells of an e-mail that it was handed: as a callback, and when it is asked."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from schemas.incoming import LetterTag

NotifyId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f-]{36}$")]


class NotifyStatus(StrEnum):
    """What became of an e-mail, in Notify's words."""

    CREATED = "created"
    SENDING = "sending"
    PENDING = "pending"
    SENT = "sent"
    DELIVERED = "delivered"
    PERMANENT_FAILURE = "permanent-failure"
    TEMPORARY_FAILURE = "temporary-failure"
    TECHNICAL_FAILURE = "technical-failure"


class StatusTold(BaseModel):
    """What Notify tells of one e-mail; whatever else it says, an address among it, is not kept.

    Attributes:
        id: Of the notification.
        reference: The tag of its letter.
        status: What became of it.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: NotifyId
    reference: LetterTag
    status: NotifyStatus
