"""What people fill in to put right what was recorded by mistake."""

from typing import Annotated

from pydantic import Field

from schemas import messages as m
from schemas.events.corrections import (
    AcceptanceCorrected,
    FindingCorrected,
    MeetingsNotHeld,
    NoteRecalled,
    Reopened,
    TeamCorrected,
)
from schemas.field_words import FieldWords
from schemas.forms.form import VisitForm, form
from schemas.forms.team import MemberForm
from schemas.ids import CaseRef, FindingRef, SlotId
from schemas.personal import Text
from schemas.values import FindingKind, Reply


@form("correct-reply", m.CorrectReply, told_by=(Reopened, AcceptanceCorrected), reason_needed=True)
class ReplyCorrectionForm(VisitForm):
    """The reply that holds instead of the recorded one, if there is one; the reason is needed."""

    heading = "Correct the area's reply"

    reply: Annotated[
        Reply | None, FieldWords("Which reply holds instead?", "Leave it open if there is none yet")
    ] = None


@form("reinstate", m.ReinstateVisit, told_by=(Reopened,), for_many=True, reason_needed=True)
class ReinstatementForm(VisitForm):
    """The visit had been ended by mistake; the reason is needed."""

    heading = "Reinstate a visit that was ended by mistake"


@form("take-back", m.TakeBack, told_by=(Reopened,), for_many=True, reason_needed=True)
class TakingBackForm(VisitForm):
    """What was decided last is taken back; the reason is needed."""

    heading = "Take back what was decided last"


@form("not-held", m.CorrectMeetings, told_by=(MeetingsNotHeld,), reason_needed=True)
class NotHeldForm(VisitForm):
    """Meetings that were recorded as held by mistake; the reason is needed."""

    heading = "Correct meetings that were recorded as held"

    slots: Annotated[tuple[SlotId, ...], Field(min_length=1)]


@form("correct-finding", m.CorrectFinding, told_by=(FindingCorrected,), reason_needed=True)
class FindingCorrectionForm(VisitForm):
    """A finding is put right; what is not given stays; the reason is needed."""

    heading = "Correct a finding"

    finding: FindingRef
    kind: Annotated[
        FindingKind | None, FieldWords("What does it tell?", "Leave open what stays")
    ] = None
    text: Annotated[Text | None, FieldWords("In words", "Leave empty what stays")] = None
    cases: tuple[CaseRef, ...] | None = None


@form("recall", m.RecallNote, told_by=(NoteRecalled,), reason_needed=True)
class RecallForm(VisitForm):
    """The summary note was shared too early; the reason is needed."""

    heading = "Recall the note"


@form("correct-team", m.CorrectTeam, told_by=(TeamCorrected,), reason_needed=True)
class TeamCorrectionForm(VisitForm):
    """The three inspectors who visited, where others were recorded; the reason is needed."""

    heading = "Correct who visited"

    members: tuple[MemberForm, ...]
