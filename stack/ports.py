"""Ports of this machine's loopback address."""

import errno
import socket
from dataclasses import dataclass

from stack.errors import StackUnavailable

LOOPBACK = "127.0.0.1"
ATTEMPTS = 5  # times that a free port may be lost to another program before we give up


@dataclass(frozen=True)
class StackPorts:
    """Where the embedded servers listen; `None` or 0 takes any free port."""

    temporal: int | None = None
    ui: int | None = None
    postgres: int | None = None


@dataclass(frozen=True)
class Port:
    """A port that a server is about to listen on."""

    number: int
    chosen: bool  # by a person, so that no other will do


def choose_port(wanted: int | None, *, server: str, setting: str) -> Port:
    """Settle on a port.

    Args:
        wanted: The port a person set; `None` or 0 for any free one.
        server: What will listen there, in words.
        setting: Name of the setting that holds the port.

    Raises:
        StackUnavailable: the port a person set is taken or may not be used.
    """
    if not wanted:
        return Port(_free_port(), chosen=False)
    with socket.socket() as probe:
        # As the servers do; without it connections that have just closed would count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, wanted))
        except OSError as error:
            raise taken(wanted, server=server, setting=setting, error=error) from error
    return Port(wanted, chosen=True)


def taken(
    number: int, *, server: str, setting: str, error: OSError | None = None
) -> StackUnavailable:
    """The sentence for a port that cannot be had.

    Args:
        number: The port.
        server: What should have listened there, in words.
        setting: Name of the setting that holds the port.
        error: What the operating system said; by default that the port is taken.
    """
    in_use = error is None or error.errno == errno.EADDRINUSE
    why = "is in use by another program" if in_use else f"may not be used ({error})"
    return StackUnavailable(
        f"Port {number}, where {server} should listen, {why}. "
        f"Stop that program, or set `{setting}` to another port or to 0 for any free one."
    )


def is_address_in_use(output: str) -> bool:
    """Whether a server that has ended says that its port was taken."""
    return "address already in use" in output.lower()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        number: int = probe.getsockname()[1]
        return number
