"""Reads how letters leave from the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from activities.channels import Login, MailServer, NotifyAccount, Tls, TlsMode
from activities.sender import EXAMPLE, Sender
from schemas.email_address import UnusableAddress, on_the_wire
from worker.environment import (
    SettingsError,
    is_loopback,
    mail_address,
    number,
    one_of,
    told,
)
from worker.letterhead_settings import letterhead_settings
from worker.link_settings import link_maker
from worker.notify_settings import notify_account
from worker.tls_settings import tls_settings


class MailChannel(StrEnum):
    """Where letters go."""

    MAILDIR = "maildir"
    SMTP = "smtp"
    NOTIFY = "notify"


_LONGEST_LOCAL = 64 - 17  # characters before the @ (RFC 5321, 4.5.3.1.1), a tag and its + left out
_SERVER = MailServer(hello=EXAMPLE.domain, tls=Tls(TlsMode.OPPORTUNISTIC))


@dataclass(frozen=True)
class MailSettings:
    """How letters leave.

    Attributes:
        channel: Maildir, SMTP or GOV.UK Notify.
        maildir: The Maildir's folder.
        server: The mail server that speaks SMTP, and who we are to it.
        notify: The service of GOV.UK Notify's; `None` with the other channels.
        sender: Whom letters come from.
    """

    channel: MailChannel = MailChannel.MAILDIR
    maildir: Path = Path("var/letters")
    server: MailServer = field(default=_SERVER)
    notify: NotifyAccount | None = None
    sender: Sender = EXAMPLE

    @property
    def where(self) -> str:
        """Where letters go, for whoever starts this."""
        match self.channel:
            case MailChannel.MAILDIR:
                return str(self.maildir)
            case MailChannel.SMTP:
                return f"{self.server.host}:{self.server.port}"
            case MailChannel.NOTIFY:
                return "GOV.UK Notify"


def mail_settings(env: Mapping[str, str] = os.environ) -> MailSettings:
    """Read how letters go and what they say of who sends them: `VISITS_MAIL_*`, `VISITS_LETTER_*`.

    Where the pages have a public address, letters have links to them: see `link_settings`.

    Raises:
        SettingsError: One of them makes no sense.
    """
    default = MailSettings()
    channel = one_of(env, "VISITS_MAIL_CHANNEL", MailChannel, default.channel)
    by_notify = channel is MailChannel.NOTIFY
    sender = Sender(
        name=default.sender.name,
        email=mail_address(env, "VISITS_MAIL_FROM") or default.sender.email,
        installation=_domain(env, "VISITS_INSTALLATION"),
        letterhead=letterhead_settings(env),
        links=link_maker(env),
        bounces=_bounces(env),
        calendar=not by_notify,  # it takes no such files
    )
    return MailSettings(
        channel=channel,
        maildir=_maildir(env, default.maildir, used=channel is MailChannel.MAILDIR),
        server=_server(env, sender),
        notify=notify_account(env) if by_notify else None,
        sender=sender,
    )


def _maildir(env: Mapping[str, str], default: Path, *, used: bool) -> Path:
    """A folder, or where one can be made: else each letter would wait for ever."""
    text = env.get("VISITS_MAILDIR")
    if not text:
        return default
    path = Path(text)
    try:
        usable = path.is_dir() or not path.exists()
    except OSError:  # too long for a name, or somebody else's
        usable = False
    if used and not usable:
        raise SettingsError(f"VISITS_MAILDIR must be a folder, not “{told(text)}”.")
    return path


def _bounces(env: Mapping[str, str]) -> str | None:
    """Where what comes back is sent, under a tag of each letter's own."""
    address = mail_address(env, "VISITS_BOUNCES_ADDRESS")
    if address is None:
        return None
    if "+" in address:
        raise SettingsError(
            "VISITS_BOUNCES_ADDRESS must have no + in it: each letter's own tag is put there, as "
            "in bounces+TAG@example.org."
        )
    if env.get("VISITS_SMTP_ENVELOPE_SENDER"):
        raise SettingsError(
            "VISITS_SMTP_ENVELOPE_SENDER is for letters that come back to one address; leave it "
            "out where VISITS_BOUNCES_ADDRESS gives each letter one of its own."
        )
    local = address.partition("@")[0]
    if len(local) > _LONGEST_LOCAL:
        raise SettingsError(
            f"VISITS_BOUNCES_ADDRESS must have no more than {_LONGEST_LOCAL} characters before "
            "the @: a tag of 17 is added, and servers take 64."
        )
    return address.lower()


def _server(env: Mapping[str, str], sender: Sender) -> MailServer:
    host = env.get("VISITS_SMTP_HOST") or _SERVER.host
    if env.get("VISITS_SMTP_STARTTLS"):
        raise SettingsError(
            "VISITS_SMTP_STARTTLS is read no more: set VISITS_SMTP_TLS=required where it was yes, "
            "and VISITS_SMTP_TLS=opportunistic or VISITS_SMTP_TLS=none where it was no."
        )
    tls = tls_settings(
        env,
        "VISITS_SMTP",
        TlsMode.OPPORTUNISTIC if is_loopback(host) else TlsMode.REQUIRED,
    )
    return MailServer(
        host=host,
        port=number(env, "VISITS_SMTP_PORT", _SERVER.port, least=1, most=65_535),
        hello=_domain(env, "VISITS_SMTP_HELO") or sender.domain,
        tls=tls,
        envelope_sender=mail_address(env, "VISITS_SMTP_ENVELOPE_SENDER"),
        login=_login(env, tls),
    )


def _login(env: Mapping[str, str], tls: Tls) -> Login | None:
    user, password = env.get("VISITS_SMTP_USER"), env.get("VISITS_SMTP_PASSWORD")
    if not user and not password:
        return None
    if not user or not password:
        raise SettingsError("VISITS_SMTP_USER and VISITS_SMTP_PASSWORD are set together.")
    if tls.mode is not TlsMode.REQUIRED:
        raise SettingsError(
            "VISITS_SMTP_TLS must be required where VISITS_SMTP_PASSWORD is set: a password is "
            "not sent in clear."
        )
    return Login(user, password)


def _domain(env: Mapping[str, str], name: str) -> str | None:
    text = env.get(name)
    if not text:
        return None
    try:
        return on_the_wire(f"visits@{text}").partition("@")[2]
    except UnusableAddress:
        raise SettingsError(
            f"{name} must be a domain name such as visits.example.org, not “{told(text)}”."
        ) from None
