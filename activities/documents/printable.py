"""What the fonts at hand can show."""

import unicodedata

from activities.wording import one_line

_SHOWN = (
    (0x0020, 0x04FF),  # Latin, Greek, Cyrillic
    (0x1E00, 0x203F),  # more Latin and Greek; dashes, quotation marks, bullets
    (0x2070, 0x20C0),  # superscripts, currencies
    (0x2116, 0x2116),  # numero
    (0x2122, 0x2122),  # trade mark
    (0x2190, 0x21FF),  # arrows
    (0xFB00, 0xFB06),  # ligatures, as pasted from other documents
)
"""Code points, first and last, for which Typst's embedded fonts have a shape."""

_INSTEAD = "\N{REPLACEMENT CHARACTER}"


def printable(text: str) -> str:
    """The text on one line, with a visible mark in place of what no embedded font can show.

    PDF/UA-1 refuses a document that lacks a shape, and Typst 0.15 panics on some scripts it has
    no font for. One emoji in a name must not keep a letter from being sent.
    """
    line = one_line(unicodedata.normalize("NFC", text))
    return "".join(char if _can_show(char) else _INSTEAD for char in line)


def _can_show(char: str) -> bool:
    assigned = unicodedata.category(char) not in {"Cn", "Co"}
    return assigned and any(first <= ord(char) <= last for first, last in _SHOWN)
