"""Ways by which a letter leaves the house, behind one small port.

A channel hands over what it is given and says how that went; whether to try again is decided
elsewhere.
"""

from activities.channels.maildir import MaildirChannel
from activities.channels.notify_account import NotifyAccount
from activities.channels.port import (
    CanBeAsked,
    Channel,
    ChannelUnavailable,
    ClientRefused,
    LetterDeferred,
    OutcomeUncertain,
    RecipientRefused,
)
from activities.channels.smtp import Login, MailServer, SmtpChannel
from activities.channels.smtp_tls import Tls, TlsMode

__all__ = [
    "CanBeAsked",
    "Channel",
    "ChannelUnavailable",
    "ClientRefused",
    "LetterDeferred",
    "Login",
    "MailServer",
    "MaildirChannel",
    "NotifyAccount",
    "OutcomeUncertain",
    "RecipientRefused",
    "SmtpChannel",
    "Tls",
    "TlsMode",
]
