"""Writes paragraphs and lists as the texts that are read as them."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from rules.prose.blocks import Block, Item, Listing, Paragraph
from rules.prose.inline import written

LONGEST: Final = 5000
"""Characters of one text, as in `schemas.personal`."""

_LIKE_AN_ITEM = re.compile(r"([0-9]{1,3})\.(?= )|[-•](?= )")


def texts_of(blocks: Iterable[Block]) -> tuple[str, ...]:
    """The texts that are read as these blocks.

    A list that is longer than a text may be goes on in the next one.
    """
    return tuple(text for block in blocks for text in _texts(block))


def _texts(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield _not_an_item(written(block.runs))
        return
    kept: list[str] = []
    for item in _items(block, ""):
        if kept and sum(map(len, kept)) + len(kept) + len(item) > LONGEST:
            yield "\n".join(kept)
            kept = []
        kept.append(item)
    yield "\n".join(kept)


def _items(listing: Listing, indent: str) -> Iterator[str]:
    for number, item in enumerate(listing.items, start=listing.first or 0):
        mark = "- " if listing.first is None else f"{number}. "
        yield "\n".join(_item(item, indent, mark))


def _item(item: Item, indent: str, mark: str) -> Iterator[str]:
    yield f"{indent}{mark}{_not_an_item(written(item.runs))}"
    for inner in item.lists:
        yield from _items(inner, indent + " " * len(mark))


def _not_an_item(line: str) -> str:
    """A line that begins as an item would, and is none."""
    found = _LIKE_AN_ITEM.match(line)
    if not found:
        return line
    return f"{found[1]}\\{line[len(found[1]) :]}" if found[1] else f"\\{line}"
