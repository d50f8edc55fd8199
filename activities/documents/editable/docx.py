"""The note as DOCX (ECMA-376), as Word and its relatives read it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from activities.documents.editable.note import EditableNote
from activities.documents.editable.packing import packed, part
from rules.prose import Block, Listing, Paragraph, Runs

_DEEPEST = 8  # the levels of a list in Word are counted from 0


@dataclass(frozen=True)
class _Line:
    """A paragraph of Word's: words in a style, perhaps as an item of a list."""

    style: str
    runs: Runs = ()
    text: str = ""
    list: int = 0
    level: int = 0


@dataclass(frozen=True)
class _Numbering:
    """A list, as Word counts them: each has a number of its own, so that each begins anew."""

    number: int
    level: int
    first: int | None


@dataclass
class _Lines:
    lists: list[_Numbering] = field(default_factory=list)

    def of(self, note: EditableNote) -> Iterator[_Line]:
        yield _Line("Title", text=note.title)
        for section in note.sections:
            yield _Line("Heading1", text=section.heading)
            for block in section.blocks or (Paragraph(()),):
                yield from self._block(block)

    def _block(self, block: Block) -> Iterator[_Line]:
        if isinstance(block, Paragraph):
            yield _Line("Normal", block.runs)
        else:
            yield from self._list(block, 0)

    def _list(self, listing: Listing, level: int) -> Iterator[_Line]:
        own = _Numbering(len(self.lists) + 1, min(level, _DEEPEST), listing.first)
        self.lists.append(own)
        for item in listing.items:
            yield _Line("ListParagraph", item.runs, list=own.number, level=own.level)
            for inner in item.lists:
                yield from self._list(inner, level + 1)


def as_docx(note: EditableNote) -> bytes:
    """A DOCX file: sections by heading, lists as lists."""
    made = _Lines()
    lines = list(made.of(note))
    parts = {
        "[Content_Types].xml": part("docx-types.xml"),
        "_rels/.rels": part("docx-package.xml"),
        "docProps/core.xml": part("docx-core.xml.jinja", title=note.title, on=note.on.isoformat()),
        "word/document.xml": part("docx-document.xml.jinja", lines=lines),
        "word/header1.xml": part("docx-header.xml.jinja", marking=note.marking),
        "word/numbering.xml": part(
            "docx-numbering.xml.jinja", lists=made.lists, levels=range(_DEEPEST + 1)
        ),
        "word/settings.xml": part("docx-settings.xml.jinja", tracked=note.tracked),
        "word/styles.xml": part("docx-styles.xml"),
        "word/_rels/document.xml.rels": part("docx-relations.xml"),
    }
    return packed(parts)
