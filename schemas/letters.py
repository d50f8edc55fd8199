"""Letters and documents as they are ordered, before anybody's name is on them."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from pydantic import Field

from schemas.base import Model
from schemas.content import ContentRef
from schemas.ids import LetterKey, PersonRef, VisitId, letter_key
from schemas.values import DocumentKind, LetterKind, Marking


class DocumentOrder(Model):
    """One version of one document of a visit."""

    kind: DocumentKind
    version: int = Field(ge=1)


class LetterOrder(Model):
    """One letter that follows from one event.

    Attributes:
        visit_id: The visit it is about.
        kind: Why we write.
        round: 1 for the first time; a new round only when a decision asks for one.
        recipient: To whom.
        copy_only: Sent for information: no answer is expected of this recipient.
        sequence: The event it follows from.
        documents: What goes with it.
        calendar_sequence: SEQUENCE of the calendar entry that goes with it, if one does.
        calendar_cancelled: Whether that entry withdraws the meeting.
        copy_number: 1 for the first; whoever comes back, whose address was corrected, or to whom a
            letter is sent again has another.
        as_of: The event after which it is written, where that is not the one it follows from.
        wording: Its programme's own wording, as it was when the letter was ordered; the standard
            one if `None`.
    """

    visit_id: VisitId
    kind: LetterKind
    round: int = Field(ge=1)
    recipient: PersonRef
    copy_only: bool = False
    sequence: int = Field(ge=1)
    documents: tuple[DocumentOrder, ...] = ()
    calendar_sequence: int | None = None
    calendar_cancelled: bool = False
    copy_number: int = Field(1, ge=1)
    as_of: int | None = None
    wording: ContentRef | None = Field(None, exclude_if=lambda wording: wording is None)

    @property
    def key(self) -> LetterKey:
        """The business key: one such letter exists, whatever is retried."""
        return letter_key(self.visit_id, self.kind, self.round, self.recipient, self.copy_number)


MARKINGS: Final[Mapping[DocumentKind, Marking]] = {
    DocumentKind.INVITATION: Marking.OFFICIAL,
    DocumentKind.TIMETABLE: Marking.OFFICIAL_SENSITIVE,
    DocumentKind.FORUM_TIMETABLE: Marking.OFFICIAL_SENSITIVE,
    DocumentKind.SUMMARY_NOTE: Marking.OFFICIAL_SENSITIVE,
    DocumentKind.SUMMARY_NOTE_COPY: Marking.OFFICIAL_SENSITIVE,
}
"""Case material and notes need to know; invitations do not (domain brief, section 6)."""


class FileFormat(NamedTuple):
    """In which form a document is.

    Attributes:
        words: As people call it.
        ending: Of its file's name.
        media_type: As mail and HTTP say it.
    """

    words: str
    ending: str
    media_type: str


PDF: Final = FileFormat("PDF", "pdf", "application/pdf")
WORD: Final = FileFormat(
    "Word", "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
)


def format_of(kind: DocumentKind) -> FileFormat:
    """In which form a document is: what is to be edited is Word's, all else is PDF."""
    return WORD if kind is DocumentKind.SUMMARY_NOTE_COPY else PDF


def file_of(kind: DocumentKind, version: int) -> str:
    """What a document's file is called: `summary_note-v2.pdf`."""
    return f"{kind}-v{version}.{format_of(kind).ending}"
