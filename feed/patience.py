"""Connections that are given up when nobody takes what is sent."""

import asyncio
import socket
import struct
from typing import Final

from uvicorn.protocols.http.h11_impl import H11Protocol

PATIENCE: Final = 30.0
"""Seconds in which a consumer must take something of what waits for it."""

_DROP_WHAT_WAITS = struct.pack("ii", 1, 0)  # linger: yes, for 0 seconds


class Patient(H11Protocol):
    """HTTP/1.1 that waits for a slow reader, and not for one that does not read at all.

    A stream that cannot be sent waits here with one chunk in hand, for as long as the reader takes
    anything of it. When it took nothing for `patience` seconds, or the server ends, the connection
    is cut: to close it would be to wait for the reader, who may never come back to it.
    """

    patience = PATIENCE

    _timer: asyncio.TimerHandle | None = None
    _waiting = 0  # bytes that waited when we last looked

    def pause_writing(self) -> None:
        """Called when too much waits to be sent."""
        super().pause_writing()
        self._watch()

    def resume_writing(self) -> None:
        """Called when little enough waits again."""
        self._stop_watching()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Called at the end, whoever ended it."""
        self._stop_watching()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """Called when the server ends."""
        if self._timer is not None:
            self._cut()
        else:
            super().shutdown()

    def _watch(self) -> None:
        self._waiting = self.transport.get_write_buffer_size()
        self._timer = self.loop.call_later(self.patience, self._look)

    def _look(self) -> None:
        if self.transport.get_write_buffer_size() < self._waiting:
            self._watch()
        else:
            self._cut()

    def _cut(self) -> None:
        # Without this the kernel would go on offering what it has, and keep that in memory.
        self.transport.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, _DROP_WHAT_WAITS
        )
        self.transport.abort()

    def _stop_watching(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
