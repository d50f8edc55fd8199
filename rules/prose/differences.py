"""What somebody changed in a section, in sentences that are read like comments."""

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from rules.prose.blocks import Block, Item, Listing, Paragraph, words_of

_ABOUT: Final = 4  # words shown on either side of a change
_ALIKE: Final = 0.5  # how much of two paragraphs is the same (0 to 1) where one became the other
_AHEAD: Final = 30  # paragraphs among which one that was changed is looked for
_SHOWN: Final = 60  # characters by which a paragraph is found

LAYOUT: Final = "Lists or emphasis were changed, and no words."


class _Line(NamedTuple):
    """A paragraph or an item of a list, by its words."""

    words: str
    item: bool


def differences(before: Iterable[Block], after: Iterable[Block]) -> list[str]:
    """What would have to be done to a section, in its order; nothing where it is the same."""
    had, have = tuple(before), tuple(after)
    if had == have:
        return []
    told = list(_told(list(_lines(had)), list(_lines(have))))
    return told or [LAYOUT]


def _lines(blocks: Iterable[Block]) -> Iterator[_Line]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield _Line(words_of(block.runs), item=False)
        else:
            yield from _items(block)


def _items(listing: Listing) -> Iterator[_Line]:
    for item in listing.items:
        yield _Line(words_of(item.runs), item=True)
        yield from (line for inner in _inner(item) for line in _items(inner))


def _inner(item: Item) -> Sequence[Listing]:
    return item.lists


def _told(before: list[_Line], after: list[_Line]) -> Iterator[str]:
    old, new = [line.words for line in before], [line.words for line in after]
    matcher = SequenceMatcher(None, old, new)
    for what, a, b, c, d in matcher.get_opcodes():
        if what != "equal":
            yield from _changed(before[a:b], after[c:d], new[:c])


def _changed(gone: list[_Line], come: list[_Line], above: list[str]) -> Iterator[str]:
    """Each line that became another, then what went and what came, where neither is like it."""
    partners = dict(_partners(gone, come))
    for number, line in enumerate(gone):
        if number in partners:
            yield from _words_changed(line.words, come[partners[number]].words)
        else:
            yield f"{_called(line)} was taken out: “{line.words}”"
    became = set(partners.values())
    for number, line in enumerate(come):
        if number not in became:
            before = [*above, *(one.words for one in come[:number])]
            where = f"after “{_short(before[-1])}”" if before else "at the beginning"
            yield f"{_called(line)} was put in {where}: “{line.words}”"


def _partners(gone: list[_Line], come: list[_Line]) -> Iterator[tuple[int, int]]:
    """Which line became which: the first that is like enough, in the same order."""
    start = 0
    for number, line in enumerate(gone):
        for other in range(start, min(start + _AHEAD, len(come))):
            if _is_like(line.words, come[other].words):
                yield number, other
                start = other + 1
                break


def _is_like(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one.split(), other.split(), autojunk=False)
    return matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


def _words_changed(before: str, after: str) -> Iterator[str]:
    old, new = before.split(), after.split()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for group in matcher.get_grouped_opcodes(_ABOUT):
        (_, a, _, c, _), (_, _, b, _, d) = group[0], group[-1]
        yield f"“{_cut(old, a, b)}” became “{_cut(new, c, d)}”"


def _cut(words: list[str], start: int, end: int) -> str:
    before = "… " if start else ""
    after = " …" if end < len(words) else ""
    return f"{before}{' '.join(words[start:end])}{after}"


def _called(line: _Line) -> str:
    return "An item of a list" if line.item else "A paragraph"


def _short(words: str) -> str:
    return words if len(words) <= _SHOWN else f"{words[:_SHOWN].rstrip()}…"
