"""Counts that a sentence carries, however they are written: 41, forty-one, 1,204, two dozen."""

import re
from collections.abc import Iterator
from typing import Final

_TO_NINETEEN = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
)
_BY_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ONES: Final = {word: number for number, word in enumerate(_TO_NINETEEN.split(), start=1)}
_TENS: Final = {word: 10 * number for number, word in enumerate(_BY_TENS.split(), start=2)}
_SMALL = rf"(?:(?:{'|'.join(_TENS)})(?:[\s-]+(?:{'|'.join(_ONES)}))?|{'|'.join(reversed(_ONES))})"
_WORDS = (
    rf"(?:(?:{_SMALL}|a)[\s-]+hundred(?:\s+(?:and\s+)?{_SMALL})?"
    rf"|(?:(?:{_SMALL}|a|half\s+a)\s+)?dozen|{_SMALL})"
)
_NO_COUNT = (
    r"(?!\s*(?:%|per\s*cent\b|percent|percentage|years?\b|terms?\b|months?\b|weeks?\b|days?\b"
    r"|hours?\b|minutes?\b|o\W?clock|[ap]m\b)|[-\s]year|(?:st|nd|rd|th)\b|[-\s]*(?:thirds?|quarters?"
    r"|fifths?|sixths?|tenths?)\b|[.:/]\d|\d|[-\s](?:hundred|dozen))"
)
_FOUND: Final = re.compile(
    rf"(?<![\w.:/£#])(?:(?P<digits>\d{{1,3}}(?:,\d{{3}})+|\d+)|(?P<words>{_WORDS})\b){_NO_COUNT}",
    re.IGNORECASE,
)
_YEARS: Final = range(1900, 2100)
_DOZEN, _HUNDRED = 12, 100


def figures_in(text: str) -> frozenset[int]:
    """The counts that a text carries: no shares, years, times or ordinals, and not a mere “one”."""
    return frozenset(number for number, _, _ in counts_with_places(text) if number > 1)


def counts_with_places(text: str) -> Iterator[tuple[int, int, int]]:
    """The same, each with the offsets of its first character and behind its last."""
    for each in _FOUND.finditer(text):
        digits = each["digits"]
        if digits is None:
            number = _spoken(each["words"].lower())
        else:
            number = int(digits.replace(",", ""))
            if number in _YEARS and "," not in digits:
                continue
        yield number, each.start(), each.end()


def without_figures(text: str) -> str:
    """A text with one sign in the place of each count."""
    return _FOUND.sub("#", text)


def _spoken(words: str) -> int:
    """A number in words, up to some hundreds."""
    number = 0
    for word in re.split(r"[\s-]+", words):
        if word == "hundred":
            number = (number or 1) * _HUNDRED
        elif word == "dozen":
            number = (number or 1) * _DOZEN
        elif word == "half":
            return _DOZEN // 2
        else:
            number += _ONES.get(word, 0) + _TENS.get(word, 0)
    return number
