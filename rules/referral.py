"""A safeguarding concern that was referred: it escalates until the authority confirms it.

No rule here asks what became of the visit: a pause, a cancellation or its end changes nothing.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from rules.folds import Changes
from rules.refusals import RefusalCode, Refused
from rules.side_process import SideOutOfOrderError, SideProcess, first_fact, from_the_first
from rules.working_days import add_working_days
from rules.zones import at_london, london_date
from schemas.side_processes import (
    ConfirmReferral,
    RaiseReferral,
    ReferralConfirmed,
    ReferralEscalated,
    ReferralRaised,
    ReferralState,
    SideDue,
    SideEvent,
    SideFact,
    SideOpening,
)
from schemas.values import Owner

_LAST_MINUTE = time(23, 59)


def raised(opening: RaiseReferral, now: datetime) -> ReferralRaised:
    """Refer the concern; its confirmation is due the same day."""
    return ReferralRaised(
        programme=opening.programme,
        authority=opening.authority,
        area=opening.area,
        confirmation_due=_end_of_same_day(opening, now),
    )


def _end_of_same_day(opening: SideOpening, now: datetime) -> datetime:
    """The policy's hour; for one raised late, some time to confirm, but not past midnight."""
    today = london_date(now)
    hour = at_london(today, opening.policy.referral_escalates_at)
    grace = now + timedelta(minutes=opening.policy.referral_grace_minutes)
    return min(max(hour, grace), max(at_london(today, _LAST_MINUTE), now))


def begun(event: SideEvent) -> ReferralState:
    """The state a referral begins with.

    Raises:
        SideOutOfOrderError: The event is none by which a referral begins.
    """
    fact = first_fact(event, ReferralRaised)
    return ReferralState(
        **from_the_first(event, fact.programme),
        due=fact.confirmation_due,
        authority=fact.authority,
        area=fact.area,
    )


def owner(state: ReferralState) -> Owner:
    """The coordinator at first, and the safeguarding lead once it has escalated."""
    if state.over:
        return Owner.NOBODY
    return Owner.SAFEGUARDING_LEAD if state.escalations else Owner.COORDINATOR


def needs_a_person(state: ReferralState) -> bool:
    """Whether the authority did not confirm it in time, and has not since."""
    return state.escalations > 0 and not state.over


REFERRAL = SideProcess(raised=raised, begun=begun, owner=owner, needs_a_person=needs_a_person)
"""The rules and the facts of every referral."""


# --- Deciding --------------------------------------------------------------------------------


@REFERRAL.rule(ConfirmReferral)
def confirm(
    _opening: SideOpening, state: ReferralState, _message: ConfirmReferral, _now: datetime
) -> Sequence[SideFact]:
    """Keep that the authority has it, which ends it."""
    if state.over:
        raise Refused(
            RefusalCode.ALREADY_DONE,
            f"Referral {state.number} of visit {state.visit_id} is confirmed already; "
            "a new concern is a new referral, with `visits refer`.",
        )
    return [ReferralConfirmed()]


@REFERRAL.rule(SideDue)
def escalate(
    opening: SideOpening, state: ReferralState, _message: SideDue, now: datetime
) -> Sequence[SideFact]:
    """Ask the safeguarding lead, and again each working day."""
    if state.over or not state.due or now < state.due:
        return []
    day = add_working_days(london_date(now), 1, opening.calendar)
    again = at_london(day, opening.policy.referral_escalates_at)
    return [ReferralEscalated(times=state.escalations + 1, again_at=again)]


# --- Folding ---------------------------------------------------------------------------------


@REFERRAL.fact(ReferralRaised, "safeguarding concern referred")
def raised_twice(_state: ReferralState, event: SideEvent, _fact: ReferralRaised) -> Changes:
    """Fail: only the first event raises a referral.

    Raises:
        SideOutOfOrderError: Always.
    """
    raise SideOutOfOrderError(f"{event.type} does not follow in {event.subject}")


@REFERRAL.fact(ReferralConfirmed, "referral confirmed by the authority")
def confirmed(_state: ReferralState, event: SideEvent, _fact: ReferralConfirmed) -> Changes:
    """The authority has it, and nothing is left to do."""
    return {"confirmed_at": event.at, "due": None, "over": True}


@REFERRAL.fact(ReferralEscalated, "referral not confirmed, safeguarding lead asked")
def escalated(_state: ReferralState, _event: SideEvent, fact: ReferralEscalated) -> Changes:
    """It escalates again unless it is confirmed before."""
    return {"escalations": fact.times, "due": fact.again_at}
