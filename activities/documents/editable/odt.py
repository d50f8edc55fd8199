"""The note as OpenDocument text, as LibreOffice and its relatives read it."""

from collections.abc import Iterable
from typing import Final

from activities.documents.editable.note import EditableNote
from activities.documents.editable.packing import packed, part
from rules.prose import Listing

ODT: Final = "application/vnd.oasis.opendocument.text"
"""Its media type."""

_LEVELS = range(1, 11)  # of a list, as many as OpenDocument has


def as_odt(note: EditableNote) -> bytes:
    """An ODT file: sections by heading, lists as lists."""
    parts = {
        "META-INF/manifest.xml": part("odt-manifest.xml"),
        "content.xml": part(
            "odt-content.xml.jinja", note=note, starts=sorted(_starts(note)), levels=_LEVELS
        ),
        "meta.xml": part("odt-meta.xml.jinja", title=note.title, on=note.on.isoformat()),
        "styles.xml": part("odt-styles.xml.jinja", marking=note.marking, levels=_LEVELS),
    }
    return packed(parts, first=ODT)


def _starts(note: EditableNote) -> set[int]:
    """The numbers other than 1 that lists begin with: each is a style of its own."""
    blocks = (block for section in note.sections for block in section.blocks)
    return set(_firsts(block for block in blocks if isinstance(block, Listing))) - {1}


def _firsts(lists: Iterable[Listing]) -> Iterable[int]:
    for each in lists:
        if each.first is not None:
            yield each.first
        for item in each.items:
            yield from _firsts(item.lists)
