"""Servers that can be broken and mended: a mail server, and the cable to a database."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from email import message_from_bytes
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from aiosmtpd.smtp import SMTP, Envelope, Session

from stack.ports import LOOPBACK
from tests.support.free_ports import free_port


class PostOffice:
    """A faithful mail server: what it takes it keeps, and it says no to whom it is told to.

    Args:
        refused: Addresses by the words with which it refuses them.
    """

    def __init__(self, refused: dict[str, str] | None = None) -> None:
        self.port = free_port()
        self.refused = refused or {}
        self.taken: list[bytes] = []
        self._server: asyncio.Server | None = None

    @property
    def message_ids(self) -> Counter[str]:
        """How often each message was taken."""
        return Counter(message_from_bytes(content)["Message-ID"] for content in self.taken)

    async def open(self) -> None:
        """Begin to take letters."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: SMTP(self, loop=loop), LOOPBACK, self.port)

    async def close(self) -> None:
        """Be gone: connections are refused."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._server = None

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - as above
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        self.taken.append(envelope.content)
        return "250 OK"


class SlowPostOffice(PostOffice):
    """A mail server that judges no letter before it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.has_one = asyncio.Event()
        self.judges = asyncio.Event()

    async def handle_DATA(  # noqa: N802 - as above
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        self.has_one.set()
        await self.judges.wait()
        return await super().handle_DATA(server, session, envelope)


@asynccontextmanager
async def silent_server() -> AsyncIterator[int]:
    """A server that lets everybody in and never says a word; its port."""
    talks: set[asyncio.StreamWriter] = set()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talks.add(writer)
        await reader.read()

    server = await asyncio.start_server(listen, LOOPBACK, 0)
    async with server:
        yield server.sockets[0].getsockname()[1]
        for writer in talks:
            writer.close()


class Cable:
    """A cable to a database, which can be cut and mended.

    Args:
        database_url: Where it leads.
    """

    def __init__(self, database_url: str) -> None:
        self._far = urlsplit(database_url)
        self._port = free_port()
        self._talks: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None

    @property
    def database_url(self) -> str:
        """The database at the near end."""
        login = self._far.netloc.rpartition("@")[0]
        return self._far._replace(netloc=f"{login}@{LOOPBACK}:{self._port}").geturl()

    async def mend(self) -> None:
        """Let everything through."""
        self._server = await asyncio.start_server(self._carry, LOOPBACK, self._port)

    async def cut(self) -> None:
        """End every connection and refuse new ones."""
        assert self._server is not None
        self._server.close()
        for writer in list(self._talks):
            writer.transport.abort()
        await self._server.wait_closed()
        self._server = None

    async def __aenter__(self) -> Self:
        await self.mend()
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if self._server is not None:
            await self.cut()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(self._far.hostname, self._far.port)
        self._talks |= {writer, far_writer}
        try:
            await asyncio.gather(_pour(reader, far_writer), _pour(far_reader, writer))
        finally:
            self._talks -= {writer, far_writer}


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()
