"""Every mention of a name in one text."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rules.anonymity.index import Index
from rules.anonymity.patterns import Pattern
from rules.anonymity.tokens import Token
from schemas.anonymity import Why

_MOST_WORDS = 6  # that a name is written as


class Mention(NamedTuple):
    """Words that may be a name.

    Attributes:
        first: The first of the words.
        last: The last of them.
        pattern: The name.
        why: How it was recognised.
        ordinary: Whether they are all ordinary words as they stand.
    """

    first: int
    last: int
    pattern: Pattern
    why: Why
    ordinary: bool


def mentions_in(tokens: Sequence[Token], index: Index) -> Iterator[Mention]:
    """Every mention, those within others included."""
    ordinary = [not one.disguised and _is_ordinary(one.letters, index) for one in tokens]
    for first in range(len(tokens)):
        letters = ""
        for last in range(first, min(first + _MOST_WORDS, len(tokens))):
            letters += tokens[last].letters
            if len(letters) > index.longest + 2 and last > first:
                break
            usual = all(ordinary[first : last + 1])
            alone = first == last
            if usual:
                for pattern in index.exact(letters):
                    yield Mention(first, last, pattern, Why.EXACT, ordinary=True)
            else:
                for written in _written(letters, tokens[first : last + 1]):
                    for pattern, why in index.unusual(written, alone=alone):
                        yield Mention(first, last, pattern, why, ordinary=False)


def _is_ordinary(letters: str, index: Index) -> bool:
    return len(letters) < 3 or letters.isdigit() or index.is_word(letters)


def _written(letters: str, tokens: Sequence[Token]) -> Iterator[str]:
    yield letters
