"""Binds a socket to an address of this machine, or tells which is wrong: its host or its port."""

import errno
import socket
from typing import Final

_NO_ADDRESS_OF_OURS: Final = (errno.EADDRNOTAVAIL, socket.EAI_NONAME, socket.EAI_AGAIN)


class NoAddressOfOurs(Exception):
    """The host is none of this machine, or nothing that anybody could look up."""


class PortUnavailable(Exception):
    """The port cannot be had; what it says is why."""


def bound(host: str, port: int) -> socket.socket:
    """A socket that listens nowhere yet; whoever asked for it closes it.

    Args:
        host: An address of this machine.
        port: Likewise; 0 for any free one.

    Raises:
        NoAddressOfOurs: There is no such host here.
        PortUnavailable: It is taken, say.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named, because asyncio lets only such connections send at once. The others
    # hold back whatever is small until all before it is acknowledged: 40 ms an answer.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except (OSError, TypeError) as error:
        listener.close()
        # A host that cannot be put into bytes is a TypeError.
        if isinstance(error, TypeError) or error.errno in _NO_ADDRESS_OF_OURS:
            raise NoAddressOfOurs from None
        raise PortUnavailable(error.strerror or type(error).__name__) from None
    return listener
