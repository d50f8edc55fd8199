"""Breaks words into lines where nothing else does: SVG does not."""

import unicodedata
from collections.abc import Iterator

import regex

_CLUSTER = regex.compile(r"\X")
_WIDE = frozenset("WF")


def in_lines(words: str, width: int) -> list[str]:
    """Words in lines of at most a width; a word that is longer is broken within.

    Args:
        words: On one line.
        width: In Latin letters; those of East Asian scripts, and emoji, count as two.
    """
    lines = [""]
    for piece in _pieces(words, width):
        together = f"{lines[-1]} {piece}".strip()
        if _width(together) <= width:
            lines[-1] = together
        else:
            lines.append(piece)
    return [line for line in lines if line]


def _pieces(words: str, width: int) -> Iterator[str]:
    for word in words.split():
        piece = ""
        for cluster in _CLUSTER.findall(word):
            if piece and _width(piece + cluster) > width:
                yield piece
                piece = ""
            piece += cluster
        yield piece


def _width(words: str) -> int:
    return sum(
        2 if unicodedata.east_asian_width(cluster[0]) in _WIDE else 1
        for cluster in _CLUSTER.findall(words)
    )
