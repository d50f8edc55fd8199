"""Names as people write them who are careless, hurried, or want to get past a gate.

It knows nothing of how the gate reads: each spelling is what a person would do by hand.
"""

from collections.abc import Callable
from typing import Final

Spelling = Callable[[str], str]

_CYRILLIC: Final = {"a": "а", "e": "е", "o": "о", "c": "с", "p": "р", "x": "х", "y": "у", "i": "і"}
_CYRILLIC_CAPITAL: Final = {"B": "В", "C": "С", "H": "Н", "K": "К", "M": "М", "T": "Т", "P": "Р"}
_DIGITS: Final = {"o": "0", "i": "1", "e": "3", "s": "5", "t": "7"}
_ACUTE = "\N{COMBINING ACUTE ACCENT}"
_BOLD_A, _BOLD_SMALL_A, _WIDE = 0x1D400, 0x1D41A, 0xFEE0


def _middle(name: str) -> int:
    """Between two letters, about the middle."""
    at = len(name) // 2
    while at < len(name) - 1 and not (name[at - 1].isalpha() and name[at].isalpha()):
        at += 1
    return at


def _put(sign: str) -> Spelling:
    return lambda name: name[: _middle(name)] + sign + name[_middle(name) :]


def _between(sign: str) -> Spelling:
    return sign.join


def _replaced(table: dict[str, str], most: int = 2) -> Spelling:
    def spelled(name: str) -> str:
        done, out = 0, []
        for letter in name:
            there = letter in table and done < most
            done += there
            out.append(table[letter] if there else letter)
        return "".join(out)

    return spelled


def _accented(name: str) -> str:
    at = next((n for n, letter in enumerate(name) if n and letter in "aeiou"), len(name) - 1)
    return name[: at + 1] + _ACUTE + name[at + 1 :]


def _bold(name: str) -> str:
    return "".join(
        chr(_BOLD_A + ord(c) - ord("A"))
        if "A" <= c <= "Z"
        else chr(_BOLD_SMALL_A + ord(c) - ord("a"))
        if "a" <= c <= "z"
        else c
        for c in name
    )


def _wide(name: str) -> str:
    return "".join(chr(ord(c) + _WIDE) if "!" <= c <= "~" else c for c in name)


def _in_turn(name: str) -> str:
    return "".join(c.upper() if n % 2 else c.lower() for n, c in enumerate(name))


def _dropped(name: str) -> str:
    at = _middle(name)
    return name[:at] + name[at + 1 :]


def _doubled(name: str) -> str:
    at = _middle(name)
    return name[:at] + name[at] + name[at:]


def _turned(name: str) -> str:
    """Two letters in the other order, where they are not alike."""
    at = _middle(name)
    while at < len(name) - 1 and (name[at - 1] == name[at] or not name[at].isalpha()):
        at += 1
    return name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :]


def _mistyped(name: str) -> str:
    at = _middle(name)
    return name[:at] + ("k" if name[at] != "k" else "h") + name[at + 1 :]


WRITTEN_OTHERWISE: Final[dict[str, Spelling]] = {
    "as it is": lambda name: name,
    "in capitals": str.upper,
    "with ’s": lambda name: f"{name}’s",
    "with 's": lambda name: f"{name}'s",
    "in the plural": lambda name: f"{name}s",
    "before -based": lambda name: f"{name}-based",
    "in brackets": lambda name: f"({name})",
    "as one word": lambda name: name.replace(" ", ""),
    "with hyphens": lambda name: name.replace(" ", "-"),
    "with wide spaces": lambda name: name.replace(" ", "\N{NO-BREAK SPACE} "),
    "over two lines": lambda name: name.replace(" ", "\n"),
    "and as &": lambda name: name.replace(" and ", " & "),
    "with an accent": _accented,
    "with a soft hyphen": _put("\N{SOFT HYPHEN}"),
    "as a tag": lambda name: f"#{name.replace(' ', '')}SEND",
}
"""As people write who hide nothing."""

HIDDEN: Final[dict[str, Spelling]] = {
    "small": str.lower,
    "in turn": _in_turn,
    "spaced out": _between(" "),
    "with full stops": _between("."),
    "with lines": _between("_"),
    "with an invisible space": _put("\N{ZERO WIDTH SPACE}"),
    "with a joiner": _put("\N{ZERO WIDTH JOINER}"),
    "hyphenated": _put("-"),
    "hyphenated over two lines": _put("-\n"),
    "in two": _put(" "),
    "in Cyrillic": _replaced({**_CYRILLIC, **_CYRILLIC_CAPITAL}),
    "with digits": _replaced(_DIGITS),
    "with signs": _replaced({"a": "@", "s": "$", "i": "!"}),
    "bold": _bold,
    "wide": _wide,
    "with its council": lambda name: f"{name.replace(' ', '')}council",
    "in an address": lambda name: f"office@{name.lower().replace(' ', '')}.example",
}
"""As people write who want to get past."""

MISTYPED: Final[dict[str, Spelling]] = {
    "a letter short": _dropped,
    "a letter twice": _doubled,
    "two letters turned": _turned,
    "a wrong letter": _mistyped,
}
"""As people write in a hurry."""
