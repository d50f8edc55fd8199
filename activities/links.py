"""The addresses of personal links in letters.

A token is worked out from a key and from what the link is for, so that a letter which is written
once more is the same letter, and so that the register need not keep what opens a link.
"""

import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Final

from schemas.ids import LetterKey
from schemas.questions import LinkToken, Question

PATH: Final = "/answer/"
"""Where the pages take links, below their address."""

NOT_SHOWN: Final = "not-shown-here"
"""What stands in an address where the token is for nobody who looks."""

_PURPOSE: Final = "area-visits link 1"


class LinksKeyMissing(Exception):
    """Letters are to have links, and there is no key to make them with."""


@dataclass(frozen=True)
class LinkMaker:
    """Makes the links of letters.

    Attributes:
        pages: The public address of the pages, without a slash at its end.
        key: 32 bytes that only those have who write letters; whoever only looks at letters has
            none.
    """

    pages: str
    key: bytes | None = field(default=None, repr=False)

    def token(self, letter: LetterKey, question: Question) -> LinkToken:
        """What opens the link of a letter; the same each time.

        Raises:
            LinksKeyMissing: There is no key.
        """
        if self.key is None:
            raise LinksKeyMissing
        told = f"{_PURPOSE}\n{letter}\n{question}".encode()
        made = hmac.digest(self.key, told, "sha256")
        return urlsafe_b64encode(made).rstrip(b"=").decode()

    def address(self, token: LinkToken) -> str:
        """The link, as it stands in a letter."""
        return f"{self.pages}{PATH}{token}"
