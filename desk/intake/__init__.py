"""Parts a form: its content goes into the register, and a message with references remains."""

from collections.abc import Awaitable, Callable
from typing import Any

from desk.intake import cases, concerns, course, days, invitation, note, preparation
from desk.intake.context import Paper
from desk.intake.printable import require_printable
from register import content
from register.connection import Connection
from schemas import forms as f
from schemas import messages as m
from schemas.ids import ActorRef, VisitId
from schemas.personal import Reason
from schemas.values import ContentKind

__all__ = ["prepare"]

# `Any`: each parting takes its own form; the key beside it is that form's type.
_PARTINGS: dict[type[f.Form], Callable[[Any, Paper], Awaitable[m.Decision]]] = {
    f.ContactsForm: invitation.contacts,
    f.DeliveryForm: invitation.delivery,
    f.ResponseForm: invitation.response,
    f.ExtensionForm: invitation.extension,
    f.NoReplyForm: invitation.no_reply,
    f.WithdrawalForm: invitation.withdrawal,
    f.OfficerForm: preparation.officer,
    f.DeclarationsForm: preparation.declarations,
    f.OverrideForm: preparation.override,
    f.TeamForm: preparation.team,
    f.ReplacementForm: preparation.replacement,
    f.DatesForm: preparation.dates,
    f.ModeForm: preparation.mode,
    f.SurveyForm: preparation.survey,
    f.CasesForm: cases.chosen,
    f.AgreedCasesForm: cases.agreed,
    f.FewerCasesForm: cases.fewer,
    f.WithdrawnCaseForm: cases.withdrawn,
    f.TimetableForm: preparation.timetable,
    f.HeldForm: days.held,
    f.FindingsForm: days.findings,
    f.FeedbackForm: days.feedback,
    f.DraftForm: note.draft,
    f.CommentsForm: note.comments,
    f.AgreementForm: note.agreement,
    f.FactsForm: note.facts,
    f.SharingDecisionForm: note.sharing_decision,
    f.SharingForm: note.sharing,
    f.AcknowledgementForm: note.acknowledgement,
    f.HandOverForm: course.hand_over,
    f.CancellationForm: course.cancellation,
    f.SchoolConcernForm: concerns.school_concern,
    f.DisclosureForm: concerns.disclosure,
    f.HeldSharingForm: concerns.held_sharing,
    f.ReleasedSharingForm: concerns.released_sharing,
    f.PauseForm: days.pause,
    f.ResumptionForm: days.resumption,
    f.IncompleteForm: days.incomplete,
    f.DeferralRequestForm: course.deferral_request,
    f.DeferralForm: course.deferral,
    f.DeferralRefusalForm: course.deferral_refusal,
}


async def prepare(
    connection: Connection, visit: VisitId, form: f.Form, actor: ActorRef
) -> m.Decision:
    """Keep a form's content and give the message that remains.

    Args:
        connection: In a transaction.
        visit: The visit it is for.
        form: As filled in.
        actor: Who filled it in.

    Raises:
        Refused: It names something the register does not have, or holds words that no font sets.
    """
    require_printable(form)
    reason = (
        await content.keep(connection, visit, ContentKind.REASON, Reason(text=form.reason))
        if form.reason
        else None
    )
    return await _PARTINGS[type(form)](form, Paper(connection, visit, actor, reason))
