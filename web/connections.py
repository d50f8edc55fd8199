"""Connections as the feed takes them: one that asks nothing, or takes nothing, costs nobody else.

A server that waits for whatever a connection may still say can be filled up by connections that
say half of a header. Here each has a time in which its header must have come; of those that have
sent none the oldest goes when there are too many, so that one more is always taken; and a consumer
that takes nothing of what it is sent is let go. How many requests are answered at once is the
matter of `places`.
"""

import asyncio
import fcntl
import struct
import termios
from typing import TYPE_CHECKING

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from web.limits import Limits

if TYPE_CHECKING:
    from starlette.types import ASGIApp

_MOMENT = 0.1  # seconds in which what a connection has sent already is read
_AT_ONCE = 4  # times as many as there may be, for that moment
_TOO_SLOW = (
    b"HTTP/1.1 408 Request Timeout\r\n"
    b"content-type: text/plain; charset=utf-8\r\nconnection: close\r\ncontent-length: 39\r\n\r\n"
    b"The header of the request did not come."
)


class Idle:
    """The connections that have sent no whole header, the oldest first.

    Args:
        limits: How many there may be.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._all: dict[_Connection, None] = {}
        self._of: dict[str, dict[_Connection, None]] = {}

    def add(self, one: "_Connection", address: str) -> None:
        """One more; the oldest goes if there are too many.

        Many that come at once, as when all come back after a start, are taken before what they
        have sent is read: so there may be more of them for a moment.
        """
        self._all[one] = None
        self._of.setdefault(address, {})[one] = None
        if self._are_too_many(address, _AT_ONCE):
            self._end_the_oldest(address, _AT_ONCE)
        elif self._are_too_many(address):
            one.loop.call_later(_MOMENT, self._end_the_oldest, address)

    def _are_too_many(self, address: str, times: int = 1) -> bool:
        of_address = len(self._of.get(address, ()))
        per_address = of_address > times * self._limits.idle_per_address
        return per_address or len(self._all) > times * self._limits.idle

    def _end_the_oldest(self, address: str, times: int = 1) -> None:
        """Until there are no more than there may be."""
        while len(self._of.get(address, ())) > times * self._limits.idle_per_address:
            next(iter(self._of[address])).hang_up()
        while len(self._all) > times * self._limits.idle:
            next(iter(self._all)).hang_up()

    def remove(self, one: "_Connection", address: str) -> None:
        """It has sent its header, or is gone; again changes nothing."""
        self._all.pop(one, None)
        of_address = self._of.get(address, {})
        of_address.pop(one, None)
        if not of_address:
            self._of.pop(address, None)


class GuardedConfig(uvicorn.Config):
    """A configuration of uvicorn whose connections are guarded.

    Args:
        app: The application.
        limits: What a connection may take up.
        proxies: Addresses of proxies before the feed, who say for whom they ask.
        grace: Seconds for requests under way when the server is told to stop.
    """

    def __init__(
        self, app: "ASGIApp", limits: Limits, proxies: tuple[str, ...], grace: int
    ) -> None:
        super().__init__(
            app,
            http=_Connection,
            ws="none",
            log_config=None,
            access_log=False,  # consumers' addresses; what they do the lag tells better
            lifespan="off",
            timeout_graceful_shutdown=grace,
            server_header=False,
            proxy_headers=bool(proxies),
            forwarded_allow_ips=list(proxies),
        )
        self.limits = limits
        self.idle = Idle(limits)


class _Connection(H11Protocol):
    """One connection; uvicorn's own, with an end to its patience."""

    config: GuardedConfig
    _address: str = ""
    _header: asyncio.TimerHandle | None = None
    _taking: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn types it narrower than asyncio
        """A consumer has come."""
        super().connection_made(transport)
        self._address = self.client[0] if self.client else ""
        self._look()

    def data_received(self, data: bytes) -> None:
        """A consumer has said something."""
        super().data_received(data)
        self._look()

    def on_response_complete(self) -> None:
        """A request is answered; the connection may be used again."""
        super().on_response_complete()
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        """The consumer is gone."""
        self._stop_waiting()
        self._stop_watching()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """More is to be sent than is taken."""
        super().pause_writing()
        if self._taking is None:
            self._watch()

    def resume_writing(self) -> None:
        """What was to be sent is taken, or so much of it that more may be sent."""
        if not self.transport.is_closing():
            self._stop_watching()
        super().resume_writing()

    def hang_up(self) -> None:
        """End it; what was sent before may still be taken, for as long as some of it is."""
        self._stop_waiting()
        if not self.transport.is_closing():
            if self.conn.trailing_data[0]:
                self.transport.write(_TOO_SLOW)
            self.transport.close()
            if self._taking is None:
                self._watch()

    def timeout_keep_alive_handler(self) -> None:
        """Nothing more is asked."""
        self.hang_up()

    # --- What is waited for ---------------------------------------------------------------------

    def _look(self) -> None:
        """Wait for a header, or not, as it stands."""
        cycle: RequestResponseCycle | None = self.cycle
        answering = cycle is not None and not cycle.response_complete
        if answering or self.transport.is_closing():
            self._stop_waiting()
        elif self._header is None:
            self.config.idle.add(self, self._address)
            within = self.config.limits.header_within.total_seconds()
            self._header = self.loop.call_later(within, self.hang_up)

    def _stop_waiting(self) -> None:
        self.config.idle.remove(self, self._address)
        if self._header is not None:
            self._header.cancel()
            self._header = None

    def _waits(self) -> int:
        """Bytes that the consumer has not taken: here, and in the kernel's hands.

        What is here alone moves in leaps: the kernel asks for more only when a third of what it
        holds is gone, which can be a megabyte, and takes a slow consumer longer than it is given.
        """
        held = struct.pack("i", 0)
        asked = fcntl.ioctl(
            self.transport.get_extra_info("socket").fileno(), termios.TIOCOUTQ, held
        )
        return self.transport.get_write_buffer_size() + int(struct.unpack("i", asked)[0])

    def _watch(self) -> None:
        """Let it go unless some of what waits now is taken in time."""
        waits = self._waits()
        within = self.config.limits.taken_within.total_seconds()
        self._taking = self.loop.call_later(within, self._require_taken, waits)

    def _require_taken(self, waited: int) -> None:
        if self._waits() < waited:
            self._watch()
        else:
            self.transport.abort()

    def _stop_watching(self) -> None:
        if self._taking is not None:
            self._taking.cancel()
            self._taking = None
