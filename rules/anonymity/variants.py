"""What a word may be that has digits in it, or letters that look like others side by side."""

import re
from collections.abc import Iterator
from typing import Final

_DIGITS: Final = str.maketrans("0134567892", "oieasgtbgz")
_ONE_AS_L: Final = str.maketrans("0134567892", "oleasgtbgz")
_ALL_DIGITS: Final = "0123456789"
_SIDE_BY_SIDE: Final = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("ii", "ll"), ("nn", "m"))
_OFTEN: Final = re.compile(r"(.)\1{2,}")
_UPSIDE_DOWN: Final = str.maketrans("undpqb", "nupdbq")
SIGNS: Final = str.maketrans("@$!|\N{EURO SIGN}", "asile")
"""Signs that are taken for letters between letters."""
_IN_A_ROW = 12  # signs that are read as letters
_ALSO_AS_STOPS: Final = "!|"
_GOES_ON: Final = re.compile(r"[!|@$\N{EURO SIGN}]*\s+[a-z]")
"""As no sentence goes on that has ended."""


def variants(letters: str) -> Iterator[str]:
    """The letters as they are, and as a reader may take them."""
    yield letters
    if letters.isalpha():
        beside = letters
        for looks, taken_for in _SIDE_BY_SIDE:
            if looks in letters:
                yield letters.replace(looks, taken_for)
                beside = beside.replace(looks, taken_for)
        if beside != letters:
            yield beside
        if (once := _OFTEN.sub(r"\1", letters)) != letters:
            yield once
            yield _OFTEN.sub(r"\1\1", letters)
        return
    if letters.isdigit():
        return
    stripped = letters.strip(_ALL_DIGITS)
    if stripped != letters:
        yield stripped
    yield letters.translate(_DIGITS)
    if "1" in letters:
        yield letters.translate(_ONE_AS_L)


def turned(letters: str) -> Iterator[str]:
    """The letters backwards, and upside down: a reader who turns them sees nothing but a name."""
    yield letters[::-1]
    yield letters.translate(_UPSIDE_DOWN)[::-1]


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
    """Whether it stands for a letter: between letters, or where a word ends or begins with it."""
    before = _neighbour(text, at, -1)
    behind = _neighbour(text, at, 1)
    if before and behind:
        return True
    if text[at] in _ALSO_AS_STOPS:
        return before and bool(_GOES_ON.match(text, at + 1))
    return before or behind


def _neighbour(text: str, at: int, step: int) -> bool:
    """Whether a letter stands beside it, or beside other such signs."""
    for there in range(at + step, at + step * (1 + _IN_A_ROW), step):
        if not 0 <= there < len(text):
            return False
        if ord(text[there]) not in SIGNS:
            return text[there].isalnum()
    return False
