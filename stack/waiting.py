"""Waiting for servers that start side by side."""

import time
from collections.abc import Sequence
from typing import Protocol

from stack.errors import StackUnavailable

START_TIMEOUT = 60.0  # seconds; far beyond what a slow machine needs
_PAUSE = 0.01  # seconds between two looks


class Starting(Protocol):
    """A server on its way up."""

    @property
    def name(self) -> str:
        """What a person calls it."""

    def advance(self) -> bool:
        """Take the next step without waiting; whether it is ready."""


def wait_until_ready(servers: Sequence[Starting], *, timeout: float = START_TIMEOUT) -> None:
    """Advance all of the servers until each is ready.

    Args:
        servers: They start side by side.
        timeout: Seconds for all of them.

    Raises:
        StackUnavailable: one failed, or was not ready in time.
    """
    deadline = time.monotonic() + timeout
    waiting = list(servers)
    while waiting := [server for server in waiting if not server.advance()]:
        if time.monotonic() > deadline:
            names = " and ".join(server.name for server in waiting)
            raise StackUnavailable(
                f"The embedded {names} did not get ready within {timeout:.0f} seconds. "
                "Try again when the machine is less busy."
            )
        time.sleep(_PAUSE)
