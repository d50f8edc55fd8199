"""Ports on which nobody listens, and on which nobody will meanwhile."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import randbelow

LOOPBACK = "127.0.0.1"

_GIVEN: set[int] = set()
_RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")


def free_port() -> int:
    """A port for a server that begins later, or is away for a while.

    Not one that the system would give: those it gives to each connection that anybody makes, and
    between two lines of a test it may give the same to another.
    """
    first, end = _below_what_the_system_gives()
    while True:
        port = first + randbelow(end - first)
        if port in _GIVEN:
            continue
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
        _GIVEN.add(port)
        return port


@contextmanager
def nobody_listens() -> Iterator[int]:
    """A port where whoever connects is refused, and on which nobody else can listen meanwhile."""
    with socket.socket() as held:
        held.bind((LOOPBACK, 0))
        port: int = held.getsockname()[1]
        yield port


def _below_what_the_system_gives() -> tuple[int, int]:
    try:
        given_from = int(_RANGE.read_text().split()[0])
    except OSError:
        given_from = 49_152  # as of RFC 6335
    return (10_000, given_from) if given_from > 12_000 else (1_024, 10_000)
