"""Complaints: taken and answered. Their words stay in the register."""

from desk.intake.context import Intake, takes_in
from desk.intake.related import Raising
from schemas.side_processes.complaint import (
    AnswerComplaint,
    ComplaintAnswerForm,
    ComplaintForm,
    ComplaintWords,
    ReceiveComplaint,
)
from schemas.values import ContentKind


@takes_in(ComplaintForm)
async def complaint(form: ComplaintForm, raising: Raising) -> ReceiveComplaint:
    """The words of a complaint stay in the register."""
    words = ComplaintWords(text=form.text)
    kept = await raising.keep(ContentKind.COMPLAINT, words)
    return raising.message(ReceiveComplaint, content=kept)


@takes_in(ComplaintAnswerForm)
async def answer(form: ComplaintAnswerForm, intake: Intake) -> AnswerComplaint:
    """The words of an answer stay in the register."""
    words = ComplaintWords(text=form.text)
    kept = await intake.keep(ContentKind.COMPLAINT_ANSWER, words)
    return intake.message(AnswerComplaint, content=kept)
