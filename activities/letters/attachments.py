"""Documents as parts of a message."""

import re
import unicodedata
from typing import Protocol

from activities.letters.mime import file_elsewhere, file_part
from register.kept_letters import mark_of
from schemas.letters import DocumentOrder, format_of
from schemas.values import DocumentKind, Marking


class Enclosure(Protocol):
    """What goes with a letter: just rendered, or kept by the register."""

    @property
    def kind(self) -> DocumentKind:
        """What it is."""

    @property
    def version(self) -> int:
        """Which version or round of it."""

    @property
    def title(self) -> str:
        """As the document itself says."""

    @property
    def marking(self) -> Marking:
        """How it is to be handled."""

    @property
    def body(self) -> bytes:
        """The file."""


def file_name(document: Enclosure) -> str:
    """A name that sorts, tells versions apart and needs no quoting in any mail program.

    E.g. `summary-note-of-the-area-send-visit-testshire-v2.pdf`.
    """
    plain = unicodedata.normalize("NFKD", document.title).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    return f"{slug}-v{document.version}.{format_of(document.kind).ending}"


def attached(document: Enclosure) -> bytes:
    """A document as a part of a message."""
    return file_part(document.body, format_of(document.kind).media_type, file_name(document))


def kept(document: Enclosure) -> bytes:
    """The same part as the register keeps it, which has the document already."""
    order = DocumentOrder(kind=document.kind, version=document.version)
    return file_elsewhere(mark_of(order), format_of(document.kind).media_type, file_name(document))
