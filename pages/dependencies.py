"""What the pages stand on, and how a page comes by it."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request

from desk.desk import Desk
from desk.identity import Provider
from desk.looking_ahead import LooksAhead
from pages.assets import Assets, find_assets
from register.connection import Connection, Pool
from register.tail import Tail


def _real_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class PagesDependencies:
    """What the pages stand on.

    Attributes:
        pool: The register.
        desk: Where decisions go.
        tail: Tells when something was recorded; without it no open page is told.
        now: The clock.
        assets: What pages are drawn with.
        tls: Whether they are reached over TLS alone.
        on_gov_uk: Whether they are served from gov.uk, whose crown and typeface are its own.
        privacy_notice: Where it is said what becomes of names and addresses; empty if nowhere.
        accessibility: Where the accessibility statement is; empty if nowhere.
        provider: The identity provider by which people sign in; without it by addresses.
        ahead: Plays visits forward; without it that is said not to be done here.
    """

    pool: Pool
    desk: Desk
    tail: Tail | None = None
    now: Callable[[], datetime] = _real_now
    assets: Assets = field(default_factory=find_assets)
    tls: bool = False
    on_gov_uk: bool = False
    privacy_notice: str = ""
    accessibility: str = ""
    provider: Provider | None = None
    ahead: LooksAhead | None = None


async def dependencies(request: Request) -> PagesDependencies:
    """What this application stands on."""
    deps = request.app.state.deps
    assert isinstance(deps, PagesDependencies)  # noqa: S101 - `create_pages` has put it there
    return deps


Deps = Annotated[PagesDependencies, Depends(dependencies)]


async def register_of(deps: Deps) -> AsyncIterator[Connection]:
    """A connection to the register for as long as a page is made."""
    async with deps.pool.acquire() as connection:
        yield connection


Register = Annotated[Connection, Depends(register_of)]


async def moment_now(deps: Deps) -> datetime:
    """The moment, aware."""
    return deps.now()


Now = Annotated[datetime, Depends(moment_now)]
