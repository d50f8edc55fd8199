"""A mail server that speaks SMTP."""

import asyncio
import ssl
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import dataclass, field

from aiosmtplib import SMTP, SMTPException, SMTPResponseException
from aiosmtplib.errors import SMTPDataError, SMTPServerDisconnected
from aiosmtplib.protocol import PERIOD_REGEX, normalize_message_line_endings

from activities.channels.port import ChannelUnavailable, DeliveryFailed
from activities.channels.smtp_answers import Stage, lost, meaning
from activities.channels.smtp_tls import IMPLICIT_PORT, Tls, TlsMode
from activities.outgoing import Outgoing
from schemas.ids import LetterKey

_NOTIFY = "NOTIFY=SUCCESS,FAILURE,DELAY"
_GO_ON = 354
_TAKEN = 250

BEGINS_WITHIN = 25.0
"""Seconds for everything before a letter's final dot: longer than servers make a stranger wait
for a greeting, short enough for an orderly stop."""

JUDGES_WITHIN = 40.0
"""Seconds for the answer to the final dot, in which a server may look for viruses."""

_SAYS_GOODBYE_WITHIN = 2.0  # seconds; nothing depends on it


@dataclass(frozen=True)
class Login:
    """A name and a password for a mail server."""

    user: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class MailServer:
    """One mail server, and who we are to it.

    Attributes:
        host: Its name or address.
        port: Its TCP port.
        hello: The name by which we introduce ourselves: one with a dot, or servers refuse it.
        tls: How the connection is encrypted; on port 465 from its beginning.
        envelope_sender: Where bounces go of letters that have no address of their own for that; by
            default whom a letter is from.
        login: Who we are to the server; by default it lets us in as we are.
    """

    host: str = "localhost"
    port: int = 25
    hello: str = "localhost.localdomain"
    tls: Tls = field(default_factory=Tls)
    envelope_sender: str | None = None
    login: Login | None = None


class SmtpChannel:
    """Hands each letter to one mail server, over a connection of its own.

    That the server took a letter proves little: it may still bounce. And a letter handed over
    twice arrives twice, though under one `Message-ID`.
    """

    name = "smtp"
    proves_delivery = False
    repeatable = False

    def __init__(self, server: MailServer, *, timeout: float = 10) -> None:
        """Name the server.

        Args:
            server: Which.
            timeout: Seconds to wait for each answer but the last.

        Raises:
            OSError: The file of certificate authorities cannot be read.
        """
        self._server = server
        self._context = server.tls.context() if server.tls.mode is not TlsMode.NONE else None
        self._timeout = timeout

    async def deliver(self, key: LetterKey, letter: Outgoing) -> None:  # noqa: ARG002 - the message carries its key
        """Hand over one letter; returns once the server has taken responsibility for it.

        Raises:
            RecipientRefused: The server said no for good to the recipient or the letter.
            LetterDeferred: It said not now to them, or the connection failed over this letter.
            ChannelUnavailable: It takes no letters from us at this time, or cannot be reached.
            ClientRefused: It refused us rather than the recipient.
            OutcomeUncertain: The letter was handed over whole, and there was no answer.
        """
        # Raised outside of any handler: even `from None` would leave the library's exception,
        # and with it the server's words, in `__context__`.
        failure = await self._attempt(letter)
        if failure is not None:
            raise failure

    async def _attempt(self, letter: Outgoing) -> DeliveryFailed | None:
        implicit = self._server.tls.mode is TlsMode.REQUIRED and self._server.port == IMPLICIT_PORT
        client = SMTP(
            hostname=self._server.host,
            port=self._server.port,
            local_hostname=self._server.hello,
            use_tls=implicit,
            start_tls=False,  # when and whether is decided below
            tls_context=self._context,
            timeout=self._timeout,
        )
        try:
            return await self._outcome(client, letter)
        finally:
            client.close()

    async def _outcome(self, client: SMTP, letter: Outgoing) -> DeliveryFailed | None:
        stage = Stage.CONNECTION
        failure: DeliveryFailed | None = None
        try:
            async with (
                asyncio.timeout(BEGINS_WITHIN) as limit,
                aclosing(self._dialogue(client, letter)) as dialogue,
            ):
                async for stage in dialogue:
                    if stage is Stage.FINAL_DOT:
                        limit.reschedule(None)
        except SMTPResponseException as error:
            failure = meaning(stage, error.code, error.message)
        except ChannelUnavailable as error:
            failure = error
        except TimeoutError:
            failure = lost(stage, "smtp-timeout")
        except (SMTPException, OSError) as error:
            about_tls = isinstance(error, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError)
            failure = lost(stage, "smtp-tls" if about_tls else "smtp-connection")
        if client.is_connected:
            # What became of the letter is known by now; a failure to say goodbye changes nothing.
            with suppress(SMTPException, OSError, TimeoutError):
                await client.quit(timeout=_SAYS_GOODBYE_WITHIN)
        return failure

    async def _dialogue(self, client: SMTP, letter: Outgoing) -> AsyncGenerator[Stage, None]:
        """Everything said to a server, each stage named before it begins."""
        yield Stage.CONNECTION
        await client.connect()
        yield Stage.HELLO
        await client.ehlo()
        yield Stage.ENCRYPTION
        await self._encrypt(client)
        yield Stage.LOGIN
        if self._server.login is not None:
            await client.login(self._server.login.user, self._server.login.password)
        yield Stage.SENDER
        reports = letter.tag is not None and client.supports_extension("dsn")
        await client.mail(
            letter.returns_to or self._server.envelope_sender or letter.sender,
            options=["RET=HDRS", f"ENVID={letter.tag}"] if reports else None,
        )
        yield Stage.RECIPIENT
        await client.rcpt(letter.recipient, options=[_NOTIFY] if reports else None)
        yield Stage.DATA
        answer = await client.execute_command(b"DATA")
        if answer.code != _GO_ON:
            raise SMTPDataError(answer.code, answer.message)
        await self._write(client, letter.content)
        yield Stage.FINAL_DOT
        answer = await client.execute_command(b".", timeout=JUDGES_WITHIN)
        if answer.code != _TAKEN:
            raise SMTPDataError(answer.code, answer.message)

    async def _encrypt(self, client: SMTP) -> None:
        if client.get_transport_info("sslcontext") is not None:
            return
        match self._server.tls.mode:
            case TlsMode.NONE:
                return
            case TlsMode.OPPORTUNISTIC if not client.supports_extension("starttls"):
                return
            case TlsMode.REQUIRED if not client.supports_extension("starttls"):
                raise ChannelUnavailable("smtp-no-tls")
            case _:
                await client.starttls()
                await client.ehlo()  # what was said in clear does not count (RFC 3207, 4.2)

    async def _write(self, client: SMTP, content: bytes) -> None:
        """Send a letter but for its final dot, so that it is known whether that was sent.

        The library sends both at once, and cannot tell a letter that was cut off from one that
        was not answered.
        """
        lines = PERIOD_REGEX.sub(b"..", normalize_message_line_endings(content))
        if client.protocol is None:
            raise SMTPServerDisconnected("Connection lost")
        client.protocol.write(lines)
        await client.protocol._drain_helper()  # noqa: SLF001 - asyncio's own name for waiting until written
        await asyncio.sleep(0)  # an end that has been seen is told now
        if not client.is_connected:
            raise SMTPServerDisconnected("Connection lost")
