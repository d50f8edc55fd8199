"""Keeps deliveries out of our own network: a consumer chooses where we post to.

A name is looked up when a connection is made, and may answer otherwise each time. So what counts
is not the address that was found, but the one that is connected to: it is checked as its socket
is made.
"""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address
from urllib.parse import urlsplit

from aiohttp import AddrInfoType
from aiohttp.abc import AbstractResolver, ResolveResult

from activities.deliveries.public_addresses import is_public
from schemas.sentences import Sentence

_LONGEST = 2000


class UnusableAddress(Sentence):
    """Nothing can be posted to an address; the sentence says why."""


class RefusedAddress(OSError):
    """An address within our own network was about to be connected to."""

    def __init__(self) -> None:
        super().__init__("the address is not a public one")


def require_usable(url: str, *, private: bool) -> None:
    """Refuse an address that nothing can ever be posted to.

    That its name leads to a public address is not asked here: it may lead elsewhere tomorrow.

    Args:
        url: Where a consumer wants events to be posted to.
        private: Whether private addresses, and plain HTTP, are allowed.

    Raises:
        UnusableAddress: It is no such address.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise UnusableAddress("This is not an address: write https://host/path.") from None
    if len(url) > _LONGEST or not url.isascii() or not url.isprintable() or " " in url:
        raise UnusableAddress(
            f"An address is at most {_LONGEST} characters, of ASCII and without spaces."
        )
    if parts.scheme not in {"http", "https"} or not host:
        raise UnusableAddress("Events are posted by HTTPS: write https://host/path.")
    if parts.scheme == "http" and not private:
        raise UnusableAddress("Events are posted by HTTPS only: write https:// for http://.")
    if parts.username is not None or parts.password is not None:
        raise UnusableAddress(
            "Leave user and password out of the address; deliveries are proved by signatures."
        )
    if parts.fragment:
        raise UnusableAddress("Leave out what follows the # in the address; it is never sent.")
    if not private and _is_address(host) and not is_public(host):
        raise UnusableAddress(
            "This address is private, or this machine's own; nothing is posted there unless "
            "VISITS_PRIVATE_WEBHOOKS allows it."
        )


def _is_address(host: str) -> bool:
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        # 0x7f.1 and 2130706433 are names here; what they lead to is checked as it is connected to.
        return False
    return True


def guarded_socket(info: AddrInfoType) -> socket.socket:
    """A socket for an address that is about to be connected to.

    Raises:
        RefusedAddress: It is not a public one.
    """
    family, kind, protocol, _, where = info
    if not is_public(str(where[0])):
        raise RefusedAddress
    return socket.socket(family=family, type=kind, proto=protocol)


class OwnResolver(AbstractResolver):
    """Looks names up in threads of its own, so that a name server that hangs holds up nobody else.

    Args:
        threads: Look-ups at once.
    """

    def __init__(self, threads: int = 32) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="look-up")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of a name."""
        found = await asyncio.get_running_loop().run_in_executor(
            self._threads,
            lambda: socket.getaddrinfo(
                host, port, family=family, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG
            ),
        )
        return [
            ResolveResult(
                hostname=host,
                host=str(where[0]),
                port=port,
                family=kind,
                proto=protocol,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for kind, _, protocol, _, where in found
        ]

    async def close(self) -> None:
        """Wait for no look-up."""
        self._threads.shutdown(wait=False, cancel_futures=True)
