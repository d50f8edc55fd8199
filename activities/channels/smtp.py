"""A mail server that speaks SMTP."""

from dataclasses import dataclass, field
from email.headerregistry import AddressHeader
from email.message import EmailMessage

from aiosmtplib import (
    SMTP,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPTimeoutError,
)

from activities.channels.port import (
    ChannelUnavailable,
    DeliveryFailed,
    OutcomeUncertain,
    RecipientRefused,
)
from schemas.ids import LetterKey


@dataclass(frozen=True)
class Login:
    """A name and a password for a mail server."""

    user: str
    password: str = field(repr=False)


class SmtpChannel:
    """Hands each letter to one mail server, over a connection of its own.

    That the server took a letter proves little: it may still bounce. And a letter handed over
    twice arrives twice, though under one `Message-ID`.
    """

    name = "smtp"
    proves_delivery = False
    repeatable = False

    def __init__(
        self,
        host: str,
        port: int,
        *,
        starttls: bool | None = None,
        login: Login | None = None,
        timeout: float = 10,
    ) -> None:
        """Name the server.

        Args:
            host: Its name or address.
            port: Its TCP port.
            starttls: `True` insists on encryption, `False` goes without, `None` uses it where
                the server offers it.
            login: Who we are to the server; by default it lets us in as we are.
            timeout: Seconds to wait for each answer.
        """
        self._host = host
        self._port = port
        self._starttls = starttls
        self._login = login
        self._timeout = timeout

    async def deliver(self, key: LetterKey, message: EmailMessage) -> None:  # noqa: ARG002 - the message carries its key
        """Hand over one letter; returns once the server has taken responsibility for it.

        Raises:
            RecipientRefused: The server said no for good (5xx) to the recipient or the letter.
            ChannelUnavailable: It said not now (4xx), refused us rather than the recipient, or
                the connection failed before the letter was handed over.
            OutcomeUncertain: The connection failed while the letter was being handed over.
        """
        # Raised outside of any handler: even `from None` would leave the library's exception,
        # and with it the server's words, in `__context__`.
        failure = await self._attempt(message)
        if failure is not None:
            raise failure

    async def _attempt(self, message: EmailMessage) -> DeliveryFailed | None:
        sender, recipient = (_address(message, header) for header in ("From", "To"))
        if sender is None:
            return ChannelUnavailable("smtp-sender-address")
        if recipient is None:
            return RecipientRefused("smtp-recipient-address")
        content = message.as_bytes(policy=message.policy.clone(linesep="\r\n"))
        client = SMTP(
            hostname=self._host,
            port=self._port,
            start_tls=self._starttls,
            username=self._login.user if self._login else None,
            password=self._login.password if self._login else None,
            timeout=self._timeout,
        )
        try:
            return await _envelope(client, sender, recipient) or await _letter(client, content)
        finally:
            # Not QUIT: the letter has been taken or not by now, and a failure in saying goodbye
            # must not look like a failure to deliver.
            client.close()


async def _envelope(client: SMTP, sender: str, recipient: str) -> DeliveryFailed | None:
    """Everything before the letter itself: nothing has been handed over if this fails."""
    try:
        await client.connect()
        await client.mail(sender)
        await client.rcpt(recipient)
    except SMTPRecipientRefused as error:
        return _answered(error.code)
    except SMTPResponseException as error:
        # A no to us (greeting, encryption, login, sender) says nothing about the recipient.
        return ChannelUnavailable(_code(error.code))
    except SMTPTimeoutError:
        return ChannelUnavailable("smtp-timeout")
    except (SMTPException, OSError):
        return ChannelUnavailable("smtp-connection")
    return None


async def _letter(client: SMTP, content: bytes) -> DeliveryFailed | None:
    try:
        await client.data(content)
    except SMTPResponseException as error:
        return _answered(error.code)
    except SMTPTimeoutError:
        return OutcomeUncertain("smtp-timeout")
    except (SMTPException, OSError):
        return OutcomeUncertain("smtp-connection")
    return None


def _answered(status: int) -> DeliveryFailed:
    match status // 100:
        case 5:
            return RecipientRefused(_code(status))
        case 4:
            return ChannelUnavailable(_code(status))
        case _:
            return OutcomeUncertain("smtp-answer")


def _code(status: int) -> str:
    return f"smtp-{status:03}" if status > 0 else "smtp-answer"


def _address(message: EmailMessage, header: str) -> str | None:
    """The one address of a header, if a server without SMTPUTF8 can be told it."""
    value = message[header]
    if not isinstance(value, AddressHeader) or len(value.addresses) != 1:
        return None
    spec = value.addresses[0].addr_spec
    return spec if spec.isascii() and "@" in spec else None
