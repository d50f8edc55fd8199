"""Every mention of a name in one text, those within others included."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rules.anonymity.index import Index
from rules.anonymity.patterns import Form, Pattern
from rules.anonymity.tokens import Token
from rules.anonymity.variants import turned, variants
from rules.anonymity.word_lists import TWO_LETTERS, WHERE
from schemas.anonymity import Why

_MOST_WORDS = 6  # that a name is written as
_IN_A_ROW = 3  # single letters that are a word spaced out
_SPACED = range(4, 41)  # letters of a name that is looked for in them
_SHORTEST_TURNED, _LONG = 4, 12
_NEAR_IN_PARTS = 8  # letters of several words that are nearly a name, and not by chance
_COVERED = "?"
_BESIDE = 2  # words of a name beside one that is covered in part
_MASKS = "*_#?\N{BULLET}\N{FULL BLOCK}\N{BLACK SQUARE}\N{BLACK CIRCLE}\N{WHITE CIRCLE}"
_MASKS_AT_END = _MASKS.replace("?", "").replace("#", "")


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
                for pattern, why in _ordinary(letters, tokens, first, last, index):
                    yield _mention(first, last, pattern, why, index, ordinary=True)
                continue
            strange = not any(ordinary[first : last + 1])
            here = tokens[first : last + 1]
            for pattern, why in _unusual(letters, here, index, strange=strange):
                yield _mention(first, last, pattern, why, index)
    yield from _spaced_out(tokens, index)
    yield from _masked(tokens, index)


def is_ordinary(token: Token, index: Index) -> bool:
    """Whether a word is one of the dictionary's, as it stands, or a number."""
    if token.disguised or token.odd:
        return False
    letters = token.letters
    if len(letters) <= 2:  # noqa: PLR2004 - the dictionary has none so short
        return letters in {"a", "i"} or letters in TWO_LETTERS or letters.isdigit()
    return letters.isdigit() or index.is_word(letters)


def _ordinary(
    letters: str, tokens: Sequence[Token], first: int, last: int, index: Index
) -> Iterator[tuple[Pattern, Why]]:
    """What ordinary words stand for: a name; its plural, or nearly it, by capitals."""
    for pattern in index.exact(letters):
        yield pattern, Why.EXACT
    if not all(one.capital for one in tokens[first : last + 1]):
        return
    for pattern in index.exact(letters.removesuffix("s")) if letters.endswith("s") else ():
        if pattern.form is Form.WORDS:
            yield pattern, Why.WITHIN
    if first == last and first and tokens[first - 1].letters in WHERE:
        yield from index.near(letters, alone=True)


def _unusual(
    letters: str, tokens: Sequence[Token], index: Index, *, strange: bool
) -> Iterator[tuple[Pattern, Why]]:
    """What words stand for of which one at least is in no dictionary, or, if strange, all."""
    alone = len(tokens) == 1
    for written in variants(letters):
        for pattern, why in index.unusual(written, alone=alone):
            if alone or why is Why.EXACT or _is_near_enough(pattern, tokens):
                yield pattern, why
        if len(letters) >= _SHORTEST_TURNED:
            for other in turned(written):
                yield from ((one, Why.EXACT) for one in index.exact(other) if not one.is_exact)
                if len(letters) >= _LONG and written == letters and strange:
                    yield from index.near(other, alone=False)
        if not alone:
            if written.endswith("s"):
                yield from ((one, Why.WITHIN) for one in index.exact(written.removesuffix("s")))
            yield from index.begun(written, len(written) - len(tokens[-1].letters))


def _is_near_enough(pattern: Pattern, tokens: Sequence[Token]) -> bool:
    if len(pattern.letters) >= _NEAR_IN_PARTS:
        return True
    return len(tokens) == len(pattern.words) and all(one.capital for one in tokens)


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


def _masked(tokens: Sequence[Token], index: Index) -> Iterator[Mention]:
    """Names of which some letters are covered, as in K**t."""
    for first, token in enumerate(tokens):
        covered = len(token.gap) - len(token.gap.rstrip(_MASKS_AT_END))
        letters, last = _COVERED * covered + token.letters, first
        while (
            last + 1 < len(tokens)
            and len(letters) <= index.longest
            and not tokens[last + 1].gap.strip(_MASKS)
        ):
            last += 1
            letters += _COVERED * len(tokens[last].gap) + tokens[last].letters
        if last + 1 < len(tokens):
            gap = tokens[last + 1].gap
            letters += _COVERED * (len(gap) - len(gap.lstrip(_MASKS_AT_END)))
        if _COVERED not in letters:
            continue
        for begin in range(max(0, first - _BESIDE), first + 1):
            for end in range(last, min(last + _BESIDE + 1, len(tokens))):
                before = "".join(one.letters for one in tokens[begin:first])
                behind = "".join(one.letters for one in tokens[last + 1 : end + 1])
                for pattern in index.covered(f"{before}{letters}{behind}", _COVERED):
                    yield _mention(begin, end, pattern, Why.NEAR, index)


def _mention(  # noqa: PLR0913 - what a mention is made of
    first: int, last: int, pattern: Pattern, why: Why, index: Index, *, ordinary: bool = False
) -> Mention:
    common = all(index.is_word(word) for word in pattern.words)
    return Mention(first, last, pattern, why, ordinary, common)
