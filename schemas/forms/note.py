"""What people fill in about the summary note, from its first version to its receipt."""

from typing import Annotated

from pydantic import Field

from schemas import messages as m
from schemas.clock import LocalTime
from schemas.days import Day
from schemas.events.note import (
    FactsDecided,
    NoteAcknowledged,
    NoteAgreed,
    NoteCommented,
    NoteDrafted,
    NoteShared,
    NoteSigned,
    SharingDecided,
    SharingHeld,
    SharingReleased,
)
from schemas.field_words import FieldWords
from schemas.forms.form import VisitForm, form
from schemas.ids import CaseRef, Digest, PersonRef
from schemas.personal import NoteSection, Personal, Text
from schemas.values import Department


@form("draft", m.IssueDraft, told_by=(NoteDrafted,))
class DraftForm(VisitForm):
    """The next version of the summary note."""

    heading = "Issue a version of the summary note"

    version: Annotated[int | None, FieldWords("Version", "Leave it empty for the next one")] = (
        Field(None, ge=1, description="the next one when not given")
    )
    sections: Annotated[tuple[NoteSection, ...], Field(min_length=1), FieldWords("Section")]
    cases: Annotated[tuple[CaseRef, ...], FieldWords("Case studies that the note uses")] = ()
    editable_copy: Annotated[
        bool, FieldWords("Send leaders a copy to edit (Word), beside the PDF")
    ] = False


class CommentForm(Personal):
    """A comment on one section, by its number."""

    section: Annotated[int, FieldWords("On which section?", "By its number, counted from 1")] = (
        Field(ge=1, le=99)
    )
    text: Text


@form("comment", m.CommentOnNote, told_by=(NoteCommented,))
class CommentsForm(VisitForm):
    """Comments of the area's leaders on one version of the note."""

    heading = "Record the area's comments on the note"

    version: int | None = Field(None, ge=1, description="the latest when not given")
    comments: Annotated[tuple[CommentForm, ...], Field(min_length=1), FieldWords("Comment")]


@form("agree", m.AgreeNote, told_by=(NoteSigned, NoteAgreed))
class AgreementForm(VisitForm):
    """The leaders' agreement to one version, by its digest when they quote it.

    Attributes:
        version: Of the note; the latest when not given.
        digest: Of its words.
        leaders: Who agrees; all of the area's leaders when nobody is named.
    """

    heading = "Record agreement to the note"

    version: int | None = Field(None, ge=1, description="the latest when not given")
    digest: Digest | None = None
    leaders: Annotated[
        tuple[PersonRef, ...],
        FieldWords("Who agrees?", "Select nobody if all of the area's leaders do"),
    ] = ()
    happened_on: Day | None = None
    happened_at: LocalTime | None = None


@form("decide_facts", m.DecideFacts, told_by=(FactsDecided,), reason_needed=True)
class FactsForm(VisitForm):
    """The lead inspector decides that the facts of a version stand."""

    heading = "Decide that the facts of the note stand"

    version: int | None = Field(None, ge=1, description="the latest when not given")
    digest: Digest | None = None


@form("decide_sharing", m.DecideSharing, told_by=(SharingDecided,), reason_needed=True)
class SharingDecisionForm(VisitForm):
    """A senior manager decides whether a disputed version is shared."""

    heading = "Decide whether a disputed note is shared"

    version: int | None = Field(None, ge=1, description="the latest when not given")
    digest: Digest | None = None
    share: Annotated[bool, FieldWords("Is the note shared?")]


@form("share", m.ShareNote, told_by=(NoteShared,))
class SharingForm(VisitForm):
    """The departments the agreed version goes to."""

    heading = "Share the agreed note"

    version: int | None = Field(None, ge=1, description="the agreed one when not given")
    digest: Digest | None = None
    departments: Annotated[
        tuple[Department | PersonRef, ...],
        Field(min_length=1),
        FieldWords("With whom is it shared?"),
    ] = tuple(Department)


@form("acknowledge", m.AcknowledgeNote, told_by=(NoteAcknowledged,))
class AcknowledgementForm(VisitForm):
    """A department's acknowledgement."""

    heading = "Record a department's acknowledgement"

    department: Annotated[Department, FieldWords("Which department?")]
    happened_on: Day | None = None
    happened_at: LocalTime | None = None


@form("hold_sharing", m.HoldSharing, told_by=(SharingHeld,), for_many=True, reason_needed=True)
class HeldSharingForm(VisitForm):
    """The sharing of the note waits."""

    heading = "Hold the sharing of the note"


@form("release_sharing", m.ReleaseSharing, told_by=(SharingReleased,), for_many=True)
class ReleasedSharingForm(VisitForm):
    """The sharing of the note goes on."""

    heading = "Let the sharing of the note go on"
