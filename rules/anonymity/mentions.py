"""Every mention of a name in one text, those within others included."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from rules.anonymity.index import Index
from rules.anonymity.patterns import Pattern
from rules.anonymity.tokens import Token
from rules.anonymity.variants import variants
from schemas.anonymity import Why

_MOST_WORDS = 6  # that a name is written as
_IN_A_ROW = 3  # single letters that are a word spaced out
_SPACED = range(4, 41)  # letters of a name that is looked for in them
_NEAR_IN_PARTS = 8  # letters of several words that are nearly a name, and not by chance
_TWO_LETTERS: Final = frozenset(
    [
        "ai",
        "am",
        "an",
        "as",
        "at",
        "be",
        "by",
        "do",
        "eu",
        "go",
        "he",
        "hi",
        "id",
        "if",
        "in",
        "is",
        "it",
        "me",
        "my",
        "no",
        "of",
        "oh",
        "ok",
        "on",
        "or",
        "pe",
        "so",
        "to",
        "tv",
        "uk",
        "up",
        "us",
        "we",
        "vs",
        "ie",
        "eg",
        "pm",
        "th",
        "nd",
        "rd",
        "st",
    ]
)


class Mention(NamedTuple):
    """Words that may be a name.

    Attributes:
        first: The first of the words.
        last: The last of them.
        pattern: The name.
        why: How it was recognised.
        ordinary: Whether they are all ordinary words as they stand.
        common: Whether the name is made of ordinary words, as that of Reading is.
    """

    first: int
    last: int
    pattern: Pattern
    why: Why
    ordinary: bool
    common: bool


def mentions_in(tokens: Sequence[Token], index: Index) -> Iterator[Mention]:
    """Every mention in the words of a text."""
    ordinary = [is_ordinary(one, index) for one in tokens]
    for first in range(len(tokens)):
        letters = ""
        for last in range(first, min(first + _MOST_WORDS, len(tokens))):
            letters += tokens[last].letters
            if len(letters) > index.longest + 2 and last > first:
                break
            if all(ordinary[first : last + 1]):
                for pattern in index.exact(letters):
                    yield _mention(first, last, pattern, Why.EXACT, index, ordinary=True)
                continue
            for pattern, why in _unusual(letters, tokens[first : last + 1], index):
                yield _mention(first, last, pattern, why, index)
    yield from _spaced_out(tokens, index)


def is_ordinary(token: Token, index: Index) -> bool:
    """Whether a word is one of the dictionary's, as it stands, or a number."""
    if token.disguised or token.odd:
        return False
    letters = token.letters
    if len(letters) <= 2:  # noqa: PLR2004 - the dictionary has none so short
        return letters in {"a", "i"} or letters in _TWO_LETTERS or letters.isdigit()
    return letters.isdigit() or index.is_word(letters)


def _unusual(letters: str, tokens: Sequence[Token], index: Index) -> Iterator[tuple[Pattern, Why]]:
    alone = len(tokens) == 1
    for written in variants(letters):
        for pattern, why in index.unusual(written, alone=alone):
            if alone or why is Why.EXACT or len(pattern.letters) >= _NEAR_IN_PARTS:
                yield pattern, why


def _spaced_out(tokens: Sequence[Token], index: Index) -> Iterator[Mention]:
    """Names in single letters, one after the other."""
    first = 0
    while first < len(tokens):
        behind = first
        while behind < len(tokens) and len(tokens[behind].letters) == 1:
            behind += 1
        if behind - first >= _IN_A_ROW:
            run = "".join(one.letters for one in tokens[first:behind])
            for at in range(len(run)):
                for end in range(at + _SPACED.start, min(at + _SPACED.stop, len(run) + 1)):
                    for pattern in index.exact(run[at:end]):
                        yield _mention(first + at, first + end - 1, pattern, Why.EXACT, index)
        first = max(behind, first + 1)


def _mention(  # noqa: PLR0913 - what a mention is made of
    first: int, last: int, pattern: Pattern, why: Why, index: Index, *, ordinary: bool = False
) -> Mention:
    common = all(index.is_word(word) for word in pattern.words)
    return Mention(first, last, pattern, why, ordinary, common)
