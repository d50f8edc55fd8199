"""The one place that opens connections: to Temporal and, through `register`, to PostgreSQL."""

import asyncio

from temporalio.client import Client
from temporalio.envconfig import ClientConfig
from temporalio.service import RPCError

from activities.channels import Channel, MaildirChannel, SmtpChannel
from desk.answers import TemporalUnavailable
from worker.mail_settings import MailChannel, MailSettings
from worker.plugin import area_visits_plugin

_TRIED_FOR = 0.5  # seconds
"""A server that has just come up has been seen not to take a first call. One that is not there says
no at once and is asked again for so long; one that is slow to say no is not."""
_PAUSE = 0.1  # seconds between two tries


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
    clock = asyncio.get_running_loop()
    until = clock.time() + _TRIED_FOR
    while True:
        try:
            return await Client.connect(**config, plugins=[area_visits_plugin()], lazy=lazy)
        except (RPCError, RuntimeError, OSError):
            if clock.time() >= until:
                raise TemporalUnavailable(
                    f"Temporal does not answer at {target}. Start the stack with `visits up`, "
                    "or set TEMPORAL_ADDRESS."
                ) from None
        await asyncio.sleep(_PAUSE)


def open_channel(mail: MailSettings) -> Channel:
    """The channel letters leave by."""
    match mail.channel:
        case MailChannel.MAILDIR:
            return MaildirChannel(mail.maildir)
        case MailChannel.SMTP:
            return SmtpChannel(mail.server)
