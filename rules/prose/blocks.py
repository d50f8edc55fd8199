"""What the words of a section are made of: paragraphs and lists, and runs within them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypeAlias

_SPACE = re.compile(r"(\s+)")


@dataclass(frozen=True)
class Run:
    """Words in one hand.

    Attributes:
        text: The words, with single spaces between them.
        strong: Whether they are strong (bold).
        emphasis: Whether they are stressed (italic).
    """

    text: str
    strong: bool = False
    emphasis: bool = False

    @property
    def plain(self) -> bool:
        """Whether nothing sets it off."""
        return not (self.strong or self.emphasis)


Runs: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True)
class Paragraph:
    """Words that belong together."""

    runs: Runs


@dataclass(frozen=True)
class Item:
    """One item of a list: a paragraph, and the lists within it."""

    runs: Runs
    lists: tuple["Listing", ...] = ()


@dataclass(frozen=True)
class Listing:
    """A list.

    Attributes:
        items: In order.
        first: The number of its first item; `None` where its items have none.
    """

    items: tuple[Item, ...]
    first: int | None = None


Block: TypeAlias = Paragraph | Listing


def words_of(runs: Iterable[Run]) -> str:
    """The words alone."""
    return "".join(run.text for run in runs)


def lines_of(blocks: "Iterable[Block]") -> int:
    """How many paragraphs and items there are."""
    return sum(1 if isinstance(block, Paragraph) else _items(block) for block in blocks)


def _items(listing: Listing) -> int:
    return sum(1 + sum(map(_items, item.lists)) for item in listing.items)


def tidy(runs: Iterable[Run]) -> Runs:
    """The same words with single spaces, in as few runs as there can be.

    Two ways to say the same thing are equal afterwards: a space is set off as the words on both of
    its sides are, so that nothing that is set off begins or ends with one.
    """
    pieces = list(_pieces(runs))
    if pieces and pieces[-1].text == " ":
        pieces.pop()
    for number, piece in enumerate(pieces):
        if piece.text == " ":
            before, after = pieces[number - 1], pieces[number + 1]
            strong = before.strong and after.strong
            pieces[number] = Run(" ", strong, before.emphasis and after.emphasis)
    alike = groupby(pieces, key=lambda piece: (piece.strong, piece.emphasis))
    return tuple(Run(words_of(group), *hand) for hand, group in alike)


def _pieces(runs: Iterable[Run]) -> Iterator[Run]:
    """Each word, and one space between two."""
    spaced = True  # there is nothing before
    for run in runs:
        for piece in _SPACE.split(run.text):
            if piece.isspace():
                if not spaced:
                    yield Run(" ")
                spaced = True
            elif piece:
                yield replace(run, text=piece)
                spaced = False
