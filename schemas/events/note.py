"""The summary note: drafted, commented on, agreed, shared and acknowledged. Never published."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from schemas.base import is_nothing
from schemas.content import ContentRef
from schemas.event_types import EventType
from schemas.ids import CaseRef, Digest, PersonRef
from schemas.parts import SectionComments
from schemas.streams import FactModel
from schemas.values import Department


class NoteDrafted(FactModel):
    """A version of the summary note went to the area's leaders.

    For the first draft and for each version after it; agreement to an earlier version no longer
    stands.

    Attributes:
        version: Of the note.
        content: Where the register keeps the words of the note.
        sections: How many sections it has.
        cases: The case studies that it uses.
        editable_copy: Whether a copy to be edited went with it; left out where none did.
    """

    type: Literal[EventType.NOTE_DRAFTED] = EventType.NOTE_DRAFTED
    version: int
    content: ContentRef
    sections: int = 0
    cases: tuple[CaseRef, ...] = ()
    editable_copy: bool = Field(default=False, exclude_if=is_nothing)


class NoteCommented(FactModel):
    """The area commented on sections of a version; two rounds, each on one version.

    Each time comments are recorded; all those on one version are one round.

    Attributes:
        version: Of the note.
        round: The first round of comments or the second.
        comments: How many there are on each section.
        content: Where the register keeps the words of the comments.
    """

    type: Literal[EventType.NOTE_COMMENTED] = EventType.NOTE_COMMENTED
    version: int
    round: int
    comments: tuple[SectionComments, ...]
    content: ContentRef


class NoteSigned(FactModel):
    """Some of the area's leaders agreed to this version, and others have not yet.

    Each time some agree; with the last of them `visit.note_agreed.v1` comes instead.

    Attributes:
        version: Of the note.
        digest: Of that version's words: what was agreed to or decided on.
        leaders: Who agreed this time.
        happened_at: When, where that was recorded later; `null` where it was recorded at once.
    """

    type: Literal[EventType.NOTE_SIGNED] = EventType.NOTE_SIGNED
    version: int
    digest: Digest
    leaders: tuple[PersonRef, ...]
    happened_at: datetime | None = None


class FactsDecided(FactModel):
    """The lead inspector decided that the facts of this version stand.

    After the rounds of comments, if the leaders have not agreed; the `reason` is always given.

    Attributes:
        version: Of the note.
        digest: Of that version's words: what was agreed to or decided on.
    """

    type: Literal[EventType.FACTS_DECIDED] = EventType.FACTS_DECIDED
    version: int
    digest: Digest


class SharingDecided(FactModel):
    """A senior manager decided whether a version that not all leaders agreed to is shared.

    After `visit.facts_decided.v1`; the `reason` is always given. If it is not shared,
    `visit.closed.v1` follows.

    Attributes:
        version: Of the note.
        digest: Of that version's words: what was agreed to or decided on.
        share: Whether it is shared.
    """

    type: Literal[EventType.SHARING_DECIDED] = EventType.SHARING_DECIDED
    version: int
    digest: Digest
    share: bool


class NoteAgreed(FactModel):
    """The area's leaders agreed to this version.

    With the last leader's agreement; the note may be shared from now on.

    Attributes:
        version: Of the note.
        digest: Of that version's words: what was agreed to or decided on.
        leaders: Who agreed.
        happened_at: When, where that was recorded later; `null` where it was recorded at once.
    """

    type: Literal[EventType.NOTE_AGREED] = EventType.NOTE_AGREED
    version: int
    digest: Digest
    leaders: tuple[PersonRef, ...] = ()
    happened_at: datetime | None = None


class SharingHeld(FactModel):
    """A person holds the sharing of the note.

    When they decide so, usually for a complaint; the `reason` is always given.
    """

    type: Literal[EventType.SHARING_HELD] = EventType.SHARING_HELD


class SharingReleased(FactModel):
    """The sharing of the note may go on.

    When a person lets go what `visit.sharing_held.v1` held.
    """

    type: Literal[EventType.SHARING_RELEASED] = EventType.SHARING_RELEASED


class NoteShared(FactModel):
    """The agreed version went to these departments.

    When a coordinator shares it, with one department or with both.

    Attributes:
        version: Of the note.
        digest: Of that version's words: what was agreed to or decided on.
        departments: To whom it went. Each reads it at `/visits/<visit>/note`.
    """

    type: Literal[EventType.NOTE_SHARED] = EventType.NOTE_SHARED
    version: int
    digest: Digest
    departments: tuple[Department, ...]


class AcknowledgementReminded(FactModel):
    """Departments that have not acknowledged the note were reminded.

    Some working days after it was shared, by itself.

    Attributes:
        version: Of the note.
        departments: Whom we reminded.
    """

    type: Literal[EventType.ACKNOWLEDGEMENT_REMINDED] = EventType.ACKNOWLEDGEMENT_REMINDED
    version: int
    departments: tuple[Department, ...]


class NoteAcknowledged(FactModel):
    """A department has the note.

    When its acknowledgement is recorded; with the last one `visit.closed.v1` follows.

    Attributes:
        department: Which one.
        happened_at: When, where that was recorded later; `null` where it was recorded at once.
    """

    type: Literal[EventType.NOTE_ACKNOWLEDGED] = EventType.NOTE_ACKNOWLEDGED
    department: Department
    happened_at: datetime | None = None


NoteFact = (
    NoteDrafted
    | NoteCommented
    | NoteSigned
    | FactsDecided
    | SharingDecided
    | NoteAgreed
    | SharingHeld
    | SharingReleased
    | NoteShared
    | AcknowledgementReminded
    | NoteAcknowledged
)
