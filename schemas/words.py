"""What people write, freed of what carries nothing: cleaned first, checked afterwards.

Text that is pasted from web pages and documents brings characters that nobody sees: marks that
say where a line may break, which way text runs or how a letter is to be drawn elsewhere. They
make a heading look empty, a name differ from itself and a sentence read otherwise than it is.
"""

import re
import unicodedata
from collections.abc import Callable

from pydantic import BeforeValidator

_NOTHING = re.compile(
    "["
    "\u00ad\u034f\u061c"  # soft hyphen, grapheme joiner, Arabic letter mark
    "\u115f\u1160\u3164\uffa0"  # Hangul fillers
    "\u17b4\u17b5\u180b-\u180f"  # Khmer and Mongolian, invisible
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"  # spaces without width, directions
    "\ufe00-\ufe0f"  # which of two drawings: our fonts have one
    "\ufff9-\ufffb"  # annotations
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"  # tags
    "]"
)
"""Characters that Unicode lets be ignored (Default_Ignorable_Code_Point), joiners apart."""

_UNSEEN = re.compile(
    "["
    "\u2800"  # a cell of Braille without a dot
    "\U0001d159\U0001d173-\U0001d17a"  # music without ink
    "\U000e0100-\U000e01ef"  # which of several drawings a character before them has
    "]"
)
"""Characters that mean something beside others, and by themselves are nothing to see."""

_BREAKS = re.compile("\r\n?|[\u0085\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")

_CURSIVE = (
    "\u0600-\u08ff"  # Arabic and its neighbours
    "\u0900-\u0dff\u1cd0-\u1cff\ua8e0-\ua8ff"  # Devanagari to Sinhala
    "\u1000-\u109f\u1780-\u18af"  # Myanmar, Khmer, Mongolian
    "\ufb50-\ufdff\ufe70-\ufefc"  # Arabic, as old systems store it
)
"""Letters that change with their neighbours, so that a joiner between them shows."""

_PICTURES = "\u2190-\u2bff\U0001f000-\U0001faff"
_SAME_JOINER_AGAIN = re.compile("([\u200c\u200d])\\1+")
_IDLE_JOINER = re.compile(
    f"(?<![{_CURSIVE}])\u200c|\u200c(?![{_CURSIVE}])"
    f"|(?<![{_CURSIVE}{_PICTURES}])\u200d(?![{_CURSIVE}{_PICTURES}])"
)


def cleaned(text: str) -> str:
    """The same words without what nobody sees, each letter with its accent as one (NFC).

    Line breaks become line feeds, other control characters spaces. A joiner stays where it
    shows: Farsi parts and Sinhala joins letters with it. Of a text of which nothing can be seen,
    nothing is left.
    """
    if text.isascii() and text.isprintable():
        return text.strip()  # most are, and have nothing of all that
    lines = _CONTROLS.sub(" ", _BREAKS.sub("\n", text))
    visible = _SAME_JOINER_AGAIN.sub(r"\1", _NOTHING.sub("", lines))
    words = unicodedata.normalize("NFC", _IDLE_JOINER.sub("", visible)).strip()
    return words if _UNSEEN.sub("", words).strip() else ""


def says_nothing(text: str) -> bool:
    """Whether nothing of a text can be seen: it counts as left out."""
    return not cleaned(text)


def on_one_line(text: str) -> str:
    """The words, cleaned, with single spaces between them."""
    return " ".join(cleaned(text).split())


def _first(clean: Callable[[str], str]) -> BeforeValidator:
    return BeforeValidator(lambda value: clean(value) if isinstance(value, str) else value)


CLEANED = _first(cleaned)
"""Makes a field's words clean before they are checked."""

ON_ONE_LINE = _first(on_one_line)
"""As `CLEANED`, for words that stand on one line."""
