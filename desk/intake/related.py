"""Referrals and complaints: raised, confirmed, answered. Of a referral no words are kept."""

from datetime import date, timedelta

from activities.reference import working_calendar
from desk.intake.context import Intake, intake_of, takes_in
from register import areas, side_processes, visits
from register.connection import Connection
from rules.side_processes import require_no_words
from schemas import forms as f
from schemas.ids import ActorRef, UpdateId, VisitId
from schemas.personal import ComplaintWords, Person
from schemas.side_processes import (
    AnswerComplaint,
    ConfirmReferral,
    RaiseReferral,
    ReceiveComplaint,
    SideOpening,
)
from schemas.values import ContentKind


async def to_opening(  # noqa: PLR0913 - all but what is raised by name
    connection: Connection,
    visit: VisitId,
    form: f.SideOpeningForm,
    actor: ActorRef,
    *,
    asked_as: UpdateId,
    today: date,
    clock_offset: timedelta,
) -> RaiseReferral | ReceiveComplaint:
    """Give out a number, keep a form's content and give the opening that remains.

    Args:
        connection: In a transaction.
        visit: Beside which visit.
        form: As filled in.
        actor: Who filled it in.
        asked_as: The id of the request; the same one has the same number.
        today: In London.
        clock_offset: Of the new process; zero outside rehearsals.

    Raises:
        UnknownVisit: There is no such visit.
        UnknownArea: No area has that code.
        Refused: There are words about a concern.
    """
    state = await visits.require(connection, visit)
    common = SideOpening(
        subject=await side_processes.reserve(connection, visit, form.kind, asked_as),
        visit_id=visit,
        programme=state.programme,
        actor=actor,
        calendar=working_calendar(today),
        policy=state.policy,
        clock_offset=clock_offset,
    )
    match form:
        case f.ReferralForm():
            require_no_words(form.reason is not None, "The concern was not referred")
            area = areas.area_on(form.area or state.area, today).gss_code
            return RaiseReferral(**dict(common), authority=form.authority, area=area)
        case f.ComplaintForm(text=text):
            intake = await intake_of(connection, visit, form, actor, _no_mailbox)
            words = ComplaintWords(text=text)
            return ReceiveComplaint(
                **dict(common) | {"reason": intake.reason},
                content=await intake.keep(ContentKind.COMPLAINT, words),
            )
        case _:
            raise TypeError(f"{type(form).__name__} raises nothing")


def _no_mailbox() -> tuple[Person, ...]:
    """Nothing of a complaint goes to a department."""
    return ()


@takes_in(f.ReferralConfirmationForm)
async def confirmation(form: f.ReferralConfirmationForm, intake: Intake) -> ConfirmReferral:
    """The authority has the referral; in nobody's words."""
    require_no_words(form.reason is not None, "The confirmation was not recorded")
    return intake.message(ConfirmReferral)


@takes_in(f.ComplaintAnswerForm)
async def answer(form: f.ComplaintAnswerForm, intake: Intake) -> AnswerComplaint:
    """The words of an answer stay in the register."""
    words = ComplaintWords(text=form.text)
    kept = await intake.keep(ContentKind.COMPLAINT_ANSWER, words)
    return intake.message(AnswerComplaint, content=kept)
