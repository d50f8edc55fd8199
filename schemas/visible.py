"""Text as it can be shown safely: nothing in it is obeyed, hidden or set in another order.

What people write may hold characters that a terminal obeys (an escape sequence clears a screen
or renames its window) or that reorder what stands beside them. Wherever content, or a value that
was typed, is shown, it goes through here.
"""

import re

_ENDS = "\N{HORIZONTAL ELLIPSIS}"
_ECHOED = 40  # characters of a value that is told back; enough to find it again

_CONTROL = r"\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff"
_REORDERING = r"\u2028\u2029\u202a-\u202e\u2066-\u2069"
_UNWRITABLE = re.compile(f"(?!\r\n)[{_CONTROL}]")  # not the two that end a line in many files
_UNSAFE = re.compile(f"[{_CONTROL}{_REORDERING}\ufffe\uffff]")
_UNSEEN = re.compile("[\xad\u061c\u180e\u200b\u200e\u200f\u2060-\u2064\ufeff]")
"""Characters without width; not those that join letters, which some scripts need."""

_TYPEWRITTEN = {
    "\N{LEFT DOUBLE QUOTATION MARK}": '"',
    "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
    "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{EN DASH}": "-",
    "\N{EM DASH}": "-",
    "\N{HORIZONTAL ELLIPSIS}": "...",
    "\N{NO-BREAK SPACE}": " ",
}


def visible(text: str) -> str:
    r"""A text in which every character that a terminal would obey is written out, e.g. `\x1b`.

    Line breaks and tabs stay.
    """
    return _UNSAFE.sub(lambda found: _escaped(found[0]), text)


def as_answered(text: str) -> frozenset[str]:
    """A word that people are asked about, in each way in which they may give it back.

    As it is, or as it was told to them; whether in capitals makes no difference.
    """
    return frozenset({text.casefold(), echoed(text).casefold()})


def echoed(value: object) -> str:
    r"""A value that somebody typed, told back in a sentence: short, on one line, and safe.

    What came along unseen, as when a value is copied from a page, is written out, e.g. `\u200b`:
    it may be all that is wrong with it.
    """
    if isinstance(value, str):
        line = _UNSEEN.sub(lambda found: _escaped(found[0]), visible(" ".join(value.split())))
        return line if len(line) <= _ECHOED else f"{line[:_ECHOED]}{_ENDS}"
    if isinstance(value, dict):
        return "several fields"
    if isinstance(value, list | tuple):
        return "a list"
    return visible(str(value))[:_ECHOED]


def spelled_out(text: str) -> str:
    r"""A text for whoever has only the letters of ASCII: signs as they were typed of old.

    Quotation marks and dashes become those of a typewriter, any other character its number, as in
    `\u0141ukasz`: nothing is lost.
    """
    return "".join(_TYPEWRITTEN.get(c) or (c if c.isascii() else _escaped(c)) for c in text)


def as_json_text(text: str) -> str:
    r"""A JSON text that means the same and in which nothing is obeyed by a terminal."""
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def unwritable(text: str) -> str | None:
    r"""The first character of a text that no form may hold, written out; `None` when all is well.

    Control characters but line breaks and tabs, and halves of characters that were not UTF-8.
    """
    found = _UNWRITABLE.search(text)
    return _escaped(found[0]) if found else None


def _escaped(character: str) -> str:
    number = ord(character)
    if number <= 0xFF:  # noqa: PLR2004 - a byte
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"  # noqa: PLR2004 - two bytes
