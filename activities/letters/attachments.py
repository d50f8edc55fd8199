"""PDFs as parts of a message."""

import re
import unicodedata
from email.message import EmailMessage
from typing import Protocol

from schemas.values import Marking


class Enclosure(Protocol):
    """A PDF that goes with a letter: one just rendered, or one the register has kept."""

    @property
    def version(self) -> int:
        """Which version or round of it."""

    @property
    def title(self) -> str:
        """As the PDF itself says."""

    @property
    def marking(self) -> Marking:
        """How it is to be handled."""

    @property
    def body(self) -> bytes:
        """The PDF."""


def file_name(document: Enclosure) -> str:
    """A name that sorts, tells versions apart and needs no quoting in any mail program.

    E.g. `summary-note-of-the-area-send-visit-testshire-v2.pdf`.
    """
    plain = unicodedata.normalize("NFKD", document.title).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    return f"{slug}-v{document.version}.pdf"


def attach(message: EmailMessage, document: Enclosure) -> None:
    """Add a document to a message."""
    message.add_attachment(
        document.body, maintype="application", subtype="pdf", filename=file_name(document)
    )
