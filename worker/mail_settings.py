"""Reads how letters leave from the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from activities.channels import Login, MailServer, Tls, TlsMode
from activities.sender import EXAMPLE, Sender
from schemas.email_address import UnusableAddress, on_the_wire
from worker.environment import (
    SettingsError,
    is_loopback,
    mail_address,
    number,
    one_of,
    yes_or_no,
)
from worker.letterhead_settings import letterhead_settings
from worker.link_settings import link_maker


class MailChannel(StrEnum):
    """Where letters go."""

    MAILDIR = "maildir"
    SMTP = "smtp"


_SERVER = MailServer(hello=EXAMPLE.domain, tls=Tls(TlsMode.OPPORTUNISTIC))


@dataclass(frozen=True)
class MailSettings:
    """How letters leave.

    Attributes:
        channel: Maildir or SMTP.
        maildir: The Maildir's folder.
        server: The mail server that speaks SMTP, and who we are to it.
        sender: Whom letters come from.
    """

    channel: MailChannel = MailChannel.MAILDIR
    maildir: Path = Path("var/letters")
    server: MailServer = field(default=_SERVER)
    sender: Sender = EXAMPLE


def mail_settings(env: Mapping[str, str] = os.environ) -> MailSettings:
    """Read how letters go and what they say of who sends them: `VISITS_MAIL_*`, `VISITS_LETTER_*`.

    Where the pages have a public address, letters have links to them: see `link_settings`.

    Raises:
        SettingsError: One of them makes no sense.
    """
    default = MailSettings()
    sender = Sender(
        name=default.sender.name,
        email=mail_address(env, "VISITS_MAIL_FROM") or default.sender.email,
        installation=_domain(env, "VISITS_INSTALLATION"),
        letterhead=letterhead_settings(env),
        links=link_maker(env),
    )
    return MailSettings(
        channel=one_of(env, "VISITS_MAIL_CHANNEL", MailChannel, default.channel),
        maildir=Path(env.get("VISITS_MAILDIR") or default.maildir),
        server=_server(env, sender),
        sender=sender,
    )


def _server(env: Mapping[str, str], sender: Sender) -> MailServer:
    host = env.get("VISITS_SMTP_HOST") or _SERVER.host
    tls = _tls(env, host)
    return MailServer(
        host=host,
        port=number(env, "VISITS_SMTP_PORT", _SERVER.port, least=1, most=65_535),
        hello=_domain(env, "VISITS_SMTP_HELO") or sender.domain,
        tls=tls,
        envelope_sender=mail_address(env, "VISITS_SMTP_ENVELOPE_SENDER"),
        login=_login(env, tls),
    )


def _tls(env: Mapping[str, str], host: str) -> Tls:
    if env.get("VISITS_SMTP_STARTTLS"):
        raise SettingsError(
            "VISITS_SMTP_STARTTLS is read no more: set VISITS_SMTP_TLS=required where it was yes, "
            "and VISITS_SMTP_TLS=opportunistic or VISITS_SMTP_TLS=none where it was no."
        )
    default = TlsMode.OPPORTUNISTIC if is_loopback(host) else TlsMode.REQUIRED
    tls = Tls(
        mode=one_of(env, "VISITS_SMTP_TLS", TlsMode, default),
        ca_file=Path(text) if (text := env.get("VISITS_SMTP_CA_FILE")) else None,
        verify=yes_or_no(env, "VISITS_SMTP_VERIFY", default=True),
    )
    try:
        if tls.ca_file is not None:
            tls.context()
    except OSError:
        raise SettingsError(
            f"VISITS_SMTP_CA_FILE must be a file of certificates (PEM), not “{tls.ca_file}”."
        ) from None
    return tls


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
            f"{name} must be a domain name such as visits.example.org, not “{text}”."
        ) from None
