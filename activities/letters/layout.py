"""A letter's words as paragraphs and lists, and as plain text that reads well at any width."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from textwrap import wrap

_WIDTH = 72  # characters; what survives two rounds of quoting in a reply
_ITEM = re.compile(r"(?P<mark>- |\d+\. )")


@dataclass(frozen=True)
class Block:
    """A paragraph, or a list.

    Attributes:
        entries: The paragraph's lines, or the list's items, without marks.
        mark: What the first item stands behind; empty for a paragraph.
    """

    entries: tuple[str, ...]
    mark: str = ""


def blocks(text: str) -> Iterator[Block]:
    """What a text is made of; paragraphs are parted by blank lines.

    A line that begins with a dash or a number is an item of a list; other lines continue what
    stands before them.
    """
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        for is_list, entries in groupby(_entries(paragraph), key=lambda e: bool(_ITEM.match(e))):
            group = tuple(entries)
            first = _ITEM.match(group[0])
            mark = first["mark"] if first and is_list else ""
            yield Block(tuple(_ITEM.sub("", e, count=1) if mark else e for e in group), mark)


def lay_out(text: str) -> str:
    """Wrap a text as `blocks` reads it. Long words, such as addresses of pages, are not broken."""
    paragraphs = re.split(r"\n\s*\n", text.strip())
    return "\n\n".join(_wrapped_lines(paragraph) for paragraph in paragraphs) + "\n"


def _entries(paragraph: str) -> list[str]:
    entries: list[str] = []
    for line in filter(None, map(str.strip, paragraph.splitlines())):
        if entries and not _ITEM.match(line):
            entries[-1] += f" {line}"
        else:
            entries.append(line)
    return entries


def _wrapped_lines(paragraph: str) -> str:
    return "\n".join(_wrapped(entry) for entry in _entries(paragraph))


@lru_cache(maxsize=512)
def _wrapped(entry: str) -> str:
    """One entry in lines; most of a letter stands in every other letter, too."""
    item = _ITEM.match(entry)
    return "\n".join(
        wrap(
            entry,
            _WIDTH,
            subsequent_indent=" " * len(item["mark"]) if item else "",
            break_long_words=False,
            break_on_hyphens=False,
        )
    )
