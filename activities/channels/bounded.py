"""Requests that end in time as a whole, and not only between two bytes.

The library's own limit is for each wait. An answer that comes a byte at a time would hold a letter,
a thread and the end of the process for hours.
"""

import socket
import threading
from contextlib import suppress
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection


class BoundedSession(requests.Session):
    """Follows nobody elsewhere, and hangs up on whoever takes too long.

    Args:
        within: Seconds that a request, and its answer, may take.
    """

    def __init__(self, within: float) -> None:
        super().__init__()
        self.max_redirects = 0  # whoever leads elsewhere would have it told what was to be sent
        self._within = within
        adapter = _Adapter()
        self.mount("https://", adapter)
        self.mount("http://", adapter)

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:  # noqa: ANN401 - as the library has it
        """See the library.

        Raises:
            RequestException: It failed, or took too long.
        """
        asked: list[HTTPConnection] = []
        _here.asked = asked
        timer = threading.Timer(self._within, _hang_up, [asked])
        timer.daemon = True
        timer.start()
        try:
            return super().send(request, **kwargs)
        finally:
            timer.cancel()


_here = threading.local()
"""What this thread asks by: a connection is made, or found again, deep within the library."""


def _hang_up(asked: list[HTTPConnection]) -> None:
    for connection in asked:
        if connection.sock is not None:
            with suppress(OSError):
                socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)  # below any TLS


class _Connection(HTTPConnection):
    def request(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as the library has it
        _here.asked.append(self)
        super().request(*args, **kwargs)


class _TlsConnection(HTTPSConnection):
    def request(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as the library has it
        _here.asked.append(self)
        super().request(*args, **kwargs)


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


_POOLS = {"http": _Pool, "https": _TlsPool}


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as the library has it
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as the library has it
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = _POOLS
        return manager
