"""What the doors stand on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request

from feed.frames import Frames
from feed.lag import LagBook
from register.connection import Pool
from register.tail import Tail


def real_now() -> datetime:
    """The time, with its zone."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Parts:
    """What every request may use.

    Attributes:
        pool: The register.
        tail: The end of the log.
        lag: Where consumers are.
        now: The clock.
        frames: Events as the live stream sends them.
    """

    pool: Pool
    tail: Tail
    lag: LagBook
    now: Callable[[], datetime] = real_now
    frames: Frames = field(default_factory=Frames)


def _parts(request: Request) -> Parts:
    parts = request.app.state.parts
    assert isinstance(parts, Parts)  # noqa: S101 - put there by `create_app`, and by nobody else
    return parts


TheParts = Annotated[Parts, Depends(_parts)]
