"""The summary note as it is typed, and as it is kept.

Notes from before words could have structure are read as they always were: every character as it
stands. A note says of itself that its words are marked up; one in which nothing is, does not, and
keeps the bytes it always had.
"""

import re
from collections.abc import Iterable

from rules.prose.blocks import Block, Paragraph, Run, tidy
from rules.prose.reading import blocks_in
from rules.prose.writing import texts_of
from schemas.ids import CaseRef
from schemas.personal import NoteSection, SummaryNote


def note_of(sections: tuple[NoteSection, ...], cases: tuple[CaseRef, ...]) -> SummaryNote:
    """The note that somebody typed."""
    marked = any(blocks_in(one.paragraphs) != _as_they_stand(one.paragraphs) for one in sections)
    return SummaryNote(sections=sections, cases=cases, marked=marked)


def blocks_of(note: SummaryNote, section: NoteSection) -> tuple[Block, ...]:
    """What the words of a section are made of, in the note that has it."""
    return blocks_in(section.paragraphs) if note.marked else _as_they_stand(section.paragraphs)


def as_typed(note: SummaryNote) -> tuple[NoteSection, ...]:
    """The sections as they would have to be typed to say the same."""
    if note.marked:
        return note.sections
    return tuple(
        section.model_copy(update={"paragraphs": tuple(map(_typed, section.paragraphs))})
        for section in note.sections
    )


def _typed(text: str) -> str:
    stands = _as_they_stand((text,))
    return text if blocks_in((text,)) == stands else "\n\n".join(texts_of(stands))


def _as_they_stand(texts: Iterable[str]) -> tuple[Block, ...]:
    """A blank line parts paragraphs; a single line break is where somebody's editor wrapped."""
    parts = (part for text in texts for part in re.split(r"\n\s*\n", text))
    return tuple(Paragraph(runs) for part in parts if (runs := tidy((Run(part),))))
