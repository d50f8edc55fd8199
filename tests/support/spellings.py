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


def _by_letter(table: dict[str, str]) -> Spelling:
    return lambda name: "".join(table.get(c.lower(), c) for c in name)


def _shifted(first: int) -> Spelling:
    """Letters of an alphabet of signs that begins at a code point."""
    return lambda name: "".join(
        chr(first + ord(c.lower()) - ord("a")) if c.isascii() and c.isalpha() else c for c in name
    )


def _second(before: str, behind: str) -> Spelling:
    """Something around the second letter."""
    return lambda name: f"{name[0]}{before}{name[1]}{behind}{name[2:]}"


_ALPHABET: Final = "abcdefghijklmnopqrstuvwxyz"
_SMALL_CAPITALS: Final = dict(zip(_ALPHABET, "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘqʀꜱᴛᴜᴠᴡxʏᴢ", strict=True))
_UPSIDE_DOWN: Final = dict(zip(_ALPHABET, "ɐqɔpǝɟƃɥᴉɾʞlɯuodbɹsʇnʌʍxʎz", strict=True))
_RAISED: Final = dict(zip(_ALPHABET, "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖqʳˢᵗᵘᵛʷˣʸᶻ", strict=True))
_CHEROKEE: Final = dict(zip("aehkmpcstlwdrbgz", "ᎪᎬᎻᏦᎷᏢᏟᏚᎢᏞᎳᎠᏒᏴᏀᏃ", strict=True))
_GREEK: Final = dict(zip("abeiknoptuvxyw", "αβεικηορτυνχγω", strict=True))
_ALL_CYRILLIC: Final = dict(zip("abcehijkmnoprstuwxydgl", "аьсеһіјкмпоргѕтцԝхуԁɡӏ", strict=True))

DISGUISED: Final[dict[str, Spelling]] = {
    "in small capitals": _by_letter(_SMALL_CAPITALS),
    "raised": _by_letter(_RAISED),
    "in circles": _shifted(0x24D0),
    "as a typewriter's": _shifted(0x1D68A),
    "in boxes": _shifted(0x1F130),
    "in Cherokee": _by_letter(_CHEROKEE),
    "in Greek": _by_letter(_GREEK),
    "all in Cyrillic": _by_letter(_ALL_CYRILLIC),
    "struck through": _between("\N{COMBINING LONG STROKE OVERLAY}"),
    "with slashes": _between("/"),
    "with pictures between": _between("\N{SLIGHTLY SMILING FACE}"),
    "a letter a line": _between("\n"),
    "with commas": _between(","),
    "with word joiners": _between("\N{WORD JOINER}"),
    "with a thin space": _put("\N{THIN SPACE}"),
    "with a dash": _put("\N{EN DASH}"),
    "with a colon": _put(":"),
    "with an apostrophe": _put("\N{RIGHT SINGLE QUOTATION MARK}"),
    "with a letter in brackets": _second("(", ")"),
    "with a letter in bold": _second("<b>", "</b>"),
    "with a letter as a web page writes it": lambda name: f"{name[0]}&#{ord(name[1])};{name[2:]}",
    "all as a web page writes it": lambda name: "".join(f"&#{ord(c)};" for c in name),
    "with a letter as an address writes it": lambda name: f"{name[0]}%{ord(name[1]):x}{name[2:]}",
    "with its first letter in asterisks": lambda name: f"**{name[0]}**{name[1:]}",
    "before -wide": lambda name: f"{name}-wide",
    "behind non-": lambda name: f"non-{name}",
    "behind pan-, small": lambda name: f"pan-{name.lower()}",
    "as snakes": lambda name: name.lower().replace(" ", "_"),
    "with its year": lambda name: f"{name.replace(' ', '')}2020",
    "small, in two": lambda name: _put(" ")(name).lower(),
    "small, spaced out": lambda name: " ".join(name.lower()),
    "with m as rn, w as vv": lambda name: name.replace("m", "rn").replace("w", "vv"),
    "with long s": lambda name: name.replace("s", "ſ"),
}
"""As people write who have met a gate."""

TURNED: Final[dict[str, Spelling]] = {
    "backwards": lambda name: name[::-1],
    "upside down": lambda name: _by_letter(_UPSIDE_DOWN)(name)[::-1],
    "with letters thrice": lambda name: name.replace("e", "eee").replace("o", "ooo"),
    "with a letter covered": lambda name: name[: _middle(name)] + "*" + name[_middle(name) + 1 :],
}
"""As people write who expect readers to puzzle."""
