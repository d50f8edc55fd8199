"""Letters as plain-text e-mail, with their documents and calendar entries.

The words are in `templates/`; only what they name is put together here.
"""

from activities.letters.addressing import Misaddressed, check_addressing
from activities.letters.attachments import Enclosure
from activities.letters.message import compose, get_ready
from activities.sender import Sender

__all__ = [
    "Enclosure",
    "Misaddressed",
    "Sender",
    "check_addressing",
    "compose",
    "get_ready",
]
