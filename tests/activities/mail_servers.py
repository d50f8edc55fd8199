"""Real mail servers on loopback, with manners of their own."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from stack.ports import LOOPBACK


@dataclass
class Manners:
    """What a server answers, and what it got.

    Attributes:
        answers: By stage (`ehlo`, `mail`, `data`), what it says instead of yes.
        rcpt: By recipient, what it says instead of yes.
        everybody: What it says to every recipient.
        got: What it took.
        ends: How each connection ended: `QUIT`, if in order.
        hellos: By what names clients introduced themselves.
        logins: Names and passwords that were tried.
    """

    answers: Mapping[str, str] = field(default_factory=dict)
    rcpt: dict[str, str] = field(default_factory=dict)
    everybody: str | None = None
    got: list[Envelope] = field(default_factory=list)
    ends: list[str] = field(default_factory=list)
    hellos: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)

    @property
    def recipients(self) -> list[str]:
        """Whose letters it took."""
        return [to for envelope in self.got for to in envelope.rcpt_tos]

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's names
        self,
        _server: SMTP,
        session: Session,
        _envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        session.host_name = hostname
        self.hellos.append(hostname)
        return [self.answers["ehlo"]] if "ehlo" in self.answers else responses

    async def handle_MAIL(  # noqa: N802 - as above
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, _: list[str]
    ) -> str:
        envelope.mail_from = address
        self.encrypted.append(session.ssl is not None)
        return self.answers.get("mail", "250 OK")

    async def handle_RCPT(  # noqa: N802 - as above
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _: list[str]
    ) -> str:
        answer = self.everybody or self.rcpt.get(address)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        answer = self.answers.get("data", "250 OK")
        if answer.startswith("250"):
            self.got.append(envelope)
        return answer

    async def handle_QUIT(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802 - as above
        self.ends.append("QUIT")
        return "221 Bye"

    def knows(self, *about: object) -> AuthResult:
        """Whether it lets a login in: one name and password only."""
        told = about[-1]
        assert isinstance(told, LoginPassword)
        self.logins.append((told.login, told.password))
        return AuthResult(success=self.logins[-1] == (b"visits", b"a secret"), handled=False)


@asynccontextmanager
async def mail_server(
    manners: Manners, *, certificate: Path | None = None, asks: bool = False
) -> AsyncIterator[int]:
    """A mail server; its port.

    Args:
        manners: What it answers.
        certificate: With its key; it offers STARTTLS then.
        asks: Whether it wants to know who its clients are.
    """
    loop = asyncio.get_running_loop()
    context = None
    if certificate is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)

    def answering() -> SMTP:
        return SMTP(
            manners,
            loop=loop,
            tls_context=context,
            authenticator=manners.knows if asks else None,
            auth_require_tls=context is not None,
        )

    server = await loop.create_server(answering, LOOPBACK, 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


@dataclass
class Script:
    """A server that says one line after another, whatever it hears, and then hangs up.

    Attributes:
        lines: What it says, the greeting first; `None` reads a letter to its final dot.
        heard: What it heard.
    """

    lines: tuple[bytes | None, ...]
    heard: list[bytes] = field(default_factory=list)


UP_TO_DATA = (b"220 hello", b"250 hello", b"250 sender", b"250 recipient", b"354 go on")


@asynccontextmanager
async def scripted_server(script: Script) -> AsyncIterator[int]:
    """A server that keeps to a script; its port."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for line in script.lines:
            if line is None:
                script.heard.append(await reader.readuntil(b"\r\n.\r\n"))
                continue
            writer.write(line + b"\r\n")
            await writer.drain()
            if not line.startswith(b"354"):
                script.heard.append(await reader.readline())
        writer.close()

    server = await asyncio.start_server(talk, LOOPBACK, 0)
    async with server:
        yield server.sockets[0].getsockname()[1]
