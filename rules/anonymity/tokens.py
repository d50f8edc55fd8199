"""Words of a text with where they stand."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from rules.anonymity.letters import letter
from rules.anonymity.word_lists import ABBREVIATED

_POSSESSIVE: Final = "s"
_AND: Final = frozenset("&\N{FULLWIDTH AMPERSAND}\N{SMALL AMPERSAND}")
_ENDS: Final = re.compile(
    r"[.!?:\u2026][\"'\u201d\u2019)\]]*\s|\n\s*\n|[\u2022\u25aa\u25cf]|\n\s*[-*]\s"
)


class Token(NamedTuple):
    """A word.

    Attributes:
        letters: As a reader sees them; of a possessive without its ’s.
        start: Offset of its first character.
        end: Offset behind its last.
        capital: Whether there is a capital in it.
        upper: Whether all its letters are capitals, two at least.
        odd: Whether capitals and small letters alternate as in no ordinary word.
        disguised: Whether there is something in it that only looks like a letter, or that is
            not seen.
        begins: Whether it begins a sentence.
        gap: What stands between it and the word before.
    """

    letters: str
    start: int
    end: int
    capital: bool
    upper: bool
    odd: bool
    disguised: bool
    begins: bool
    gap: str


def tokens_of(text: str) -> list[Token]:
    """The words of a text, in their order."""
    found: list[Token] = []
    before = 0
    for start, end, parts, disguised in _runs(text):
        letters = _joined(parts)
        raw = [c for c in text[start:end] if c.isalpha()]
        gap = text[before:start]
        begins = not found or _parts_sentences(gap, found[-1].letters)
        found.append(
            Token(
                letters,
                start,
                end,
                capital=any(not c.islower() for c in raw),
                upper=len(raw) > 1 and all(c.isupper() for c in raw),
                odd=_is_odd(raw),
                disguised=disguised,
                begins=begins,
                gap=gap,
            )
        )
        before = end
    return found


def _runs(text: str) -> Iterator[tuple[int, int, list[str], bool]]:
    """Each run of letters: where, the parts between its apostrophes, and whether disguised."""
    start: int | None = None
    end = 0
    parts: list[list[str]] = [[]]
    disguised = False
    for at, character in enumerate(text):
        seen = letter(character)
        if seen.letters:
            if start is None:
                start, parts, disguised = at, [[]], False
            parts[-1].append(seen.letters)
            disguised |= seen.disguised
            end = at + 1
        elif start is not None and seen.apostrophe and end == at:
            parts.append([])
        elif start is not None and not seen.parts and not seen.apostrophe:
            disguised |= seen.disguised
        else:
            if start is not None:
                yield start, end, ["".join(part) for part in parts], disguised
                start = None
            if character in _AND:
                yield at, at + 1, ["and"], False
    if start is not None:
        yield start, end, ["".join(part) for part in parts], disguised


def _joined(parts: list[str]) -> str:
    if len(parts) > 1 and not parts[-1]:
        parts = parts[:-1]
    if len(parts) > 1 and parts[-1] == _POSSESSIVE:
        parts = parts[:-1]
    return "".join(parts)


def _is_odd(raw: list[str]) -> bool:
    """Whether a small letter is followed by a capital; what is behind an apostrophe aside."""
    return any(one.islower() and other.isupper() for one, other in pairwise(raw))


def _parts_sentences(gap: str, before: str) -> bool:
    if gap.startswith(".") and (before in ABBREVIATED or len(before) == 1):
        return False
    return bool(_ENDS.search(gap))


def sentence_of(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    """The words of the sentence in which some words stand: the first, and the one behind it."""
    begin, behind = first, last + 1
    while begin > 0 and not tokens[begin].begins:
        begin -= 1
    while behind < len(tokens) and not tokens[behind].begins:
        behind += 1
    return begin, behind


def sentence_around(tokens: Sequence[Token], first: int, last: int, text: str) -> str:
    """The sentence in which some words stand, with single spaces."""
    begin, behind = sentence_of(tokens, first, last)
    start = tokens[begin].start if begin else 0
    end = tokens[behind].start if behind < len(tokens) else len(text)
    return " ".join(text[start:end].split())
