"""From an order and a brief to a finished document."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from activities.documents.contents import (
    Contents,
    forum_timetable,
    invitation,
    summary_note,
    summary_note_copy,
    timetable,
)
from activities.documents.editable import as_docx
from activities.documents.typesetting import typeset
from activities.letterhead import STAND_IN, Letterhead
from schemas.brief import Brief
from schemas.letters import MARKINGS, DocumentOrder
from schemas.values import DocumentKind, Marking

_CONTENTS: Final[Mapping[DocumentKind, Callable[[DocumentOrder, Brief, Letterhead], Contents]]] = {
    DocumentKind.INVITATION: invitation,
    DocumentKind.TIMETABLE: timetable,
    DocumentKind.FORUM_TIMETABLE: forum_timetable,
    DocumentKind.SUMMARY_NOTE: summary_note,
}
_TEMPLATES = {DocumentKind.FORUM_TIMETABLE: DocumentKind.TIMETABLE.value}
"""Of those that share another's."""


def template_of(kind: DocumentKind) -> str:
    """The name of the template that a kind of document is set by."""
    return _TEMPLATES.get(kind, kind.value)


@dataclass(frozen=True)
class RenderedDocument:
    """A document and what the register files it under.

    Attributes:
        kind: What it is.
        version: Which version or round of it.
        title: As the document itself says; names the area and nobody.
        marking: How it is to be handled.
        body: The file.
        sha256: Of the body, in hexadecimal.
    """

    kind: DocumentKind
    version: int
    title: str
    marking: Marking
    body: bytes = field(repr=False)
    sha256: str


def render(
    order: DocumentOrder, brief: Brief, letterhead: Letterhead = STAND_IN
) -> RenderedDocument:
    """Set one document: as tagged PDF (PDF/UA-1), or as the file that a copy to be edited is.

    The bytes depend on the order, the brief and the letterhead alone: not on the machine, its
    fonts, its clock or the process. Those of a summary note depend on the area, days, team and
    version alone, so that what leaders agree to is, to the byte, what the departments receive.

    Raises:
        IncompleteBrief: The brief has no matter for this kind and version.
        NotTypeset: No font sets some of the words, or a template is not valid.
    """
    if order.kind is DocumentKind.SUMMARY_NOTE_COPY:
        copy = summary_note_copy(order, brief)
        return _finished(order, copy.title, as_docx(copy))
    contents = _CONTENTS[order.kind](order, brief, letterhead)
    template = template_of(order.kind)
    data = {**contents.data, "title": contents.title, "marking": MARKINGS[order.kind].value}
    return _finished(order, contents.title, typeset(template, data, contents.on))


def _finished(order: DocumentOrder, title: str, body: bytes) -> RenderedDocument:
    return RenderedDocument(
        kind=order.kind,
        version=order.version,
        title=title,
        marking=MARKINGS[order.kind],
        body=body,
        sha256=sha256(body).hexdigest(),
    )
