"""What a word may be that has digits in it, or letters that look like others side by side."""

from collections.abc import Iterator
from typing import Final

_DIGITS: Final = str.maketrans("0134567892", "oieasgtbgz")
_ONE_AS_L: Final = str.maketrans("0134567892", "oleasgtbgz")
_ALL_DIGITS: Final = "0123456789"
_SIDE_BY_SIDE: Final = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("ii", "ll"), ("nn", "m"))
SIGNS: Final = str.maketrans("@$!|\N{EURO SIGN}", "asile")
"""Signs that are taken for letters between letters."""


def variants(letters: str) -> Iterator[str]:
    """The letters as they are, and as a reader may take them."""
    yield letters
    if letters.isalpha():
        for looks, taken_for in _SIDE_BY_SIDE:
            if looks in letters:
                yield letters.replace(looks, taken_for)
        return
    if letters.isdigit():
        return
    stripped = letters.strip(_ALL_DIGITS)
    if stripped != letters:
        yield stripped
    yield letters.translate(_DIGITS)
    if "1" in letters:
        yield letters.translate(_ONE_AS_L)


def with_signs_as_letters(text: str) -> str:
    """A text in which signs between letters are the letters that they look like.

    It is as long as it was, so that offsets in it are those of the text.
    """
    changed = text.translate(SIGNS)
    if changed == text:
        return text
    return "".join(
        new if new != old and _in_a_word(text, at) else old
        for at, (old, new) in enumerate(zip(text, changed, strict=True))
    )


def _in_a_word(text: str, at: int) -> bool:
    return text[at - 1 : at].isalnum() and text[at + 1 : at + 2].isalnum()
