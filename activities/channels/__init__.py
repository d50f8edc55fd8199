"""Ways by which a letter leaves the house, behind one small port.

A channel hands over what it is given and says how that went; whether to try again is decided
elsewhere.
"""

from activities.channels.maildir import MaildirChannel
from activities.channels.port import Channel, ChannelUnavailable, OutcomeUncertain, RecipientRefused
from activities.channels.smtp import Login, SmtpChannel

__all__ = [
    "Channel",
    "ChannelUnavailable",
    "Login",
    "MaildirChannel",
    "OutcomeUncertain",
    "RecipientRefused",
    "SmtpChannel",
]
