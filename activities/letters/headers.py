"""Header fields of a message, encoded so that they are read back as they were meant.

Written here rather than by `email.policy`: as of Python 3.11 its folding loses the quotes of a
display name that is longer than a line, so that a comma in a name begins another address; leaves
the first line of a long subject empty; and loses spaces between encoded words.
"""

import re
from email.header import Header
from textwrap import wrap

_WIDTH = 76  # characters of a line, the field's name included (RFC 2047, 2)
_LONGEST_WORD = 60  # fits the first line beside every field's name
_ENCODED = "=?"
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")


def text_field(name: str, text: str) -> str:
    """A field of words, such as a subject.

    Args:
        name: Of the field.
        text: One line, single spaces.

    Returns:
        The field with its line ends.
    """
    plain = text.isascii() and text.isprintable() and _ENCODED not in text
    if plain and all(len(word) <= _LONGEST_WORD for word in text.split(" ")):
        lines = wrap(f"{name}: {text}", _WIDTH, break_long_words=False, break_on_hyphens=False)
        return "\n ".join(lines) + "\n"
    return f"{name}: {_encoded(name, text)}\n"


def mailbox_field(name: str, display_name: str, address: str) -> str:
    """A field with one mailbox, such as a recipient.

    Args:
        name: Of the field.
        display_name: Whose mailbox it is: one line of any length in any script.
        address: As servers are told it.

    Returns:
        The field with its line ends.
    """
    if not display_name:
        return f"{name}: <{address}>\n"
    phrase = _phrase(name, display_name)
    last = f"{name}: {phrase}".rpartition("\n")[2]
    gap = " " if len(last) + len(address) + 3 <= _WIDTH else "\n "
    return f"{name}: {phrase}{gap}<{address}>\n"


def nobody_field(name: str, display_name: str) -> str:
    """A field that names somebody who has no usable address: a group without members."""
    return f"{name}: {_phrase(name, display_name) or 'Nobody'}:;\n"


def _phrase(field: str, text: str) -> str:
    """A display name (RFC 5322, 3.2.5).

    A quoted one stays on one line, whatever its length: not every program that folds or unfolds
    one gets that right.
    """
    if not text.isascii() or not text.isprintable() or _ENCODED in text:
        return _encoded(field, text)
    if _ATOMS.fullmatch(text):
        return text
    escaped = text.replace("\\", r"\\").replace('"', r"\"")
    return f'"{escaped}"'


def _encoded(field: str, text: str) -> str:
    """Encoded words, each of whole characters; what is between two of them is not read."""
    return Header(text, "utf-8", maxlinelen=_WIDTH, header_name=field).encode(splitchars="")
