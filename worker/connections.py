"""The one place that opens connections: to Temporal and, through `register`, to PostgreSQL."""

import asyncio

from temporalio.client import Client
from temporalio.envconfig import ClientConfig
from temporalio.service import RPCError

from activities.channels import Channel, MaildirChannel, SmtpChannel
from schemas.sentences import Sentence
from worker.plugin import area_visits_plugin
from worker.settings import MailChannel, MailSettings

_PAUSES = (0.1, 0.4, 0)
"""Seconds after each try. A server that has just come up has been seen not to take a first call;
one that is not there says no at once, so that whoever asks is told within a second."""


class TemporalUnavailable(Sentence):
    """Temporal cannot be reached; the sentence says what to do."""


async def connect(
    address: str | None = None, namespace: str | None = None, *, lazy: bool = False
) -> Client:
    """Connect to Temporal.

    Args:
        address: `host:port`; by default what Temporal's environment configuration says.
        namespace: Likewise.
        lazy: Connect when something is first asked.

    Raises:
        TemporalUnavailable: Nobody answers there.
    """
    config = ClientConfig.load_client_connect_config()
    if address:
        config["target_host"] = address
    if namespace:
        config["namespace"] = namespace
    target = config.get("target_host") or "localhost:7233"
    config["target_host"] = target
    for pause in _PAUSES:
        try:
            return await Client.connect(**config, plugins=[area_visits_plugin()], lazy=lazy)
        except (RPCError, RuntimeError, OSError):
            await asyncio.sleep(pause)
    raise TemporalUnavailable(
        f"Temporal does not answer at {target}. Start the stack with `visits up`, "
        "or set TEMPORAL_ADDRESS."
    )


def open_channel(mail: MailSettings) -> Channel:
    """The channel letters leave by."""
    match mail.channel:
        case MailChannel.MAILDIR:
            return MaildirChannel(mail.maildir)
        case MailChannel.SMTP:
            return SmtpChannel(
                mail.host, mail.port, starttls=mail.start_tls or None, login=mail.login
            )
