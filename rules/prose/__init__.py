"""The words of a note with what little structure they may have: lists and emphasis.

A note is kept as texts in a small subset of Markdown, which pages, paper and word processors all
show alike. What the subset is stands in `docs/notes.md`.
"""

from rules.prose.blocks import Block, Item, Listing, Paragraph, Run, Runs, lines_of, tidy, words_of
from rules.prose.note import as_typed, blocks_of, note_of
from rules.prose.reading import blocks_in
from rules.prose.writing import texts_of

__all__ = [
    "Block",
    "Item",
    "Listing",
    "Paragraph",
    "Run",
    "Runs",
    "as_typed",
    "blocks_in",
    "blocks_of",
    "lines_of",
    "note_of",
    "texts_of",
    "tidy",
    "words_of",
]
