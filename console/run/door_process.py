"""The doors of `visits up`, each a process of its own, so that no crowd keeps the worker waiting.

A door's socket is opened here and handed on. So the address is known before the door runs, and
while it is started anew, should it end, whoever asks waits instead of being turned away.
"""

import os
import signal
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog

from register.roles import Role
from stack import StackAddresses
from stack.processes import Child, spawn
from web.serving import address_of, listening
from worker.secret_keys import where_the_key_is

_log = structlog.get_logger(__name__)

_AGAIN_AFTER = 2.0  # seconds between two starts of a door that ends by itself
_STOPS_WITHIN = 15.0  # seconds; it gives requests under way five


@dataclass(frozen=True)
class Door:
    """A door of an embedded stack.

    Attributes:
        command: Which command serves it.
        called: What a sentence calls it.
        role: As whom it comes to the register.
    """

    command: str
    called: str
    role: Role

    @property
    def log_name(self) -> str:
        """The file below the stack's folder in which it says what it does."""
        return f"{self.command}.log"


FEED: Final = Door("feed", "The feed", Role.FEED)
PAGES: Final = Door("pages", "The pages", Role.DESK)


class DoorProcess:
    """The process, started anew when it ends; made by `door_process`.

    Args:
        door: Which.
        listener: Where it listens.
        stack: The servers that it asks.
        folder: Where its log goes.
        env: What it is told besides.
    """

    def __init__(
        self,
        door: Door,
        listener: socket.socket,
        stack: StackAddresses,
        folder: Path,
        env: Mapping[str, str],
    ) -> None:
        self._door = door
        self._listener = listener
        self._stack = stack
        self._folder = folder
        self._env = env
        self._child: Child | None = None
        self._started = 0.0

    @property
    def address(self) -> str:
        """Where it is reached."""
        return address_of(self._listener)

    @property
    def log(self) -> Path:
        """Where it says what it does."""
        return self._folder / self._door.log_name

    @property
    def pid(self) -> int | None:
        """The process, or its guard where there is one; `None` before it was started."""
        return None if self._child is None else self._child.pid

    def start(self) -> None:
        """Start it, in the main thread."""
        self._started = time.monotonic()
        kept = self._listener.fileno()
        self._child = spawn(
            [sys.executable, "-m", "console.main", self._door.command, "--listener", f"{kept}"],
            log=self.log,
            env={
                **os.environ,
                **where_the_key_is(self._folder),
                **self._env,
                "DATABASE_URL": self._stack.database_url_of(self._door.role),
                "TEMPORAL_ADDRESS": self._stack.temporal,
                "TEMPORAL_NAMESPACE": self._stack.namespace,
                "VISITS_LOG_FORMAT": "json",
                "VISITS_METRICS_PORT": "",  # one port serves one process
            },
            cwd=Path.cwd(),
            keep=[kept],
        )

    def look(self) -> None:
        """Start it anew if it has ended; visits go on meanwhile."""
        if self._child is None or (status := self._child.poll()) is None:
            return
        if time.monotonic() - self._started >= _AGAIN_AFTER:
            _log.error("door_ended", door=self._door.command, status=status)
            self.start()

    def stop(self) -> None:
        """End it in order."""
        if self._child is not None:
            self._child.stop(signal.SIGTERM, _STOPS_WITHIN)


@contextmanager
def door_process(  # noqa: PLR0913, PLR0917 - what a door is made of
    door: Door,
    host: str,
    port: int,
    stack: StackAddresses,
    folder: Path,
    env: Mapping[str, str] | None = None,
) -> Iterator[DoorProcess]:
    """Have a place for a door for as long as the block lasts; `start` starts it.

    Args:
        door: Which.
        host: Where it listens.
        port: Likewise; 0 for any free one.
        stack: The servers that it asks.
        folder: Where its log goes.
        env: What it is told besides.

    Raises:
        DoorUnavailable: The port is taken, or the host is none of this machine.
    """
    with listening(host, port, door.called) as listener:
        process = DoorProcess(door, listener, stack, folder, env or {})
        try:
            yield process
        finally:
            process.stop()
