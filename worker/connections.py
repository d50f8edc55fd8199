"""The one place that opens connections: to Temporal and, through `register`, to PostgreSQL."""

from temporalio.client import Client

from activities.channels import Channel, MaildirChannel, SmtpChannel
from worker.client import connect_client
from worker.mail_settings import MailChannel, MailSettings
from worker.plugin import area_visits_plugin


async def connect(
    address: str | None = None, namespace: str | None = None, *, lazy: bool = False
) -> Client:
    """Connect to Temporal with the plugin, for whoever runs a worker with it.

    Args:
        address: `host:port`; by default what Temporal's environment configuration says.
        namespace: Likewise.
        lazy: Connect when something is first asked.

    Raises:
        TemporalUnavailable: Nobody answers there.
    """
    return await connect_client(address, namespace, lazy=lazy, plugins=[area_visits_plugin()])


def open_channel(mail: MailSettings) -> Channel:
    """The channel letters leave by."""
    match mail.channel:
        case MailChannel.MAILDIR:
            return MaildirChannel(mail.maildir)
        case MailChannel.SMTP:
            return SmtpChannel(mail.server)
        case MailChannel.NOTIFY:
            from activities.channels.notify import (  # noqa: PLC0415 - whoever sends by it loads it
                NotifyChannel,
            )

            assert mail.notify is not None  # noqa: S101 - it is read with the channel
            return NotifyChannel(mail.notify)
