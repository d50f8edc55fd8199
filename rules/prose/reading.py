"""Reads paragraphs and lists from texts."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from rules.prose.blocks import Block, Item, Listing, Paragraph
from rules.prose.inline import runs_in

_ITEM = re.compile(r"( *)(?:[-*•]|([0-9]{1,3})\.) +(?=\S)")
_DEEPER = 2
"""Spaces by which the items of a list within a list stand further in, at least."""


@dataclass
class _Item:
    lines: list[str]
    lists: list["_List"] = field(default_factory=list)

    def finished(self) -> Item:
        made = tuple(each.finished() for each in self.lists)
        return Item(runs_in(" ".join(self.lines)), made)


@dataclass
class _List:
    indent: int
    first: int | None
    items: list[_Item] = field(default_factory=list)

    @property
    def next(self) -> int | None:
        return None if self.first is None else self.first + len(self.items)

    def finished(self) -> Listing:
        return Listing(tuple(item.finished() for item in self.items), self.first)


@dataclass
class _Reader:
    """What was read so far.

    Attributes:
        blocks: The finished ones, and the list that is being read.
        lines: Of the paragraph that is being read.
        open: The lists in which the last item stands, the outermost first.
        rested: Whether an empty line came last.
    """

    blocks: list[Paragraph | _List] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    open: list[_List] = field(default_factory=list)
    rested: bool = True

    def rest(self) -> None:
        """An empty line, or the end of a text."""
        if self.lines:
            self.blocks.append(Paragraph(runs_in(" ".join(self.lines))))
            self.lines = []
        self.rested = True

    def line(self, text: str) -> None:
        if not text.strip():
            self.rest()
            return
        found = _ITEM.match(text)
        if found and self._may_be_item(found[2]):
            self.item(len(found[1]), int(found[2]) if found[2] else None, text[found.end() :])
        elif self.open and not self.rested:
            self.open[-1].items[-1].lines.append(text.strip())
        else:
            self.open = []
            self.lines.append(text.strip())
        self.rested = False

    def _may_be_item(self, number: str | None) -> bool:
        """A number in the middle of a paragraph is where somebody's editor wrapped."""
        return not self.lines or number is None or int(number) == 1

    def item(self, indent: int, number: int | None, text: str) -> None:
        if self.lines:
            self.rest()
            self.open = []
            self.rested = False
        while len(self.open) > 1 and indent < self.open[-1].indent:
            self.open.pop()
        if self.open and indent >= self.open[-1].indent + _DEEPER:
            self._begin(self.open[-1].items[-1].lists, indent, number)
        elif not self.open or not self._goes_on(number):
            if self.open:
                self.open.pop()
            self._begin(self.open[-1].items[-1].lists if self.open else self.blocks, indent, number)
        self.open[-1].items.append(_Item([text.strip()]))

    def _goes_on(self, number: int | None) -> bool:
        innermost = self.open[-1]
        if (number is None) != (innermost.first is None):
            return False
        return number is None or not self.rested or number == innermost.next

    def _begin(
        self, where: "list[_List] | list[Paragraph | _List]", indent: int, number: int | None
    ) -> None:
        begun = _List(indent, number)
        where.append(begun)
        self.open.append(begun)


def blocks_in(texts: Iterable[str]) -> tuple[Block, ...]:
    """The paragraphs and lists of some texts.

    A blank line parts paragraphs, and a line that begins with `- ` or `1. ` is an item. A list
    goes on in the next text where that begins with its next item.
    """
    reader = _Reader()
    for text in texts:
        for line in text.split("\n"):
            reader.line(line)
        reader.rest()
    return tuple(block.finished() if isinstance(block, _List) else block for block in reader.blocks)
