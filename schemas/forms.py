"""What people fill in: the content and the choices of each decision, before they are parted.

The desk (`worker.desk`) puts the content of a form into the register and tells the visit the
rest. Commands, scenario files and later pages fill in the same forms.
"""

from datetime import date, time
from typing import Annotated

from pydantic import Field, StringConstraints

from schemas.ids import CaseRef, Digest, LetterKey, PersonRef, SlotId
from schemas.parts import CaseStudy
from schemas.personal import Email, Name, NoteSection, Person, Personal, Text
from schemas.values import (
    Answer,
    ConflictKind,
    Department,
    FindingKind,
    InspectorRole,
    LetterStatus,
    Mode,
    SlotKind,
    SurveyAudience,
)


class Form(Personal):
    """What a person fills in; `reason` may go with any of them."""

    reason: Text | None = None


class ContactsForm(Form):
    """Whom to write to."""

    people: tuple[Person, ...]


class DeliveryForm(Form):
    """What became of a letter."""

    letter: LetterKey
    status: LetterStatus


class ResponseForm(Form):
    """The area's reply."""

    answer: Answer


class OfficerForm(Form):
    """The area's nominated officer."""

    ref: PersonRef = "officer-1"
    name: Name
    email: Email
    organisation: Name


class InspectorForm(Personal):
    """One inspector and what they declare."""

    ref: PersonRef
    role: InspectorRole
    name: Name
    email: Email
    organisation: Name
    conflicts: tuple[ConflictKind, ...] = ()


class DeclarationsForm(Form):
    """Inspectors' declarations of conflicts of interest."""

    inspectors: Annotated[tuple[InspectorForm, ...], Field(min_length=1)]


class MemberForm(Personal):
    """One inspector in one role."""

    inspector: PersonRef
    role: InspectorRole


class TeamForm(Form):
    """The three inspectors."""

    members: tuple[MemberForm, ...]


class DatesForm(Form):
    """The two days."""

    day_one: date
    day_two: date
    mode: Mode | None = None


class ModeForm(Form):
    """How the days are held."""

    mode: Mode


class SurveyForm(Form):
    """Links to the online surveys, one for each audience."""

    links: dict[SurveyAudience, Annotated[str, StringConstraints(pattern=r"^https://\S+$")]]


class CasesForm(Form):
    """The cases chosen from the area's anonymous list, with agreements already had."""

    offered: int = Field(ge=0)
    cases: tuple[CaseStudy, ...]


class AgreedCasesForm(Form):
    """Agreements that came after the choice."""

    cases: Annotated[tuple[CaseStudy, ...], Field(min_length=1)]


class MeetingForm(Personal):
    """One meeting of the two days."""

    slot_id: SlotId
    kind: SlotKind
    day: int = Field(ge=1, le=2)
    starts: time
    ends: time
    mode: Mode
    case: CaseRef | None = None
    title: Name
    place: Name
    fallback: Name


class TimetableForm(Form):
    """The meetings of the two days."""

    meetings: Annotated[tuple[MeetingForm, ...], Field(min_length=1)]


class HeldForm(Form):
    """Meetings that were held."""

    slots: Annotated[tuple[SlotId, ...], Field(min_length=1)]


class FindingForm(Personal):
    """One finding: what it tells, in words. There is no field for a grade."""

    kind: FindingKind
    text: Text


class FindingsForm(Form):
    """Findings written down together."""

    findings: Annotated[tuple[FindingForm, ...], Field(min_length=1)]


class FeedbackForm(Form):
    """The feedback meeting was held."""


class DraftForm(Form):
    """The next version of the summary note."""

    version: int | None = Field(None, ge=1, description="the next one when not given")
    sections: Annotated[tuple[NoteSection, ...], Field(min_length=1)]
    cases: tuple[CaseRef, ...] = ()


class AgreementForm(Form):
    """The leaders' agreement to one version, by its digest when they quote it."""

    version: int = Field(ge=1)
    digest: Digest | None = None


class SharingForm(Form):
    """The departments the agreed version goes to."""

    version: int = Field(ge=1)
    digest: Digest | None = None
    departments: Annotated[tuple[Department, ...], Field(min_length=1)] = tuple(Department)


class AcknowledgementForm(Form):
    """A department's acknowledgement."""

    department: Department


class CancellationForm(Form):
    """The programme ends the visit."""
