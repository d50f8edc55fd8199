"""Letters as a reader sees them: without accents, look-alikes as what they look like."""

import re
import unicodedata
from functools import cache
from typing import Final, NamedTuple

_LATIN_IN_NAME = re.compile(
    r"LATIN (?:CAPITAL |SMALL )?LETTER "
    r"(?:SMALL CAPITAL |TURNED |DOTLESS |LONG |OPEN |SCRIPT )?([A-Z])\b"
)
_SPELT: Final = {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ſ": "s"}
_CYRILLIC: Final = "абвгеёкмнорстухцѕіїјһԁԛԝыьпигз"
_AS_CYRILLIC: Final = "abbreekmhopctyxusiijhdqwbbnurs"
_GREEK: Final = "αβγεζηικμνορστυχωϲϳ"
_AS_GREEK: Final = "abyeznikuvopotuxwcj"
_GREEK_CAPITALS: Final = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"
_AS_GREEK_CAPITALS: Final = "abezhikmnoptyx"
_CYRILLIC_CAPITALS: Final = "АВЕЅІЈКМНОРСТУХ"
_AS_CYRILLIC_CAPITALS: Final = "abesijkmhopctyx"
_OTHER: Final = "օսոցհᎪᎬᎻᏦᎷᏢᎡᏚᎢᎳℓᏟᎠᏴᏀᏃᏙᏕᎫᏞᎽᏒᏌӏцѵ"
_AS_OTHER: Final = "ouoghaehkmprstwlcdbgzvsjlyruluv"
_TURNED: Final = "ɔƃɟɾ"
_AS_TURNED: Final = "cgfj"
_FOREIGN: Final = _CYRILLIC + _GREEK + _GREEK_CAPITALS + _CYRILLIC_CAPITALS + _OTHER + _TURNED
_AS_LATIN: Final = (
    _AS_CYRILLIC + _AS_GREEK + _AS_GREEK_CAPITALS + _AS_CYRILLIC_CAPITALS + _AS_OTHER + _AS_TURNED
)
_LOOKS: Final = dict(zip(_FOREIGN, _AS_LATIN, strict=True))
"""Letters of other alphabets by the Latin letter that they are taken for."""

_APOSTROPHES: Final = (
    "'`\N{RIGHT SINGLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}"
    "\N{MODIFIER LETTER APOSTROPHE}\N{PRIME}"
)
_INVISIBLE: Final = frozenset({"Mn", "Me", "Mc", "Cf", "Cc", "Co", "Cs"})


class Letter(NamedTuple):
    """What one character is to a reader.

    Attributes:
        letters: In lower case, ASCII; "" where nothing is seen.
        parts: Whether it parts words.
        disguised: Whether it only looks like what it is taken for, or nothing is seen of it.
        apostrophe: Whether it is one, however it is written.
    """

    letters: str = ""
    parts: bool = False
    disguised: bool = False
    apostrophe: bool = False


@cache
def letter(character: str) -> Letter:
    """What a character is to a reader."""
    if character.isascii() and character.isalnum():
        return Letter(character.lower())
    if character in _APOSTROPHES:
        return Letter(apostrophe=True)
    if character in _LOOKS:
        return Letter(_LOOKS[character], disguised=True)
    if character == "\N{SOFT HYPHEN}":
        return Letter()
    if character.isspace():
        return Letter(parts=True)
    if unicodedata.category(character) in _INVISIBLE or character == "\N{HANGUL FILLER}":
        return Letter(disguised=True)
    plain = unicodedata.normalize("NFKD", character)
    kept = "".join(_plain(one) for one in plain if not unicodedata.combining(one))
    if not kept:
        return Letter(parts=True)
    return Letter(kept, disguised=True)


def _plain(character: str) -> str:
    lower = character.casefold()
    if lower.isascii():
        return lower if lower.isalnum() else ""
    if lower in _SPELT:
        return _SPELT[lower]
    if character in _LOOKS or lower in _LOOKS:
        return _LOOKS.get(character) or _LOOKS[lower]
    found = _LATIN_IN_NAME.search(unicodedata.name(character, ""))
    return found[1].lower() if found else ""
