"""The one place that opens connections: to Temporal and, through `register`, to PostgreSQL."""

from temporalio.client import Client
from temporalio.envconfig import ClientConfig
from temporalio.service import RPCError

from activities.channels import Channel, MaildirChannel, SmtpChannel
from schemas.sentences import Sentence
from worker.plugin import area_visits_plugin
from worker.settings import MailChannel, MailSettings


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
    try:
        return await Client.connect(**config, plugins=[area_visits_plugin()], lazy=lazy)
    except (RPCError, RuntimeError, OSError):
        raise TemporalUnavailable(
            f"Temporal does not answer at {target}. Start the stack with `visits up`, "
            "or set TEMPORAL_ADDRESS."
        ) from None


def open_channel(mail: MailSettings) -> Channel:
    """The channel letters leave by."""
    match mail.channel:
        case MailChannel.MAILDIR:
            return MaildirChannel(mail.maildir)
        case MailChannel.SMTP:
            return SmtpChannel(
                mail.host, mail.port, starttls=mail.start_tls or None, login=mail.login
            )
