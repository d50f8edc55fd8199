"""What the doors stand on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request

from desk.subscriptions import SubscriptionDesk
from feed.lag import LagBook
from register.connection import Pool
from register.tail import Tail


def real_now() -> datetime:
    """The time, with its zone."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Pace:
    """What live streams do when, in seconds.

    Attributes:
        heartbeat: Between comments that keep proxies from closing a quiet stream.
        look_again: After which a filtered stream tells how far it has looked.
        patience: In which a consumer must take what it is sent.
    """

    heartbeat: float = 15.0
    look_again: float = 10.0
    patience: float = 30.0


@dataclass(frozen=True)
class Dependencies:
    """What every request may use.

    Attributes:
        pool: The register.
        tail: The end of the log.
        lag: Where consumers are.
        desk: Sees to subscriptions; it asks Temporal only when something is changed.
        now: The clock.
        pace: Of live streams.
    """

    pool: Pool
    tail: Tail
    lag: LagBook
    desk: SubscriptionDesk | None = None
    now: Callable[[], datetime] = real_now
    pace: Pace = Pace()


async def _deps(request: Request) -> Dependencies:
    deps = request.app.state.deps
    assert isinstance(deps, Dependencies)  # noqa: S101 - put there by `create_app`, and by nobody else
    return deps


Deps = Annotated[Dependencies, Depends(_deps)]
