"""`/subscriptions`: a consumer has events pushed to it, and sees to that by itself.

A consumer sees and changes its own subscriptions only; another's is as if it were not there.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Depends, Path, Request, Response

from activities.deliveries import UnusableAddress
from desk.answers import TemporalUnavailable
from desk.subscriptions import Changes, Order, SubscriptionDesk
from feed.access import SubscriptionsToken
from feed.dependencies import Deps
from feed.query import require_known, require_within
from feed.subscription_documents import (
    ChangedSubscription,
    Count,
    NewSubscription,
    Replay,
    Rotation,
    SecretShown,
    SubscriptionDocument,
    document_of,
    secret_shown,
)
from register.subscriptions import (
    SubscriptionEnded,
    SubscriptionTaken,
    TooManySubscriptions,
    UnknownSubscription,
)
from schemas.subscriptions import DeadLetter, SubscriptionId
from web.problems import Problem, ProblemCode, responses_of

router = APIRouter(tags=["subscriptions"], prefix="/subscriptions")

_HERE = (ProblemCode.NO_TOKEN, ProblemCode.SCOPE_MISSING, ProblemCode.NOT_NOW)
_OF_ONE = (*_HERE, ProblemCode.NOT_FOUND)
_CHANGED = (*_OF_ONE, ProblemCode.SUBSCRIPTION_ENDED, ProblemCode.TOO_LARGE)

_Id = Annotated[SubscriptionId, Path(description="The subscription's id.")]


async def _the_desk(deps: Deps, _token: SubscriptionsToken) -> SubscriptionDesk:
    if deps.desk is None:
        raise _not_now("Subscriptions are not served here.")
    return deps.desk


TheDesk = Annotated[SubscriptionDesk, Depends(_the_desk)]


@router.post(
    "",
    operation_id="makeSubscription",
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
            ProblemCode.TOO_MANY_SUBSCRIPTIONS,
            ProblemCode.TOO_LARGE,
            ProblemCode.BEYOND_THE_END,
        ),
    },
)
async def make(  # noqa: PLR0913, PLR0917 - one for each thing it takes part in
    asked: NewSubscription,
    deps: Deps,
    desk: TheDesk,
    token: SubscriptionsToken,
    request: Request,
    response: Response,
) -> SubscriptionDocument:
    """Make a subscription; the answer shows the secret and the public key to verify with."""
    require_known(asked.types)
    await require_within(deps, asked.after or 0)
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
                self_service=True,
            )
        )
        found = await desk.look_at(name, consumer=token.consumer)
    document = document_of(found)
    response.headers["Location"] = _address(request, name)
    if secrets is None:
        response.status_code = HTTPStatus.OK
        return document
    given = [secret_shown(kind, key) for kind, key in secrets.items()]
    return document.model_copy(update={"secrets": given})


@router.get(
    "",
    operation_id="listSubscriptions",
    summary="List your subscriptions",
    responses=responses_of(*_HERE),
)
async def list_all(desk: TheDesk, token: SubscriptionsToken) -> list[SubscriptionDocument]:
    """Every subscription of the consumer, those that have ended included."""
    return [document_of(found) for found in await desk.look(token.consumer)]


@router.get(
    "/{id}",
    operation_id="readSubscription",
    summary="See how a subscription stands",
    responses=responses_of(*_OF_ONE),
)
async def look(id: _Id, desk: TheDesk, token: SubscriptionsToken) -> SubscriptionDocument:  # noqa: A002 - its name in the path
    """What it asks for, how far it is, and what of it is not delivered."""
    with _told():
        return document_of(await desk.look_at(id, consumer=token.consumer))


@router.patch(
    "/{id}",
    operation_id="changeSubscription",
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
        return document_of(await desk.look_at(id, consumer=token.consumer))


@router.delete(
    "/{id}",
    operation_id="endSubscription",
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
    operation_id="rotateSecret",
    summary="Rotate a secret",
    status_code=HTTPStatus.CREATED,
    responses=responses_of(*_CHANGED),
)
async def rotate(  # noqa: PLR0913, PLR0917 - as of `make`
    id: _Id,  # noqa: A002 - its name in the path
    asked: Rotation,
    desk: TheDesk,
    token: SubscriptionsToken,
    request: Request,
    response: Response,
) -> SecretShown:
    """Sign with a new secret; for a day, deliveries carry the signature of the old one, too.

    A secret has no address of its own: it is shown this once.
    """
    response.headers["Location"] = _address(request, id)
    with _told():
        return secret_shown(asked.kind, await desk.rotate(id, asked.kind, consumer=token.consumer))


@router.post(
    "/{id}/replays",
    operation_id="replayEvents",
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
    operation_id="retryDeliveries",
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
    operation_id="listDeadLetters",
    summary="See what could not be delivered",
    responses=responses_of(*_OF_ONE),
)
async def dead_letters(id: _Id, desk: TheDesk, token: SubscriptionsToken) -> list[DeadLetter]:  # noqa: A002 - its name in the path
    """Events whose schedule is exhausted, in order of position."""
    with _told():
        return await desk.dead_letters(id, consumer=token.consumer)


def _address(request: Request, subscription: SubscriptionId) -> str:
    return f"{request.scope.get('root_path', '')}{router.prefix}/{subscription}"


# --- What is refused ---------------------------------------------------------------------------


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
    except TooManySubscriptions as error:
        raise Problem(HTTPStatus.CONFLICT, ProblemCode.TOO_MANY_SUBSCRIPTIONS, str(error)) from None
    except SubscriptionEnded as error:
        raise Problem(HTTPStatus.CONFLICT, ProblemCode.SUBSCRIPTION_ENDED, str(error)) from None
    except UnusableAddress as error:
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY, ProblemCode.UNUSABLE_ADDRESS, str(error)
        ) from None
    except TemporalUnavailable as error:
        raise _not_now(str(error)) from None
