"""Mail that comes in: where it lies, and what a message says of a letter of ours.

What is read here is others' words: nothing of it is followed, and none of it goes to Temporal.
"""

from activities.incoming.imap import ImapAccount, ImapMailbox
from activities.incoming.maildir import MaildirMailbox
from activities.incoming.message import Incoming, read_message
from activities.incoming.port import Lying, Mailbox, MailboxUnavailable

__all__ = [
    "ImapAccount",
    "ImapMailbox",
    "Incoming",
    "Lying",
    "Mailbox",
    "MailboxUnavailable",
    "MaildirMailbox",
    "read_message",
]
