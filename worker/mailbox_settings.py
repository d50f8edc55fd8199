"""Reads from the environment where mail comes in, and how that mailbox is read."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from activities.channels import TlsMode
from activities.incoming import ImapAccount, ImapMailbox, Mailbox, MaildirMailbox
from worker.environment import SettingsError, is_loopback, number, one_of
from worker.tls_settings import tls_settings


class MailboxKind(StrEnum):
    """Where mail comes in."""

    NONE = "none"
    MAILDIR = "maildir"
    IMAP = "imap"


@dataclass(frozen=True)
class MailboxSettings:
    """How mail that comes in is read.

    Attributes:
        kind: Where it comes in; nothing is read where nobody said.
        maildir: The Maildir's folder.
        account: The account on an IMAP server.
        every: How long to wait between two looks.
        kept_for: For how long the register keeps what messages say.
    """

    kind: MailboxKind = MailboxKind.NONE
    maildir: Path | None = None
    account: ImapAccount | None = None
    every: timedelta = timedelta(seconds=60)
    kept_for: timedelta = timedelta(days=90)

    def open(self) -> Mailbox:
        """The mailbox; nothing is asked of it yet.

        Raises:
            SettingsError: Nobody said where mail comes in.
        """
        if self.account is not None:
            return ImapMailbox(self.account)
        if self.maildir is not None:
            return MaildirMailbox(self.maildir)
        raise SettingsError(
            "VISITS_MAILBOX is not set, so there is no mail to read: set it to imap or maildir."
        )


def mailbox_settings(env: Mapping[str, str] = os.environ) -> MailboxSettings:
    """Read `VISITS_MAILBOX`, `VISITS_MAILBOX_*` and `VISITS_IMAP_*`.

    Raises:
        SettingsError: One of them makes no sense, or is missing.
    """
    default = MailboxSettings()
    kind = one_of(env, "VISITS_MAILBOX", MailboxKind, default.kind)
    seconds = int(default.every.total_seconds())
    return MailboxSettings(
        kind=kind,
        maildir=_maildir(env) if kind is MailboxKind.MAILDIR else None,
        account=_account(env) if kind is MailboxKind.IMAP else None,
        every=timedelta(seconds=number(env, "VISITS_MAILBOX_EVERY", seconds, least=1, most=86_400)),
        kept_for=timedelta(
            days=number(env, "VISITS_MAILBOX_KEPT_DAYS", default.kept_for.days, least=1, most=3650)
        ),
    )


def _maildir(env: Mapping[str, str]) -> Path:
    text = env.get("VISITS_MAILBOX_MAILDIR")
    if not text:
        raise SettingsError(
            "VISITS_MAILBOX is maildir, so VISITS_MAILBOX_MAILDIR must be set: the folder into "
            "which a mail server delivers."
        )
    return Path(text)


def _account(env: Mapping[str, str]) -> ImapAccount:
    host, user = env.get("VISITS_IMAP_HOST"), env.get("VISITS_IMAP_USER")
    password = env.get("VISITS_IMAP_PASSWORD")
    if not host or not user or not password:
        names = {
            "VISITS_IMAP_HOST": host,
            "VISITS_IMAP_USER": user,
            "VISITS_IMAP_PASSWORD": password,
        }
        missing = next(name for name, value in names.items() if not value)
        raise SettingsError(f"VISITS_MAILBOX is imap, so {missing} must be set.")
    tls = tls_settings(env, "VISITS_IMAP", TlsMode.REQUIRED)
    if tls.mode is TlsMode.OPPORTUNISTIC or (tls.mode is TlsMode.NONE and not is_loopback(host)):
        raise SettingsError(
            "VISITS_IMAP_TLS must be required, or none for a server on this machine: a password is "
            "not sent in clear."
        )
    default = ImapAccount(host, user, password)
    return ImapAccount(
        host=host,
        user=user,
        password=password,
        port=number(env, "VISITS_IMAP_PORT", default.port, least=1, most=65_535),
        tls=tls,
        folder=env.get("VISITS_IMAP_FOLDER") or default.folder,
        read=env.get("VISITS_IMAP_READ_FOLDER") or default.read,
    )
