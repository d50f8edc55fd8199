"""Letters as plain-text e-mail, with their documents and calendar entries.

The words are in `templates/`; only what they name is put together here.
"""

from activities.letters.attachments import Enclosure
from activities.letters.message import UnusableAddress, compose, get_ready
from activities.sender import Sender

__all__ = ["Enclosure", "Sender", "UnusableAddress", "compose", "get_ready"]
