"""What a referral and a complaint decide when they are told something.

Pure, like the rules of a visit: the same state, message and moment give the same events. No rule
here asks what became of the visit: a pause, a cancellation or its end changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from rules.refusals import RefusalCode, Refused
from rules.working_days import add_working_days
from rules.zones import at_london, london_date
from schemas.ids import SYSTEM
from schemas.side_processes import (
    AnswerComplaint,
    AskReview,
    ComplaintAnswered,
    ComplaintClosed,
    ComplaintEscalated,
    ComplaintReceived,
    ComplaintStage,
    ComplaintState,
    ConfirmReferral,
    RaiseReferral,
    ReceiveComplaint,
    ReferralConfirmed,
    ReferralEscalated,
    ReferralRaised,
    ReferralState,
    ReviewAsked,
    SideDecision,
    SideDue,
    SideEvent,
    SideFact,
    SideMessage,
    SideOpening,
    SideReceipt,
    SideState,
)
from schemas.values import Owner

_LAST_MINUTE = time(23, 59)


class SideOutOfOrderError(ValueError):
    """An event was folded that does not follow the state: a programmer's error, never caught."""


# --- Deciding --------------------------------------------------------------------------------


def open_side(opening: RaiseReferral | ReceiveComplaint, now: datetime) -> SideEvent:
    """The first event of a side process."""
    fact: SideFact
    if isinstance(opening, RaiseReferral):
        fact = ReferralRaised(
            programme=opening.programme,
            authority=opening.authority,
            area=opening.area,
            confirmation_due=_end_of_same_day(opening, now),
        )
    else:
        fact = ComplaintReceived(
            programme=opening.programme, content=opening.content, answer_due=_answer(opening, now)
        )
    return SideEvent(
        subject=opening.subject,
        sequence=1,
        at=now,
        actor=opening.actor,
        reason=opening.reason,
        fact=fact,
    )


def decide_side(
    opening: SideOpening, state: SideState, message: SideMessage, now: datetime
) -> list[SideEvent]:
    """What follows from a message, as numbered events.

    Args:
        opening: How it began; its periods and bank holidays hold for life.
        state: As it is.
        message: What it is told.
        now: The moment, aware, by its clock.

    Raises:
        Refused: The rules do not allow it; nothing has changed.
    """
    actor, reason = SYSTEM, None
    if isinstance(message, SideDecision):
        actor, reason = message.actor, message.reason
    if isinstance(state, ReferralState):
        facts = _of_referral(opening, state, message, now)
    else:
        facts = _of_complaint(opening, state, message, now)
    return [
        SideEvent(
            subject=state.subject,
            sequence=state.sequence + number,
            at=now,
            actor=actor,
            reason=reason,
            fact=fact,
        )
        for number, fact in enumerate(facts, start=1)
    ]


def _of_referral(
    opening: SideOpening, state: ReferralState, message: SideMessage, now: datetime
) -> Sequence[SideFact]:
    match message:
        case ConfirmReferral():
            if state.over:
                raise Refused(
                    RefusalCode.ALREADY_DONE,
                    f"Referral {state.number} of visit {state.visit_id} is confirmed already; "
                    "a new concern is a new referral, with `visits refer`.",
                )
            return [ReferralConfirmed()]
        case SideDue() if not state.over and state.due and now >= state.due:
            day = add_working_days(london_date(now), 1, opening.calendar)
            again = at_london(day, opening.policy.referral_escalates_at)
            return [ReferralEscalated(times=state.escalations + 1, again_at=again)]
        case SideDue():
            return []
        case _:
            raise _not_of_its_kind(state)


def _end_of_same_day(opening: SideOpening, now: datetime) -> datetime:
    """The policy's hour; for one raised late, some time to confirm, but not past midnight."""
    today = london_date(now)
    hour = at_london(today, opening.policy.referral_escalates_at)
    grace = now + timedelta(minutes=opening.policy.referral_grace_minutes)
    return min(max(hour, grace), max(at_london(today, _LAST_MINUTE), now))


