"""Numbers that a seed decides: the same on any machine, for anybody, with any language.

SHA-256 is asked, and not Python's `random`, which promises the same numbers from one release to
the next for one of its functions only. Source of the scheme: RFC 3797 (2004), with a digest of
today.
"""

import hashlib
import unicodedata
from collections.abc import Sequence
from typing import Final

from rules.selection.csv_text import NotUsable
from schemas.visible import unwritable
from schemas.words import says_nothing

HOW_NUMBERS_ARE_DRAWN = (
    "The ticket is SHA-256 of three lines (the seed, the word “ticket”, a counter from 1), read as "
    "a whole number; those above the last multiple of the number of tickets are passed over, and "
    "of the first that is not, the remainder is taken. The kinds of samples have the tickets in "
    "the order in which the record lists them, the first of them from 0. Areas are put in the "
    "order of SHA-256 of three lines: the seed, the word “order”, the area's code. Of each type of "
    "areas, the first in that order are drawn, as many as the kind of sample counts of the type. "
    "Lines are UTF-8, parted by a line feed; the seed is trimmed and normalised (NFC)."
)
"""For whoever works a draw out again with a program of their own."""

HOW_RESERVES_ARE_CHOSEN = (
    "The reserves are the first of the other areas in the same order, but for those that make way "
    "for areas without which a place could not be filled within the quotas. To find these, take of "
    "each type the first area in the order that is not drawn; for each type of which areas were "
    "drawn, those of them with which the quotas are kept when one of that type leaves. Again and "
    "again, the one is taken that fills the places of most types that have none yet, of equal ones "
    "the first in the order. Where that makes more than there are reserves, fewer are looked for."
)
"""The same of the reserves."""

_LONGEST = 500  # characters
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Zl", "Zp", "Zs"})
_SELECTORS: Final = frozenset(
    {*map(chr, range(0xFE00, 0xFE10)), *map(chr, range(0xE0100, 0xE01F0))}
    | {"\N{BRAILLE PATTERN BLANK}", "\N{HANGUL FILLER}", "\N{COMBINING GRAPHEME JOINER}"}
)
"""Of other categories, and not seen all the same."""
_DIGESTS = 2**256


def read_seed(text: str) -> str:
    """A seed as it is used: trimmed, and written in one way of those that Unicode has (NFC).

    Raises:
        NotUsable: Nothing of it can be seen, it is too long, or has more than one line.
    """
    seed = unicodedata.normalize("NFC", text).strip()
    if says_nothing(seed):
        raise NotUsable("The seed is empty; it is any text, such as the numbers of a public draw.")
    if len(seed) > _LONGEST or "\n" in seed or unwritable(seed):
        raise NotUsable(f"The seed has to be one line of text, of at most {_LONGEST} characters.")
    return seed


def require_plain(seed: str) -> None:
    """Refuse a seed that reads like another, before it decides anything.

    What cannot be seen, or typed again from a printed record, would let somebody try one seed
    after the other while all readers see the same.

    Args:
        seed: As `read_seed` gives it.

    Raises:
        NotUsable: It has such a character, or spaces side by side.
    """
    for at, one in enumerate(seed):
        if one != " " and (unicodedata.category(one) in _UNSEEN or one in _SELECTORS):
            raise NotUsable(
                f"The seed has U+{ord(one):04X} in place {at + 1}, which nobody sees who reads it; "
                "write it with what can be seen, and single spaces."
            )
    if "  " in seed:
        raise NotUsable("The seed has several spaces side by side; write it with single ones.")


def number_below(limit: int, seed: str, purpose: str) -> int:
    """A number from 0 up to but not including a limit, each as likely as any other.

    SHA-256 of the seed, the purpose and a counter from 1, each on a line of its own, is read as a
    whole number. Those above the last multiple of the limit are passed over, for they would make
    small numbers likelier; of the first that is not, the remainder is taken.

    Args:
        limit: At least 1, and far below 2²⁵⁶.
        seed: As `read_seed` gives it.
        purpose: What the number is for.
    """
    counter = 1
    while True:
        drawn = _digest(seed, purpose, str(counter))
        if drawn < _DIGESTS // limit * limit:
            return drawn % limit
        counter += 1


def in_drawn_order(codes: Sequence[str], seed: str) -> list[str]:
    """Codes by the SHA-256 of seed, the word `order` and code, whatever order they came in."""
    begun = hashlib.sha256(f"{seed}\norder\n".encode())
    digests = {}
    for code in codes:
        digest = begun.copy()
        digest.update(code.encode())
        digests[code] = digest.digest()
    return sorted(codes, key=digests.__getitem__)


def _digest(*lines: str) -> int:
    return int.from_bytes(hashlib.sha256("\n".join(lines).encode()).digest())
