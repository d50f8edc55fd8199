"""`/subscriptions`: a consumer has events pushed to it, and sees to that by itself.

A consumer sees and changes its own subscriptions only; another's is as if it were not there.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Literal
from uuid import uuid4

from fastapi import APIRouter, Depends, Path, Response
from pydantic import BaseModel, BeforeValidator, Field, WithJsonSchema

from activities.deliveries import UnusableAddress
from feed.access import SubscriptionsToken
from feed.asking import TypeName, require_known, require_within
from feed.parts import TheParts
from feed.problems import Problem, ProblemCode, responses_of
from register.subscriptions import (
    Overview,
    SubscriptionEnded,
    SubscriptionTaken,
    UnknownSubscription,
)
from schemas.ids import ProgrammeId, VisitId
from schemas.subscriptions import (
    Answer,
    DeadLetter,
    SecretKind,
    SubscriptionId,
    SubscriptionStatus,
)
from worker.connections import TemporalUnavailable
from worker.subscription_desk import Changes, Order, SubscriptionDesk

router = APIRouter(tags=["subscriptions"], prefix="/subscriptions")

_HERE = (ProblemCode.NO_TOKEN, ProblemCode.SCOPE_MISSING, ProblemCode.NOT_NOW)
_OF_ONE = (*_HERE, ProblemCode.NOT_FOUND)
_CHANGED = (*_OF_ONE, ProblemCode.SUBSCRIPTION_ENDED, ProblemCode.TOO_LARGE)

_MOST_PARTS = 1000
_Id = Annotated[SubscriptionId, Path(description="The subscription's id.")]
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


class NewSubscription(BaseModel):
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


class ChangedSubscription(BaseModel):
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
    secrets: list[SecretShown] | None = None


class Rotation(BaseModel):
    """Which secret is to be replaced; the one before signs beside it for a day."""

    kind: SecretKind


class Replay(BaseModel):
    """A range of positions, both ends included."""

    first: Annotated[_Place, Field(alias="from")]
    last: Annotated[_Place, Field(alias="to")]


class Count(BaseModel):
    """How many events that is."""

    events: int


def _the_desk(parts: TheParts, _token: SubscriptionsToken) -> SubscriptionDesk:
    if parts.desk is None:
        raise _not_now("Subscriptions are not served here.")
    return parts.desk


TheDesk = Annotated[SubscriptionDesk, Depends(_the_desk)]


@router.post(
    "",
    summary="Have events pushed",
    status_code=HTTPStatus.CREATED,
    responses={
        200: {
            "description": "It was made before; secrets are shown once only.",
            "model": SubscriptionDocument,
        },
        **responses_of(
            *_HERE,
            ProblemCode.UNUSABLE_ADDRESS,
            ProblemCode.SUBSCRIPTION_TAKEN,
            ProblemCode.TOO_LARGE,
            ProblemCode.BEYOND_THE_END,
        ),
    },
)
async def make(
    asked: NewSubscription,
    parts: TheParts,
    desk: TheDesk,
    token: SubscriptionsToken,
    response: Response,
) -> SubscriptionDocument:
    """Make a subscription; the answer shows the secret and the public key to verify with."""
    require_known(asked.types)
    await require_within(parts, asked.after or 0)
    name = asked.id or f"{token.consumer[:27]}-{uuid4().hex[:12]}"
    with _told():
        _, secrets = await desk.make(
            Order(
                id=name,
                consumer=token.consumer,
                url=asked.url,
                types=asked.types,
                visits=asked.visits,
                programmes=asked.programmes,
                after=asked.after,
            )
        )
        found = await desk.look_at(name, consumer=token.consumer)
    document = _document(found)
    if secrets is None:
        response.status_code = HTTPStatus.OK
        return document
    shown = [_shown(kind, key) for kind, key in secrets.items()]
    return document.model_copy(update={"secrets": shown})


@router.get("", summary="List your subscriptions", responses=responses_of(*_HERE))
async def list_all(desk: TheDesk, token: SubscriptionsToken) -> list[SubscriptionDocument]:
    """Every subscription of the consumer, those that have ended included."""
    return [_document(found) for found in await desk.look(token.consumer)]


@router.get("/{id}", summary="See how a subscription stands", responses=responses_of(*_OF_ONE))
async def look(id: _Id, desk: TheDesk, token: SubscriptionsToken) -> SubscriptionDocument:  # noqa: A002 - its name in the path
    """What it asks for, how far it is, and what of it is not delivered."""
    with _told():
        return _document(await desk.look_at(id, consumer=token.consumer))


@router.patch(
    "/{id}",
    summary="Change, pause or resume a subscription",
    responses=responses_of(*_CHANGED, ProblemCode.UNUSABLE_ADDRESS),
)
async def change(
    id: _Id,  # noqa: A002 - its name in the path
    asked: ChangedSubscription,
    desk: TheDesk,
    token: SubscriptionsToken,
) -> SubscriptionDocument:
    """What is asked for changes for events that were not looked at yet."""
    require_known(asked.types or ())
    with _told():
        await desk.change(
            id,
            Changes(
                status=asked.status,
                url=asked.url,
                types=asked.types,
                visits=asked.visits,
                programmes=asked.programmes,
            ),
            consumer=token.consumer,
        )
        return _document(await desk.look_at(id, consumer=token.consumer))


@router.delete(
    "/{id}",
    summary="End a subscription",
    status_code=HTTPStatus.NO_CONTENT,
    responses=responses_of(*_OF_ONE),
)
async def end(id: _Id, desk: TheDesk, token: SubscriptionsToken) -> None:  # noqa: A002 - its name in the path
    """For good; again is the same."""
    with _told():
        await desk.end(id, consumer=token.consumer)


@router.post(
    "/{id}/secrets",
    summary="Rotate a secret",
    status_code=HTTPStatus.CREATED,
    responses=responses_of(*_CHANGED),
)
async def rotate(
    id: _Id,  # noqa: A002 - its name in the path
    asked: Rotation,
    desk: TheDesk,
    token: SubscriptionsToken,
) -> SecretShown:
    """Sign with a new secret; for a day, deliveries carry the signature of the old one, too."""
    with _told():
        return _shown(asked.kind, await desk.rotate(id, asked.kind, consumer=token.consumer))


@router.post(
    "/{id}/replays",
    summary="Replay a range",
    status_code=HTTPStatus.ACCEPTED,
    responses=responses_of(*_CHANGED),
)
async def replay(
    id: _Id,  # noqa: A002 - its name in the path
    asked: Replay,
    desk: TheDesk,
    token: SubscriptionsToken,
) -> Count:
    """Have a range of the log delivered again: the same bytes under the same ids, in order."""
    with _told():
        count = await desk.replay(id, asked.first, asked.last, consumer=token.consumer)
    return Count(events=count)


@router.post(
    "/{id}/retry",
    summary="Retry at once",
    status_code=HTTPStatus.ACCEPTED,
    responses=responses_of(*_CHANGED),
)
async def retry(id: _Id, desk: TheDesk, token: SubscriptionsToken) -> Count:  # noqa: A002 - its name in the path
    """Try at once what would be tried again later."""
    with _told():
        return Count(events=await desk.retry(id, consumer=token.consumer))


@router.get(
    "/{id}/dead-letters",
    summary="See what could not be delivered",
    responses=responses_of(*_OF_ONE),
)
async def dead_letters(id: _Id, desk: TheDesk, token: SubscriptionsToken) -> list[DeadLetter]:  # noqa: A002 - its name in the path
    """Events whose schedule is exhausted, in order of position."""
    with _told():
        return await desk.dead_letters(id, consumer=token.consumer)


# --- What answers are made of ------------------------------------------------------------------


def _document(found: Overview) -> SubscriptionDocument:
    known = found.subscription.model_dump(exclude={"consumer"})
    return SubscriptionDocument.model_validate({**known, **found.tally.model_dump()})


def _shown(kind: SecretKind, key: str) -> SecretShown:
    if kind is SecretKind.V1:
        return SecretShown(kind=kind, secret=key)
    return SecretShown(kind=kind, public_key=key)


def _not_now(detail: str) -> Problem:
    return Problem(
        HTTPStatus.SERVICE_UNAVAILABLE, ProblemCode.NOT_NOW, detail, {"Retry-After": "30"}
    )


@contextmanager
def _told() -> Iterator[None]:
    """Turn what the desk refuses into problems."""
    try:
        yield
    except UnknownSubscription:
        raise Problem(
            HTTPStatus.NOT_FOUND,
            ProblemCode.NOT_FOUND,
            "You have no subscription of that id; GET /subscriptions lists yours.",
        ) from None
    except SubscriptionTaken as error:
        raise Problem(HTTPStatus.CONFLICT, ProblemCode.SUBSCRIPTION_TAKEN, str(error)) from None
    except SubscriptionEnded as error:
        raise Problem(HTTPStatus.CONFLICT, ProblemCode.SUBSCRIPTION_ENDED, str(error)) from None
    except UnusableAddress as error:
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY, ProblemCode.UNUSABLE_ADDRESS, str(error)
        ) from None
    except TemporalUnavailable as error:
        raise _not_now(str(error)) from None