def _of_complaint(
    opening: SideOpening, state: ComplaintState, message: SideMessage, now: datetime
) -> Sequence[SideFact]:
    match message:
        case AnswerComplaint():
            return _answered(opening, state, message, now)
        case AskReview():
            return _review_asked(opening, state, now)
        case SideDue() if state.due and now >= state.due:
            if state.stage is ComplaintStage.ANSWERED:
                return [ComplaintClosed()]
            return [ComplaintEscalated()]
        case SideDue():
            return []
        case _:
            raise _not_of_its_kind(state)


def _answered(
    opening: SideOpening, state: ComplaintState, message: AnswerComplaint, now: datetime
) -> Sequence[SideFact]:
    name = f"complaint {state.number} of visit {state.visit_id}"
    if state.stage is ComplaintStage.CLOSED:
        raise Refused(
            RefusalCode.WRONG_STAGE,
            f"The answer was not recorded: {name} is closed; "
            "a new complaint is taken with `visits complain`.",
        )
    if state.stage is ComplaintStage.ANSWERED:
        raise Refused(
            RefusalCode.ALREADY_DONE,
            f"The answer was not recorded: {name} has its answer; a review is asked for with "
            "`visits review-complaint`.",
        )
    if state.answers:
        return [ComplaintAnswered(content=message.content), ComplaintClosed()]
    until = _closing(opening, now, opening.policy.complaint_review_within)
    return [ComplaintAnswered(content=message.content, review_until=until)]


def _review_asked(opening: SideOpening, state: ComplaintState, now: datetime) -> Sequence[SideFact]:
    name = f"complaint {state.number} of visit {state.visit_id}"
    if state.stage is ComplaintStage.CLOSED or (
        state.stage is ComplaintStage.ANSWERED and state.due and now >= state.due
    ):
        raise Refused(
            RefusalCode.WRONG_STAGE,
            f"The review was not recorded: {name} is closed; a review is asked for within "
            f"{opening.policy.complaint_review_within} working days of the first answer, once.",
        )
    if state.stage is not ComplaintStage.ANSWERED:
        what = "has a review under way" if state.answers else "has no answer yet"
        raise Refused(
            RefusalCode.NOT_YET,
            f"The review was not recorded: {name} {what}; "
            "answer it first, with `visits answer-complaint`.",
        )
    return [ReviewAsked(answer_due=_answer(opening, now))]


def _answer(opening: SideOpening, now: datetime) -> datetime:
    return _closing(opening, now, opening.policy.complaint_answer_within)


def _closing(opening: SideOpening, now: datetime, days: int) -> datetime:
    day = add_working_days(london_date(now), days, opening.calendar)
    return at_london(day, opening.policy.day_ends_at)


def _not_of_its_kind(state: SideState) -> Refused:
    return Refused(
        RefusalCode.WRONG_STAGE,
        f"That was not recorded: it is not for {state.kind} {state.number} "
        f"of visit {state.visit_id}.",
    )


def require_no_words(given: bool, what: str) -> None:  # noqa: FBT001 - reads as a sentence
    """Refuse words about a concern: of a referral nothing of what was said or seen is kept."""
    if given:
        raise Refused(
            RefusalCode.NARRATIVE,
            f"{what}: nothing of what was said or seen is kept here; tell it to the authority, "
            "and repeat this without --reason.",
        )


# --- Folding ---------------------------------------------------------------------------------


def evolve_side(state: SideState | None, event: SideEvent) -> SideState:
    """The state after an event.

    Raises:
        SideOutOfOrderError: The event does not follow the state.
    """
    if state is None:
        return _begun(event)
    if event.subject != state.subject or event.sequence != state.sequence + 1:
        raise SideOutOfOrderError(
            f"event {event.sequence} of {event.subject} does not follow "
            f"event {state.sequence} of {state.subject}"
        )
    changes = {"sequence": event.sequence, "changed_at": event.at, **_changes(state, event)}
    return state.model_copy(update=changes)


