"""The ways in which a reader may take a text: as it is, with signs as letters, decoded."""

import html
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple
from urllib.parse import unquote

from rules.anonymity.tokens import Token, tokens_of
from rules.anonymity.variants import with_signs_as_letters

_CODED: Final = re.compile(
    r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,31});"  # as web pages write letters
    r"|(?:%[0-9a-fA-F]{2})+"  # as addresses do
    r"|</?[A-Za-z][^<>]{0,80}>"  # what changes how letters look
)


class Reading(NamedTuple):
    """A text as a reader may take it.

    Attributes:
        text: What is read.
        spans: Where each of its characters stands in what was written: first, and behind it.
    """

    text: str
    spans: Sequence[tuple[int, int]]

    def tokens(self) -> list[Token]:
        """Its words, with where they stand in what was written."""
        return [
            one._replace(start=self.spans[one.start][0], end=self.spans[one.end - 1][1])
            for one in tokens_of(self.text)
        ]


def readings_of(text: str) -> Iterator[Reading]:
    """Each way, the plain one first."""
    plain = Reading(text, list(pairwise(range(len(text) + 1))))
    yield plain
    decoded = _decoded(text)
    if decoded.text != text:
        yield decoded
    for one in (plain, decoded):
        if (signs := with_signs_as_letters(one.text)) != one.text:
            yield one._replace(text=signs)


def _decoded(text: str) -> Reading:
    letters: list[str] = []
    spans: list[tuple[int, int]] = []
    at = 0
    for found in _CODED.finditer(text):
        letters += text[at : found.start()]
        spans += pairwise(range(at, found.start() + 1))
        stands_for = _meaning(found[0])
        letters += stands_for
        spans += [found.span()] * len(stands_for)
        at = found.end()
    letters += text[at:]
    spans += pairwise(range(at, len(text) + 1))
    return Reading("".join(letters), spans)


def _meaning(coded: str) -> str:
    if coded.startswith("<"):
        return ""
    return html.unescape(coded) if coded.startswith("&") else unquote(coded)
