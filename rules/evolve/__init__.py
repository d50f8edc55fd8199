"""How each fact changes what a visit knows. The only writer of `VisitState`."""

from collections.abc import Iterable

from rules.evolve import (
    cases,
    concerns,
    course,
    days,
    deferral,
    delivery,
    invitation,
    note,
    preparation,
    tasks,
    team,
    timetable,
)
from rules.evolve.delivery import ADDRESSEES, FAILED, REACHED, merged, reply_clock
from rules.evolve.parts import Changes, OutOfOrderError
from schemas import events as e
from schemas.state import VisitState
from schemas.values import Outcome, Stage, TaskKind

__all__ = [
    "ADDRESSEES",
    "FAILED",
    "REACHED",
    "OutOfOrderError",
    "evolve",
    "merged",
    "replay",
    "reply_clock",
]


def replay(events: Iterable[e.VisitEvent]) -> VisitState:
    """Fold a visit's whole stream.

    Raises:
        OutOfOrderError: The stream is empty, has a gap, or does not begin with `Opened`.
    """
    state: VisitState | None = None
    for event in events:
        state = evolve(state, event)
    if state is None:
        raise OutOfOrderError("a visit's stream has at least one event")
    return state


def evolve(state: VisitState | None, event: e.VisitEvent) -> VisitState:
    """The state after one more event.

    Raises:
        OutOfOrderError: The event is not the next of this visit.
    """
    if state is None:
        return course.opened(event)
    if event.sequence != state.sequence + 1 or event.partition != state.visit_id:
        raise OutOfOrderError(
            f"event {event.sequence} of {event.partition} does not follow "
            f"event {state.sequence} of {state.visit_id}"
        )
    changes = _changes(state, event)
    if changes.get("stage") is Stage.ENDED:
        # Somebody may be in danger: that outlives a visit that ends before it was seen to.
        changes["tasks"] = tuple(t for t in state.tasks if t.kind is TaskKind.SURVEY_DISCLOSURE)
    return state.model_copy(
        update={**changes, "sequence": event.sequence, "changed_at": event.at},
    )


def _changes(state: VisitState, event: e.VisitEvent) -> Changes:  # noqa: C901, PLR0912, PLR0915
    # One arm a fact: a table would hide the types that `match` narrows.
    match event.fact:
        case e.Opened():
            raise OutOfOrderError(f"{event.partition} was opened twice")
        case e.CarriedOver() as fact:
            return course.carried_over(fact)
        case e.HandedOver() as fact:
            return course.handed_over(fact)
        case e.CalendarKnown(calendar=calendar):
            return {"calendar": calendar}
        case e.TaskRaised() as fact:
            return tasks.raised(state, event, fact)
        # The invitation and its reply.
        case e.ContactsRecorded() as fact:
            return invitation.contacts_recorded(state, fact)
        case e.Invited() as fact:
            return invitation.invited(state, event, fact)
        case e.InvitationSent() as fact:
            return delivery.invitation_sent(state, fact)
        case e.InvitationDelivered() as fact:
            return delivery.invitation_delivered(state, fact)
        case e.LetterDelivered() as fact:
            return delivery.letter_delivered(state, fact)
        case e.LetterFailed() as fact:
            return delivery.letter_failed(state, event, fact)
        case e.ReplyReminded():
            return invitation.reply_reminded(state)
        case e.ReplyExtended() as fact:
            return invitation.reply_extended(state, fact)
        case e.Accepted():
            return invitation.accepted(state)
        # The preparation.
        case e.OfficerNominated() as fact:
            return preparation.officer_nominated(state, fact)
        case e.ConflictsDeclared() as fact:
            return team.conflicts_declared(state, fact)
        case e.TeamConfirmed() as fact:
            return team.confirmed(fact)
        case e.ConflictOverridden() as fact:
            return team.conflict_overridden(state, fact)
        case e.ConflictsChecked() as fact:
            return team.conflicts_checked(state, fact)
        case e.InspectorReplaced() as fact:
            return team.inspector_replaced(state, fact)
        case e.DatesSet() as fact:
            return preparation.dates_set(state, fact)
        case e.ModeSet() as fact:
            return preparation.mode_set(fact)
        case e.ArrangementsConfirmed() as fact:
            return preparation.arrangements_confirmed(state, fact)
        case e.SurveyHandedOver() as fact:
            return preparation.survey_handed_over(state, fact)
        case e.SurveyOpened():
            return preparation.survey_opened(state, event)
        case e.SurveyClosed():
            return preparation.survey_closed(state, event)
        case e.CasesChosen() as fact:
            return cases.chosen(fact)
        case e.CasesAgreed() as fact:
            return cases.agreed(state, fact)
        case e.FewerCasesAccepted():
            return cases.fewer_accepted()
        case e.ConsentWithdrawn() as fact:
            return cases.consent_withdrawn(state, event, fact)
        case e.TimetableFixed() as fact:
            return timetable.fixed(state, fact)
        # The days.
        case e.Started():
            return days.started(state)
        case e.MeetingsHeld() as fact:
            return days.meetings_held(state, fact)
        case e.FindingsRecorded() as fact:
            return days.findings_recorded(state, fact)
        case e.FeedbackHeld():
            return days.feedback_held(state, event)
        case e.Paused() as fact:
            return days.paused(event, fact)
        case e.Resumed() as fact:
            return days.resumed(state, fact)
        # The note.
        case e.NoteDrafted() as fact:
            return note.drafted(state, event, fact)
        case e.NoteCommented() as fact:
            return note.commented(state, fact)
        case e.NoteSigned() as fact:
            return note.signed(state, fact)
        case e.FactsDecided() as fact:
            return note.facts_decided(event, fact)
        case e.NoteAgreed() as fact:
            return note.agreed(state, event, fact)
        case e.SharingDecided() as fact:
            return note.sharing_decided(state, event, fact)
        case e.NoteShared() as fact:
            return note.shared(state, event, fact)
        case e.AcknowledgementReminded() as fact:
            return note.acknowledgement_reminded(state, event, fact)
        case e.NoteAcknowledged() as fact:
            return note.acknowledged(state, event, fact)
        # Concerns.
        case e.SchoolConcernRaised():
            return {}
        case e.DisclosureReported() as fact:
            return concerns.disclosure_reported(fact)
        case e.DisclosureSeen() as fact:
            return concerns.disclosure_seen(state, fact)
        case e.SharingHeld():
            return concerns.sharing_held(event)
        case e.SharingReleased():
            return concerns.sharing_released(event)
        # Deferral, and the other ends.
        case e.DeferralAsked() as fact:
            return deferral.asked(event, fact)
        case e.DeferralRefused():
            return deferral.refused(state)
        case e.Deferred() as fact:
            return deferral.granted(event, fact)
        case e.NoReply():
            return course.ended(event, Outcome.NO_REPLY)
        case e.Withdrawn():
            return course.ended(event, Outcome.WITHDRAWN)
        case e.Declined():
            return course.ended(event, Outcome.DECLINED)
        case e.Closed():
            return course.ended(event, Outcome.CLOSED)
        case e.Cancelled():
            return course.ended(event, Outcome.CANCELLED)
        case e.EndedIncomplete():
            return course.ended(event, Outcome.INCOMPLETE)
