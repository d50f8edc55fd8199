"""What a visit decides when it is told something: every rule of a visit is below this package.

Pure: the same state, message and moment give the same events. A rule that changes what it
decides for the same input stands behind `state.rules_version`, because a replay alone does not
notice that it now decides otherwise.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from rules.decide import (
    cases,
    concerns,
    conflicts,
    consent,
    days,
    deferral,
    delivery,
    dispute,
    invitation,
    note,
    passing,
    pausing,
    preparation,
    reply,
)
from rules.decide.stages import require_going, require_stage
from rules.evolve import evolve
from schemas import messages as m
from schemas.events import CarriedOver, Fact, Opened, VisitEvent
from schemas.ids import SYSTEM
from schemas.state import VisitState

# `Any`: each rule takes its own message; the key beside it is that message's type.
_RULES: dict[type[m.Message], Callable[[VisitState, Any, datetime], Sequence[Fact]]] = {
    m.RecordContacts: invitation.record_contacts,
    m.RecordDelivery: delivery.record_delivery,
    m.Respond: invitation.respond,
    m.ExtendReply: reply.extend_reply,
    m.RecordNoReply: reply.record_no_reply,
    m.WithdrawVisit: reply.withdraw,
    m.NominateOfficer: preparation.nominate_officer,
    m.DeclareConflicts: preparation.declare_conflicts,
    m.OverrideConflict: conflicts.override_conflict,
    m.ConfirmTeam: preparation.confirm_team,
    m.ReplaceInspector: conflicts.replace_inspector,
    m.SetDates: preparation.set_dates,
    m.SetMode: preparation.set_mode,
    m.HandOverSurvey: preparation.hand_over_survey,
    m.ChooseCases: cases.choose_cases,
    m.AgreeCases: cases.agree_cases,
    m.AcceptFewerCases: consent.accept_fewer_cases,
    m.WithdrawConsent: consent.withdraw_consent,
    m.FixTimetable: cases.fix_timetable,
    m.RecordMeetings: days.record_meetings,
    m.RecordFindings: days.record_findings,
    m.HoldFeedback: days.hold_feedback,
    m.IssueDraft: note.issue_draft,
    m.CommentOnNote: dispute.comment_on_note,
    m.AgreeNote: note.agree_note,
    m.DecideFacts: dispute.decide_facts,
    m.DecideSharing: dispute.decide_sharing,
    m.ShareNote: note.share_note,
    m.AcknowledgeNote: note.acknowledge_note,
    m.HandOverVisit: passing.hand_over,
    m.CancelVisit: passing.cancel,
    m.ResumeVisit: pausing.resume,
    m.RefuseDeferral: deferral.refuse_deferral,
    m.PauseVisit: pausing.pause,
    m.GrantDeferral: deferral.grant_deferral,
    m.EndIncomplete: pausing.end_incomplete,
    m.AskDeferral: deferral.ask_deferral,
    m.RaiseSchoolConcern: concerns.raise_school_concern,
    m.ReportDisclosure: concerns.report_disclosure,
    m.SeeDisclosure: concerns.see_disclosure,
    m.HoldSharing: concerns.hold_sharing,
    m.ReleaseSharing: concerns.release_sharing,
    m.CalendarFetched: passing.calendar_fetched,
    m.DeadlinePassed: passing.deadline_passed,
    m.LettersSettled: delivery.letters_settled,
}


DECISIONS: tuple[type[m.Decision], ...] = tuple(
    message for message in _RULES if issubclass(message, m.Decision)
)
"""Every decision there is."""


def decide_opening(message: m.OpenVisit, now: datetime) -> VisitEvent:
    """The first event of a visit."""
    fact = Opened(
        programme=message.programme,
        area=message.area,
        region=message.region,
        council_type=message.council_type,
        day_one=message.day_one,
        policy=message.policy,
        rules_version=message.rules_version,
    )
    return VisitEvent(subject=message.visit_id, sequence=1, at=now, actor=message.actor, fact=fact)


def opening_events(message: m.OpenVisit, now: datetime) -> list[VisitEvent]:
    """The first events of a visit: its opening, and what a deferred visit left to it."""
    opened = decide_opening(message, now)
    if message.legacy is None:
        return [opened]
    carried = CarriedOver(legacy=message.legacy)
    return [opened, opened.model_copy(update={"sequence": 2, "fact": carried})]


def decide(state: VisitState, message: m.Message, now: datetime) -> list[VisitEvent]:
    """What follows from a message, as numbered events.

    Args:
        state: The visit as it is.
        message: What it is told.
        now: The moment, aware, by the visit's clock.

    Returns:
        The events in order; none when an occurrence changes nothing.

    Raises:
        Refused: The rules do not allow it; nothing has changed.
    """
    actor, reason = SYSTEM, None
    if isinstance(message, m.Decision):
        require_stage(state, message)
        require_going(state, message)
        actor, reason = message.actor, message.reason
    facts = _RULES[type(message)](state, message, now)
    return [
        VisitEvent(
            subject=state.visit_id,
            sequence=state.sequence + number,
            at=now,
            actor=actor,
            reason=reason,
            fact=fact,
        )
        for number, fact in enumerate(facts, start=1)
    ]


def evolve_all(state: VisitState, events: Sequence[VisitEvent]) -> VisitState:
    """The state after several events."""
    for event in events:
        state = evolve(state, event)
    return state
