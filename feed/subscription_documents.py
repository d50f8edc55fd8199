"""What consumers send to the doors of subscriptions, and what they are answered with."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from feed.query import TypeName
from register.subscriptions import Overview
from schemas.ids import ProgrammeId, VisitId
from schemas.subscriptions import Answer, SecretKind, SubscriptionId, SubscriptionStatus

_MOST_PARTS = 1000
_Types = Annotated[list[TypeName], Field(max_length=_MOST_PARTS)]
_Visits = Annotated[list[VisitId], Field(max_length=_MOST_PARTS)]
_Programmes = Annotated[list[ProgrammeId], Field(max_length=_MOST_PARTS)]
_Url = Annotated[
    str,
    WithJsonSchema(
        {
            "type": "string",
            "format": "uri",
            "maxLength": 2000,
            "pattern": r"^https://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:[1-9][0-9]{0,3})?"
            r"(/[A-Za-z0-9._~/-]*)?(\?[A-Za-z0-9._~=&-]*)?$",
        }
    ),
]
"""Told here, and checked where it is used, for a sentence about what is wrong with it."""


def _number(given: object) -> object:
    """JSON has one kind of number, so 22.0 is 22; a string is none."""
    if isinstance(given, str | bool):
        raise ValueError("it is not a number")  # noqa: TRY004 - what Pydantic listens to
    return given


_Place = Annotated[int, Field(ge=1, le=2**53 - 1), BeforeValidator(_number)]
_Position = Annotated[int, Field(ge=0, le=2**53 - 1), BeforeValidator(_number)]


class _Asked(BaseModel):
    """What a consumer sends; a field that there is not is one that somebody misspelt."""

    model_config = ConfigDict(extra="forbid")


class NewSubscription(_Asked):
    """What a consumer asks for.

    Attributes:
        id: How to call it; a request that is repeated with the same id makes one subscription.
        url: Where to post events to, by HTTPS.
        types: Only these types.
        visits: Only about these visits, their referrals and complaints included.
        programmes: Only of these programmes.
        after: Begin after this position, 0 for the whole log; by default with what comes now.
    """

    id: SubscriptionId | None = None
    url: _Url
    types: _Types = []
    visits: _Visits = []
    programmes: _Programmes = []
    after: _Position | None = None


class ChangedSubscription(_Asked):
    """What is to be otherwise; what is left out stays.

    Attributes:
        status: `paused`, or `active` to go on, also after an answer of 410.
    """

    url: _Url | None = None
    types: _Types | None = None
    visits: _Visits | None = None
    programmes: _Programmes | None = None
    status: Literal[SubscriptionStatus.ACTIVE, SubscriptionStatus.PAUSED] | None = None


class SecretShown(BaseModel):
    """What deliveries are verified with.

    Attributes:
        kind: `v1` or `v1a`, as signatures begin.
        secret: The shared secret of `v1`, `whsec_…`; shown this once.
        public_key: The public key of `v1a`, `whpk_…`.
    """

    kind: SecretKind
    secret: str | None = None
    public_key: str | None = None


class SubscriptionDocument(BaseModel):
    """A subscription.

    Attributes:
        position: Everything up to here was delivered, is among what waits, or is not asked for.
        waiting: Events that were not tried, or wait behind one of their visit that is retried.
        retrying: Events that were tried and will be again.
        dead: Events whose schedule is exhausted; a replay brings them back.
        retry_at: When the next is tried again.
        failing_since: When the first of those that are retried was first tried.
        last_answer: To the latest delivery.
        last_success_at: When the latest delivery arrived.
        proven: Whether its address has shown, by the handshake of CloudEvents' web hooks, that it
            wants events; nothing is posted to one that has not.
        secrets: What deliveries are verified with; only in the answer that makes it.
    """

    id: SubscriptionId
    url: str
    types: list[str]
    visits: list[VisitId]
    programmes: list[ProgrammeId]
    status: SubscriptionStatus
    position: int
    waiting: int
    retrying: int
    dead: int
    retry_at: datetime | None
    failing_since: datetime | None
    last_answer: Answer | None
    last_success_at: datetime | None
    created_at: datetime
    proven: bool
    secrets: list[SecretShown] | None = None


class Rotation(_Asked):
    """Which secret is to be replaced; the one before signs beside it for a day."""

    kind: SecretKind


class Replay(_Asked):
    """A range of positions, both ends included."""

    first: Annotated[_Place, Field(alias="from")]
    last: Annotated[_Place, Field(alias="to")]


class Count(BaseModel):
    """How many events that is."""

    events: int


def document_of(found: Overview) -> SubscriptionDocument:
    """What its consumer is shown of a subscription."""
    known = found.subscription.model_dump(exclude={"consumer", "self_service", "proven_url"})
    return SubscriptionDocument.model_validate(
        {**known, **found.tally.model_dump(), "proven": found.subscription.proven}
    )


def secret_shown(kind: SecretKind, key: str) -> SecretShown:
    """A secret as its consumer is given it: the private half of a `v1a` stays here."""
    if kind is SecretKind.V1:
        return SecretShown(kind=kind, secret=key)
    return SecretShown(kind=kind, public_key=key)
