"""The feed of `visits up`: a process of its own, so that consumers cannot keep the worker waiting.

The socket is opened here and handed on. So the address is known before the feed runs, and while it
is started anew, should it end, consumers wait instead of being turned away.
"""

import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

from feed.server import address_of, listening
from register.roles import Role
from stack import StackAddresses
from stack.processes import Child, spawn
from worker.secret_keys import where_the_key_is
from worker.settings import FeedSettings

_log = structlog.get_logger(__name__)

LOG_NAME = "feed.log"
_AGAIN_AFTER = 2.0  # seconds between two starts of a feed that ends by itself
_STOPS_WITHIN = 15.0  # seconds; it gives requests under way five


class FeedProcess:
    """The process, started anew when it ends; made by `feed_process`.

    Args:
        listener: Where it listens.
        stack: The servers that it asks.
        folder: Where its log goes.
    """

    def __init__(self, listener: socket.socket, stack: StackAddresses, folder: Path) -> None:
        self._listener = listener
        self._stack = stack
        self._folder = folder
        self._child: Child | None = None
        self._started = 0.0

    @property
    def address(self) -> str:
        """Where consumers reach it."""
        return address_of(self._listener)

    @property
    def log(self) -> Path:
        """Where it says what it does."""
        return self._folder / LOG_NAME

    @property
    def pid(self) -> int | None:
        """The process, or its guard where there is one; `None` before it was started."""
        return None if self._child is None else self._child.pid

    def start(self) -> None:
        """Start it, in the main thread."""
        self._started = time.monotonic()
        kept = self._listener.fileno()
        self._child = spawn(
            [sys.executable, "-m", "console.main", "feed", "--listener", f"{kept}"],
            log=self.log,
            env={
                **os.environ,
                **where_the_key_is(self._folder),
                "DATABASE_URL": self._stack.database_url_of(Role.FEED),
                "TEMPORAL_ADDRESS": self._stack.temporal,
                "TEMPORAL_NAMESPACE": self._stack.namespace,
                "VISITS_LOG_FORMAT": "json",
            },
            cwd=Path.cwd(),
            keep=[kept],
        )

    def look(self) -> None:
        """Start it anew if it has ended; visits go on meanwhile."""
        if self._child is None or (status := self._child.poll()) is None:
            return
        if time.monotonic() - self._started >= _AGAIN_AFTER:
            _log.error("feed_ended", status=status)
            self.start()

    def stop(self) -> None:
        """End it in order."""
        if self._child is not None:
            self._child.stop(signal.SIGTERM, _STOPS_WITHIN)


@contextmanager
def feed_process(where: FeedSettings, stack: StackAddresses, folder: Path) -> Iterator[FeedProcess]:
    """Have a place for the feed for as long as the block lasts; `start` starts it.

    Args:
        where: Where it listens.
        stack: The servers that it asks.
        folder: Where its log goes.

    Raises:
        FeedUnavailable: The port is taken.
    """
    with listening(where.host, where.port) as listener:
        process = FeedProcess(listener, stack, folder)
        try:
            yield process
        finally:
            process.stop()