def _begun(event: SideEvent) -> SideState:
    if event.sequence != 1:
        raise SideOutOfOrderError(f"{event.subject} begins with event {event.sequence}")
    match event.fact:
        case ReferralRaised() as raised:
            return ReferralState(
                subject=event.subject,
                visit_id=event.partition,
                programme=raised.programme,
                sequence=1,
                opened_at=event.at,
                opened_by=event.actor,
                changed_at=event.at,
                due=raised.confirmation_due,
                authority=raised.authority,
                area=raised.area,
            )
        case ComplaintReceived() as received:
            return ComplaintState(
                subject=event.subject,
                visit_id=event.partition,
                programme=received.programme,
                sequence=1,
                opened_at=event.at,
                opened_by=event.actor,
                changed_at=event.at,
                due=received.answer_due,
                stage=ComplaintStage.WITH_LEAD,
                content=received.content,
            )
        case _:
            raise SideOutOfOrderError(f"{event.subject} begins with {event.type}")


def _changes(state: SideState, event: SideEvent) -> dict[str, object]:
    match event.fact:
        case ReferralConfirmed():
            return {"confirmed_at": event.at, "due": None, "over": True}
        case ReferralEscalated(times=times, again_at=again):
            return {"escalations": times, "due": again}
        case ComplaintEscalated():
            # A person is asked; there is nothing to ask them again by itself for.
            escalated = state.escalations + 1
            return {
                "stage": ComplaintStage.WITH_SENIOR_MANAGER,
                "escalations": escalated,
                "due": None,
            }
        case ComplaintAnswered(content=content, review_until=until):
            answers = (*state.answers, content) if isinstance(state, ComplaintState) else ()
            return {"stage": ComplaintStage.ANSWERED, "answers": answers, "due": until}
        case ReviewAsked(answer_due=due):
            return {"stage": ComplaintStage.UNDER_REVIEW, "due": due}
        case ComplaintClosed():
            return {"stage": ComplaintStage.CLOSED, "due": None, "over": True}
        case _:
            raise SideOutOfOrderError(f"{event.type} does not follow in {event.subject}")


# --- Telling ---------------------------------------------------------------------------------


def side_owner(state: SideState) -> Owner:
    """Who holds the next action."""
    if state.over:
        return Owner.NOBODY
    if isinstance(state, ReferralState):
        return Owner.SAFEGUARDING_LEAD if state.escalations else Owner.COORDINATOR
    match state.stage:
        case ComplaintStage.WITH_LEAD:
            return Owner.LEAD_INSPECTOR
        case ComplaintStage.WITH_SENIOR_MANAGER | ComplaintStage.UNDER_REVIEW:
            return Owner.SENIOR_MANAGER
        case ComplaintStage.ANSWERED | ComplaintStage.CLOSED:
            return Owner.NOBODY


def needs_a_person(state: SideState) -> bool:
    """Whether nobody acted in time, so that a person is asked to."""
    if isinstance(state, ReferralState):
        return state.escalations > 0 and not state.over
    return state.stage is ComplaintStage.WITH_SENIOR_MANAGER


def side_receipt(state: SideState, sequence: int, *, recorded: bool) -> SideReceipt:
    """What a coordinator gets back, by the number of the last event they caused."""
    return SideReceipt(
        subject=state.subject,
        sequence=sequence,
        owner=side_owner(state),
        due=state.due,
        over=state.over,
        recorded=recorded,
    )


@dataclass(frozen=True)
class SideDeadline:
    """The moment at which something happens by itself."""

    at: datetime


def side_deadlines(state: SideState) -> tuple[SideDeadline, ...]:
    """The one moment that matters, if there is one."""
    return (SideDeadline(state.due),) if state.due is not None else ()
