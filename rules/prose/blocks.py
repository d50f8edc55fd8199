"""What the words of a section are made of: paragraphs and lists, and runs within them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
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
    words = [(word, run) for run in runs for word in _SPACE.split(run.text) if word]
    seen = [(" " if word.isspace() else word, run) for word, run in words]
    joined: list[Run] = []
    for number, (text, run) in enumerate(seen):
        if text != " ":
            _put(joined, replace(run, text=text))
            continue
        after = next((other for word, other in seen[number + 1 :] if word != " "), None)
        if joined and after and not joined[-1].text.endswith(" "):
            before = joined[-1]
            strong = before.strong and after.strong
            _put(joined, Run(" ", strong, before.emphasis and after.emphasis))
    return tuple(joined)


def _put(joined: list[Run], run: Run) -> None:
    last = joined[-1] if joined else None
    if last and (last.strong, last.emphasis) == (run.strong, run.emphasis):
        joined[-1] = replace(last, text=last.text + run.text)
    else:
        joined.append(run)
