"""What people fill in about the area's reply to the invitation."""

from typing import Annotated

from schemas import messages as m
from schemas.clock import LocalTime
from schemas.days import Day
from schemas.events.invitation import Accepted, Declined, NoReply, ReplyExtended, Withdrawn
from schemas.field_words import FieldWords
from schemas.forms.form import VisitForm, form
from schemas.values import Answer


@form("respond", m.Respond, told_by=(Accepted, Declined))
class ResponseForm(VisitForm):
    """The area's reply."""

    heading = "Record the area's reply"

    answer: Annotated[Answer, FieldWords("What did the area reply?")]
    happened_on: Day | None = None
    happened_at: LocalTime | None = None


@form("extend", m.ExtendReply, told_by=(ReplyExtended,), for_many=True)
class ExtensionForm(VisitForm):
    """More time for the area's reply."""

    heading = "Give the area more time to reply"

    until: Annotated[Day, FieldWords("Until when may the area reply?")]


@form("no-reply", m.RecordNoReply, told_by=(NoReply,), for_many=True)
class NoReplyForm(VisitForm):
    """The area did not reply."""

    heading = "Record that the area did not reply"


@form("withdraw", m.WithdrawVisit, told_by=(Withdrawn,))
class WithdrawalForm(VisitForm):
    """The area takes part no longer; no reason is asked."""

    heading = "Record that the area takes part no longer"
