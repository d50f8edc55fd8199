"""The pages and the API as one application, and what both stand on."""

import os
import socket
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Mount

from api.app import create_api
from api.dependencies import ApiDependencies
from api.notify_callbacks import create_notify_callbacks
from console.run.ahead import AheadInAProcess
from desk.authority import ByRegister
from desk.desk import Desk
from desk.identity import Provider
from desk.signing import LateSigner
from feed.server import FollowingFeed
from pages.app import create_pages
from pages.dependencies import PagesDependencies
from register.opening import open_register
from register.own_namespace import require_own_namespace
from register.tail import following
from web.serving import address_of, few_collections, listening, running
from worker.connections import connect
from worker.decision_keys import decision_keys
from worker.department_settings import department_mailboxes
from worker.identity_settings import identity_settings
from worker.notify_settings import callback_token
from worker.pages_settings import PagesSettings
from worker.settings import worker_settings

_POOL = 20


@asynccontextmanager
async def serving_pages(  # noqa: PLR0913 - what pages are served with
    database_url: str,
    where: PagesSettings,
    *,
    stack: Path | None = None,
    listener: socket.socket | None = None,
    feed: AbstractAsyncContextManager[FollowingFeed] | None = None,
    mail: AbstractAsyncContextManager[None] | None = None,
) -> AsyncIterator[str]:
    """The pages and, below `/api`, the API, for as long as the block lasts.

    Args:
        database_url: Of the register, migrated, as whoever decides and looks has it.
        where: Where they listen.
        stack: Folder of the embedded stack that serves them.
        listener: A socket that listens already, in place of a new one.
        feed: The feed, to be served below `/feed`; without it, it is served elsewhere.
        mail: Reads the mail that comes in, where that is done here, too.

    Yields:
        Their address.

    Raises:
        AnotherNamespace: The register belongs to another one.
        DoorUnavailable: The port is taken.
        SettingsError: Something that decides cannot be had.
    """
    keys = decision_keys(stack)
    identity = identity_settings()
    token = callback_token(os.environ)
    async with (
        few_collections(),
        open_register(database_url, size=_POOL) as pool,
        following(pool) as tail,
        feed or nullcontext() as beside,
        mail or nullcontext(),
    ):
        client = await connect(lazy=True)
        async with pool.acquire() as connection:
            await require_own_namespace(connection, client.namespace)
        desk = Desk(
            client,
            pool,
            task_queue=worker_settings().task_queue,
            mailboxes=lambda: department_mailboxes(embedded=stack is not None),
            authority=ByRegister(),
            signer=LateSigner(keys.signer),
        )
        ahead = AheadInAProcess(database_url)
        pages = create_pages(
            PagesDependencies(
                pool,
                desk,
                tail,
                tls=where.tls,
                on_gov_uk=where.on_gov_uk,
                privacy_notice=where.privacy_notice,
                accessibility=where.accessibility,
                provider=Provider(identity) if identity else None,
                ahead=ahead,
            )
        )
        api = create_api(ApiDependencies(pool, desk, ahead=ahead))
        routes = [Mount("/api", api), Mount("/", pages)]
        if beside:
            routes.insert(0, Mount("/feed", beside.app))
        if token is not None:
            routes.insert(0, Mount("/notify", create_notify_callbacks(pool, token)))
        app = Starlette(routes=routes)

        def end() -> None:
            tail.end()
            if beside:
                beside.end()

        opened = listening(where.host, where.port, "The pages")
        with nullcontext(listener) if listener else opened as taken:
            async with running(app, taken, proxies=where.proxies, ending=end):
                yield address_of(taken)
