"""The sections of a note, of Pandoc's tree: what stands below each heading."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from desk.reading.note_files.inline import Node, plain_of, runs_of
from rules.prose import Block, Item, Listing, Paragraph, Runs, words_of

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


def sections_of(blocks: Iterable[Node]) -> Found:
    """The sections of a file."""
    found = Found()
    for block in _opened(blocks):
        _take(block, found)
    for section in found.sections:
        section.blocks = list(_joined(section.blocks))
    return found


def _opened(blocks: Iterable[Node]) -> Iterator[Node]:
    """Blocks without what only holds others: an indented paragraph is a paragraph."""
    for block in blocks:
        if block["t"] == "Div":
            yield from _opened(block["c"][1])
        elif block["t"] == "BlockQuote":
            yield from _opened(block["c"])
        elif block["t"] not in {"HorizontalRule", "Null", "RawBlock"}:
            yield block


def _take(block: Node, found: Found) -> None:
    if block["t"] == "Header":
        _heading(block["c"], found)
        return
    made = _block(block, found)
    if made is None:
        return
    if found.sections:
        found.sections[-1].blocks.append(made)
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
    if kind in {"BulletList", "OrderedList"}:
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


def _joined(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks with each list whole: one that goes on where another ends is the same."""
    held: Listing | None = None
    for block in blocks:
        if held is not None and isinstance(block, Listing) and _goes_on(held, block):
            held = Listing((*held.items, *block.items), held.first)
            continue
        if held is not None:
            yield held
        held = block if isinstance(block, Listing) else None
        if held is None:
            yield block
    if held is not None:
        yield held


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
