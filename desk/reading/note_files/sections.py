"""The sections of a note, of Pandoc's tree: what stands below each heading."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

from desk.reading.note_files.inline import Node, plain_of, runs_of
from rules.prose import Block, Item, Listing, Paragraph, Runs, words_of

_LISTS: Final = frozenset({"BulletList", "OrderedList"})
_LEVEL: Final = re.compile(r"List (?:Bullet|Number) ([2-5])")
_MOST_NUMBER: Final = 1000  # of an item, as in `rules.prose`
_SHOWN: Final = 40  # characters of words by which a place is found


@dataclass
class FoundSection:
    """One section.

    Attributes:
        heading: Its heading.
        blocks: What it says.
    """

    heading: str
    blocks: list[Block] = field(default_factory=list)


@dataclass
class Found:
    """What was found in a file.

    Attributes:
        sections: In order.
        problems: What cannot be taken, and what to do, in the order of the file.
        notices: What was taken otherwise than it stands.
        before: Words above the first heading.
    """

    sections: list[FoundSection] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)

    def problem(self, why: str) -> None:
        """Tell what is wrong, and in which section."""
        where = f"in “{self.sections[-1].heading}”, " if self.sections else ""
        told = f"{where}{why}"
        if told not in self.problems:
            self.problems.append(told)


def sections_of(blocks: Iterable[Node], styled: Callable[[], Iterable[Node]]) -> Found:
    """The sections of a file.

    Args:
        blocks: Of the file.
        styled: Gives them with their styles; it is asked only where lists meet.
    """
    found = Found()
    every = list(_opened(blocks))
    for block, depth in zip(every, _depths(every, styled), strict=True):
        _take(block, depth, found)
    return found


def _depths(blocks: Sequence[Node], styled: Callable[[], Iterable[Node]]) -> list[int]:
    """How far in each block stands."""
    if any(one["t"] in _LISTS and other["t"] in _LISTS for one, other in pairwise(blocks)):
        told = [_depth(block) for block in _opened(styled())]
        if len(told) == len(blocks):
            return told
    return [1] * len(blocks)


def _opened(blocks: Iterable[Node]) -> Iterator[Node]:
    """Blocks without what only holds others: an indented paragraph is a paragraph."""
    for block in blocks:
        if block["t"] == "Div":
            yield from _opened(block["c"][1])
        elif block["t"] == "BlockQuote":
            yield from _opened(block["c"])
        elif block["t"] not in {"HorizontalRule", "Null", "RawBlock"}:
            yield block


def _take(block: Node, depth: int, found: Found) -> None:
    if block["t"] == "Header":
        _heading(block["c"], found)
        return
    made = _block(block, found)
    if made is None:
        return
    if found.sections:
        _put(made, depth, found.sections[-1].blocks)
    else:
        found.before.append(_text(made))


def _heading(content: Any, found: Found) -> None:  # noqa: ANN401 - as Pandoc gives it
    level, _, inlines = content
    words = plain_of(inlines)
    if not words:
        return  # an empty line that somebody left in the style of a heading
    if level > 1:
        found.problem(
            f"“{_short(words)}” is a heading of level {level}; make it Heading 1, or a paragraph"
        )
    else:
        found.sections.append(FoundSection(words))


def _block(block: Node, found: Found) -> Block | None:
    kind = block["t"]
    if kind in {"Para", "Plain"}:
        runs = runs_of(block["c"], found.problem)
        return Paragraph(runs) if runs else None
    if kind == "LineBlock":
        lines = [[*line, {"t": "Space"}] for line in block["c"]]
        runs = runs_of([inline for line in lines for inline in line], found.problem)
        return Paragraph(runs) if runs else None
    if kind in _LISTS:
        return _list(block, found)
    found.problem(_REFUSED.get(kind, "there is something that is no paragraph and no list"))
    return None


_REFUSED: Final = {
    "Table": "there is a table; say what it says as a list or in paragraphs",
    "Figure": "there is a picture; say in words what it shows",
    "DefinitionList": "there is a list of definitions; make it a list",
    "CodeBlock": "there are words in a style for programs; put them into an ordinary paragraph",
}


# --- Lists --------------------------------------------------------------------------------------


def _list(block: Node, found: Found) -> Listing | None:
    if block["t"] == "BulletList":
        first, entries = None, block["c"]
    else:
        (first, style, _), entries = block["c"]
        if style["t"] not in {"Decimal", "DefaultStyle"}:
            found.notices.append("Items of a list that had letters have numbers now.")
    if first is not None and first + len(entries) > _MOST_NUMBER:
        found.problem(f"a list has numbers beyond {_MOST_NUMBER - 1}; make it shorter lists")
    items: list[Item] = []
    for entry in entries:
        _add_item(list(_opened(entry)), items, found)
    return Listing(tuple(items), first) if items else None


def _add_item(blocks: list[Node], items: list[Item], found: Found) -> None:
    made = [one for block in blocks if (one := _block(block, found)) is not None]
    paragraphs = [one for one in made if isinstance(one, Paragraph)]
    lists = tuple(_merged(one for one in made if isinstance(one, Listing)))
    if paragraphs[1:] or (paragraphs and isinstance(made[0], Listing)):
        begins = _short(words_of(paragraphs[0].runs))
        found.problem(
            f"the item “{begins}” of a list has more than one paragraph; make it one, or end the "
            "list before the next"
        )
    if paragraphs:
        items.append(Item(paragraphs[0].runs, lists))
    elif items:  # a list that stands further in without an item of its own
        items[-1] = Item(items[-1].runs, tuple(_merged((*items[-1].lists, *lists))))
    else:
        items.extend(item for inner in lists for item in inner.items)


def _merged(lists: Iterable[Listing]) -> Iterator[Listing]:
    """Lists that follow each other are one, where nothing tells them apart."""
    held: Listing | None = None
    for one in lists:
        if held is None:
            held = one
        elif (held.first is None) == (one.first is None):
            held = Listing((*held.items, *one.items), held.first)
        else:
            yield held
            held = one
    if held is not None:
        yield held


def _put(made: Block, depth: int, blocks: list[Block]) -> None:
    """A block after those before it; a list that goes on where another ends is the same."""
    last = blocks[-1] if blocks else None
    if isinstance(made, Listing) and isinstance(last, Listing):
        if depth > 1:
            blocks[-1] = _with_inner(last, made, depth)
            return
        if _goes_on(last, made):
            blocks[-1] = Listing((*last.items, *made.items), last.first)
            return
    blocks.append(made)


def _with_inner(listing: Listing, inner: Listing, depth: int) -> Listing:
    """A list with another in its last item, so deep."""
    *before, last = listing.items
    if depth > 2 and last.lists:  # noqa: PLR2004 - the list within the list
        lists = (*last.lists[:-1], _with_inner(last.lists[-1], inner, depth - 1))
    else:
        lists = tuple(_merged((*last.lists, inner)))
    return Listing((*before, Item(last.runs, lists)), listing.first)


def _depth(block: Node) -> int:
    """How far in a list stands by the style of its items: that of `List Bullet 2` is 2.

    Word has a list of its own for each such style, and shows it within the one above by its margin
    alone.
    """
    if block["t"] not in _LISTS:
        return 1
    entries = block["c"] if block["t"] == "BulletList" else block["c"][1]
    styles = {_style(entry) for entry in entries}
    found = _LEVEL.fullmatch(styles.pop()) if len(styles) == 1 else None
    return int(found[1]) if found else 1


def _style(entry: list[Node]) -> str:
    """The style of an item, where it has one that is not the usual."""
    if not entry or entry[0]["t"] != "Div":
        return ""
    return str(dict(entry[0]["c"][0][2]).get("custom-style", ""))


def _goes_on(one: Listing, other: Listing) -> bool:
    if one.first is None or other.first is None:
        return one.first is other.first
    return other.first == one.first + len(one.items)


def _text(block: Block) -> str:
    return words_of(_first_runs(block))


def _first_runs(block: Block) -> Runs:
    return block.runs if isinstance(block, Paragraph) else block.items[0].runs


def _short(words: str) -> str:
    return words if len(words) <= _SHOWN else f"{words[:_SHOWN].rstrip()}…"
