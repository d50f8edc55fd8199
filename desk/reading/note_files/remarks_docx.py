"""Tracked changes and comments of a DOCX file, of Pandoc's tree."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from desk.reading.note_files.inline import Node, plain_of
from desk.reading.note_files.remarks import Mark, Remark

MARKS: Final = frozenset(
    {"ins", "del", "moveFrom", "moveTo", "commentReference", "commentRangeStart"}
)
"""The elements of Word's markup by which there are any."""

_CHANGES: Final = {"insertion": Mark.PUT_IN, "deletion": Mark.TAKEN_OUT}


@dataclass
class _Walk:
    """The marks in the order of the file.

    Attributes:
        heading: Of the section that is walked through.
        found: Each mark, as heading, kind and words, joined with the last where they meet.
        open: The words on which comments are that have not ended, by their numbers.
        said: Where in `found` each comment is.
    """

    heading: str = ""
    found: list[list[Any]] = field(default_factory=list)
    open: dict[str, str] = field(default_factory=dict)
    said: dict[str, int] = field(default_factory=dict)
    meets: bool = False

    def blocks(self, blocks: Iterable[Node]) -> None:
        for block in blocks:
            self.meets = False
            kind: str = block["t"]
            content: Any = block.get("c", [])
            if kind == "Header":
                self.heading = plain_of(_as_accepted(content[2])) or self.heading
                self.inlines(content[2])
            elif kind in {"Para", "Plain"}:
                self.inlines(content)
            elif kind in {"BulletList", "OrderedList"}:
                for entry in content if kind == "BulletList" else content[1]:
                    self.blocks(entry)
            elif kind in {"Div", "BlockQuote"}:
                self.blocks(content[1] if kind == "Div" else content)

    def inlines(self, inlines: Iterable[Node]) -> None:
        for inline in inlines:
            kind: str = inline["t"]
            content: Any = inline.get("c", [])
            if kind == "Span":
                self.span(content)
            elif kind in {"Emph", "Strong", "Underline", "SmallCaps"}:
                self.inlines(content)
            else:
                self.words(plain_of([inline]) or " ")
                self.meets = False

    def words(self, words: str) -> None:
        for number in self.open:
            self.open[number] += words

    def span(self, content: Any) -> None:  # noqa: ANN401 - as Pandoc gives it
        (number, classes, _), inlines = content
        if "comment-start" in classes:
            self.said[number] = len(self.found)
            self.found.append([self.heading, Mark.COMMENT, plain_of(inlines), ""])
            self.open[number] = ""
        elif "comment-end" in classes:
            about = " ".join(self.open.pop(number, "").split())
            if number in self.said:
                self.found[self.said[number]][3] = about
        elif change := next((_CHANGES[c] for c in classes if c in _CHANGES), None):
            self.change(change, inlines)
        else:
            self.inlines(inlines)

    def change(self, mark: Mark, inlines: list[Node]) -> None:
        text = _spaced(inlines)
        if mark is Mark.PUT_IN:
            self.words(text)
        if self.meets and self.found[-1][1] is mark:
            self.found[-1][2] += text
        else:
            self.found.append([self.heading, mark, text, ""])
        self.meets = True


def _as_accepted(inlines: Iterable[Node]) -> Iterator[Node]:
    for inline in inlines:
        if inline["t"] != "Span" or "deletion" not in inline["c"][0][1]:
            yield inline


def _spaced(inlines: list[Node]) -> str:
    """The words with the space at their ends, which a run at a paragraph's end has not."""
    first = " " if inlines and inlines[0]["t"] == "Space" else ""
    last = " " if inlines and inlines[-1]["t"] == "Space" else ""
    return f"{first}{plain_of(inlines)}{last}"


def remarks_in(blocks: Iterable[Node]) -> list[Remark]:
    """The remarks of a file that Pandoc read with its changes."""
    walk = _Walk()
    walk.blocks(blocks)
    made = (
        Remark(heading, mark, " ".join(words.split()), about)
        for heading, mark, words, about in walk.found
    )
    return [remark for remark in made if remark.words]
