"""From an order and a brief to a finished document."""

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256

from activities.documents.contents import Contents, invitation, summary_note, timetable
from activities.documents.typesetting import typeset
from activities.letterhead import STAND_IN, Letterhead
from schemas.brief import Brief
from schemas.letters import MARKINGS, DocumentOrder
from schemas.values import DocumentKind, Marking

_CONTENTS: dict[DocumentKind, Callable[[DocumentOrder, Brief, Letterhead], Contents]] = {
    DocumentKind.INVITATION: invitation,
    DocumentKind.TIMETABLE: timetable,
    DocumentKind.SUMMARY_NOTE: summary_note,
}


@dataclass(frozen=True)
class RenderedDocument:
    """A PDF and what the register files it under.

    Attributes:
        kind: What it is.
        version: Which version or round of it.
        title: As the PDF itself says; names the area and nobody.
        marking: How it is to be handled.
        body: The PDF.
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
    """Set one document as tagged PDF (PDF/UA-1).

    The bytes depend on the order, the brief and the letterhead alone: not on the machine, its
    fonts, its clock or the process. Those of a summary note depend on the area, days, team and
    version alone, so that what leaders agree to is, to the byte, what the departments receive.

    Raises:
        IncompleteBrief: The brief has no matter for this kind and version.
        NotTypeset: No font sets some of the words, or a template is not valid.
    """
    contents = _CONTENTS[order.kind](order, brief, letterhead)
    marking = MARKINGS[order.kind]
    data = {**contents.data, "title": contents.title, "marking": marking.value}
    body = typeset(order.kind.value, data, contents.on)
    return RenderedDocument(
        kind=order.kind,
        version=order.version,
        title=contents.title,
        marking=marking,
        body=body,
        sha256=sha256(body).hexdigest(),
    )
