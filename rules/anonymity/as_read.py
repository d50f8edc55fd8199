"""A text as it is read: nothing in it unseen, look-alikes as what they look like, ½ as 1/2."""

import unicodedata
from typing import NamedTuple

from rules.anonymity.letters import letter

_FRACTION_SLASH = "\N{FRACTION SLASH}"


class AsRead(NamedTuple):
    """A text as it is read, and where each of its characters comes from.

    Attributes:
        text: It.
        at: For each of its characters, the offset of the one that it was made of.
    """

    text: str
    at: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where something stands in the text as it was written."""
        return self.at[start], self.at[end - 1] + 1


def as_read(text: str) -> AsRead:
    """Words and numbers in plain letters and digits; what is ordinary stays as it is."""
    found: list[str] = []
    at: list[int] = []
    for place, character in enumerate(text):
        read = _as_read(character)
        found.append(read)
        at += [place] * len(read)
    return AsRead("".join(found), tuple(at))


def _as_read(character: str) -> str:
    if character.isascii():
        return character
    match unicodedata.category(character):
        case "Cf":
            return ""
        case "Zs":
            return " "
        case "Nd" | "No" | "Nl":
            return unicodedata.normalize("NFKC", character).replace(_FRACTION_SLASH, "/")
        case _:
            pass
    seen = letter(character)
    if seen.disguised and seen.letters:
        return seen.letters.upper() if character.isupper() else seen.letters
    return character
