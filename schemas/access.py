"""Who may come in from outside, and by which doors."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final

from pydantic import StringConstraints

from schemas.base import Model
from schemas.values import Department

ConsumerId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=40)]
"""A downstream system, e.g. `dfe-warehouse`: whose tokens, subscriptions and lag are its own."""

TokenId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{8}$")]
"""The public part of a token, by which it is named and revoked."""


class Scope(StrEnum):
    """What a token opens.

    `feed`: the events, pulled or live, without what tells of one person. `personal`: that, too,
    pulled, live or pushed, and with it the digests of the log; together with `feed`.
    `subscriptions`: the consumer's own subscriptions, together with `feed`, for what is pushed is
    what could be pulled. `content`: agreed notes that were shared with the token's department.
    """

    FEED = "feed"
    PERSONAL = "personal"
    SUBSCRIPTIONS = "subscriptions"
    CONTENT = "content"


PUSHED_TO: Final = frozenset({Scope.FEED, Scope.SUBSCRIPTIONS})
"""What a token must open for its consumer to have events pushed to it."""

WHOLE_EVENTS: Final = frozenset({Scope.FEED, Scope.PERSONAL})
"""What a token must open for its consumer to be given events as they were published."""


class Token(Model):
    """What is known of a token; the secret itself is shown once, when it is made.

    Attributes:
        id: Its public part.
        consumer: Whose it is.
        scopes: What it opens.
        department: Whose content it opens; only with the scope `content`.
        expires_at: When it stops by itself; `None` for never.
        revoked_at: When it was revoked.
    """

    id: TokenId
    consumer: ConsumerId
    scopes: tuple[Scope, ...]
    department: Department | None = None
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None

    def opens(self, now: datetime) -> bool:
        """Whether it is good for anything."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)

    @property
    def whole_events(self) -> bool:
        """Whether it is given events as they were published, with nothing withheld."""
        return set(self.scopes) >= WHOLE_EVENTS


class DoorLag(Model):
    """How far a consumer has come by one door.

    Attributes:
        consumer: Who.
        door: `pull`, `live`, or `push/<subscription>`.
        position: Everything up to here it has asked beyond, or was sent.
        seen_at: When it was last there.
        behind: How many events come after that; negative where it has seen more than there is,
            which was before the log was restored from a backup.
        behind_since: When the first of these was recorded; `None` when there is none.
    """

    consumer: ConsumerId
    door: str
    position: int
    seen_at: datetime
    behind: int
    behind_since: datetime | None
