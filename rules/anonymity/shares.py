"""Shares of areas: a third of them, 33 per cent, one in six, five of the six.

Of a few areas a share is a number, and so is what it leaves: whoever reads how many were visited
works it out.
"""

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Final, NamedTuple

_NUMBERS: Final = {
    word: number
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve".split(),  # noqa: SIM905
        start=1,
    )
}
_PARTS: Final = {
    "half": 2, "halve": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6,
    "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
}  # fmt: skip
_NUMBER = rf"(?:[0-9]+|{'|'.join(_NUMBERS)})"
_PART = rf"(?:half|halves|(?:{'|'.join(list(_PARTS)[2:])})s?)"


class Share(NamedTuple):
    """A share of areas in a text.

    Attributes:
        start: Offset of its first character.
        end: Offset behind its last.
        part: Which part of them.
        whole: Of how many, where the text says so.
    """

    start: int
    end: int
    part: Fraction
    whole: int | None = None

    def is_of_few(self, visited: int | None, least: int) -> bool:
        """Whether it is of few areas, or of all but few.

        Args:
            visited: How many areas the report is about, where that is known.
            least: How many are enough.
        """
        whole = self.whole or visited
        if not whole:
            return False
        there = round(self.part * whole)
        return 0 < there < least or 0 < whole - there < least


def shares_in(text: str, areas: str) -> Iterator[Share]:
    """The shares of areas in a text.

    Args:
        text: As it is read.
        areas: What areas are called, as a regular expression.
    """
    of = (
        r"\s+(?:of\s+)?(?:all\s+)?(?:(?:the|those|these|our)\s+)?"
        rf"(?:(?P<whole>{_NUMBER})\s+)?{areas}"
    )
    percent = (
        rf"(?P<percent>[0-9]+(?:\.[0-9]+)?|{'|'.join(_NUMBERS)})\s*(?:%|per\s*cent|percent){of}"
    )
    spoken = rf"(?:(?P<times>an?|{_NUMBER})[\s-]+)?(?P<part>{_PART}){of}"
    written = rf"(?P<above>[0-9]+)\s*/\s*(?P<below>[0-9]+){of}"
    among = (
        rf"(?P<some>{_NUMBER})\s+(?:(?P<every>in)(?:\s+every)?|(?:out\s+)?of)"
        rf"\s+(?:the\s+|our\s+|those\s+|these\s+)?(?P<all>{_NUMBER})\s+(?:of\s+the\s+)?{areas}"
    )
    for pattern in (percent, spoken, written, among):
        for found in re.finditer(rf"(?<![\w.,/]){pattern}", text, re.IGNORECASE):
            if share := _share(found):
                yield share


def _share(found: re.Match[str]) -> Share | None:
    told = {name: text.lower() for name, text in found.groupdict().items() if text}
    whole = _number(told["whole"]) if "whole" in told else None
    if "percent" in told:
        part = Fraction(str(_NUMBERS.get(told["percent"], told["percent"]))) / 100
    elif "part" in told:
        times = told.get("times", "a")
        of_one = _PARTS[told["part"].removesuffix("s")]
        part = Fraction(1 if times in {"a", "an"} else _number(times), of_one)
    else:
        above, below = (
            (told["above"], told["below"]) if "above" in told else (told["some"], told["all"])
        )
        if not _number(below):
            return None
        part = Fraction(_number(above), _number(below))
        if "all" in told and "every" not in told:
            whole = _number(below)
    return Share(found.start(), found.end(), part, whole) if part <= 1 else None


def _number(text: str) -> int:
    return _NUMBERS.get(text) or int(text)
