"""Letters as plain-text e-mail, with their documents and calendar entries.

The words are in `templates/`; only what they name is put together here.
"""

from activities.letters.addressing import Misaddressed, check_addressing
from activities.letters.attachments import Enclosure
from activities.letters.example import Example, examples_of
from activities.letters.frame import get_ready
from activities.letters.message import compose
from activities.sender import Sender

__all__ = [
    "Enclosure",
    "Example",
    "Misaddressed",
    "Sender",
    "check_addressing",
    "compose",
    "examples_of",
    "get_ready",
]
