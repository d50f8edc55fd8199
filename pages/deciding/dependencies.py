"""What the pages of decisions stand on."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Protocol, cast

from fastapi import Depends, Request

from desk.desk import Desk
from register.connection import Pool


class Deciding(Protocol):
    """What every request may use.

    Attributes:
        pool: The register.
        desk: Brings decisions, and looks at them first.
        now: The clock.
    """

    @property
    def pool(self) -> Pool: ...
    @property
    def desk(self) -> Desk: ...
    @property
    def now(self) -> Callable[[], datetime]: ...


def _deps(request: Request) -> Deciding:
    return cast("Deciding", request.app.state.deps)


Deps = Annotated[Deciding, Depends(_deps)]
