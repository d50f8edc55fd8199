"""Serves the feed over HTTP for as long as a block lasts."""

import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

from starlette.types import ASGIApp

from desk.subscriptions import SubscriptionDesk
from feed.app import create_app
from feed.dependencies import Dependencies, Pace, real_now
from feed.lag import lag_book
from register.connection import Pool
from register.tail import following
from web.limits import Limits
from web.serving import GRACE, address_of, few_collections, listening, running


@dataclass(frozen=True)
class FeedOptions:
    """How the feed is served.

    Attributes:
        limits: How much of it one consumer may take up.
        origins: Of pages whose scripts may ask.
        proxies: Addresses of proxies before the feed, who say for whom they ask.
        pace: Of live streams.
        grace: Seconds that requests under way have when it ends.
    """

    limits: Limits = field(default_factory=Limits)
    origins: tuple[str, ...] = ()
    proxies: tuple[str, ...] = ()
    pace: Pace = field(default_factory=Pace)
    grace: int = GRACE


@asynccontextmanager
async def serving_feed(
    pool: Pool,
    host: str,
    port: int,
    desk: SubscriptionDesk | None = None,
    options: FeedOptions | None = None,
) -> AsyncIterator[str]:
    """Serve the feed for as long as the block lasts.

    Args:
        pool: Of the register.
        host: Where to listen.
        port: Likewise; 0 for any free one.
        desk: Sees to subscriptions; without it they cannot be had.
        options: How.

    Yields:
        The address it listens at.

    Raises:
        DoorUnavailable: The port is taken.
    """
    with listening(host, port) as listener:
        async with serving_feed_on(listener, pool, desk, options):
            yield address_of(listener)


@asynccontextmanager
async def serving_feed_on(
    listener: socket.socket,
    pool: Pool,
    desk: SubscriptionDesk | None = None,
    options: FeedOptions | None = None,
) -> AsyncIterator[None]:
    """The same on a socket that listens already, as one that another process has opened."""
    options = options or FeedOptions()
    async with (
        few_collections(),
        following_feed(pool, desk, options) as feed,
        running(
            feed.app,
            listener,
            limits=options.limits,
            proxies=options.proxies,
            ending=feed.end,
            grace=options.grace,
        ),
    ):
        yield


class FollowingFeed(NamedTuple):
    """The feed, while it follows the log.

    Attributes:
        app: It as an application, to be served or to be put below a path of another.
        end: To be called before whatever serves it ends: streams end.
    """

    app: ASGIApp
    end: Callable[[], None]


@asynccontextmanager
async def following_feed(
    pool: Pool, desk: SubscriptionDesk | None = None, options: FeedOptions | None = None
) -> AsyncIterator[FollowingFeed]:
    """The feed as an application that somebody else serves, for as long as the block lasts."""
    options = options or FeedOptions()
    async with following(pool) as tail, lag_book(pool, real_now) as lag:
        deps = Dependencies(pool, tail, lag, desk, pace=options.pace)
        app = create_app(deps, limits=options.limits, origins=options.origins)
        yield FollowingFeed(app, tail.end)
