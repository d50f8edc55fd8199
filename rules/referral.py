"""A safeguarding concern that was referred: it escalates until the authority confirms it.

No rule here asks what became of the visit: a pause, a cancellation or its end changes nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Final

from rules.folds import Changes
from rules.refusals import RefusalCode, Refused
from rules.side_process import SideCourse, SideEvent, SideModels, SideProcess, SideWords
from rules.working_days import add_working_days
from rules.zones import at_london, london_date
from schemas.side_processes import SideDue, SideOpening
from schemas.side_processes.referral import (
    KIND,
    Authority,
    ConfirmReferral,
    RaiseReferral,
    ReferralConfirmed,
    ReferralEscalated,
    ReferralEvent,
    ReferralEventType,
    ReferralFact,
    ReferralRaised,
    ReferralState,
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


def reopened(common: SideOpening, fact: ReferralRaised) -> RaiseReferral:
    """How it was referred, by what its log tells."""
    return RaiseReferral(**dict(common), authority=fact.authority, area=fact.area)


def begun(fact: ReferralRaised) -> Changes:
    """What a referral knows from the first."""
    return {"due": fact.confirmation_due, "authority": fact.authority, "area": fact.area}


def owner(state: ReferralState) -> Owner:
    """The coordinator at first, and the safeguarding lead once it has escalated."""
    return Owner.SAFEGUARDING_LEAD if state.escalations else Owner.COORDINATOR


def needs_a_person(state: ReferralState) -> bool:
    """Whether the authority did not confirm it in time."""
    return state.escalations > 0


# --- Words -----------------------------------------------------------------------------------


AUTHORITY_WORDS: Final[Mapping[Authority, str]] = {
    Authority.CHILDRENS_SERVICES: "children's services",
    Authority.DESIGNATED_OFFICER: "the local authority designated officer",
}


def stands(state: ReferralState) -> str:
    """Whether the authority has confirmed it."""
    to = AUTHORITY_WORDS[state.authority]
    if state.over:
        return f"confirmed by {to} of {state.area}"
    late = f"; escalated {state.escalations} times" if state.escalations > 1 else ""
    late = "; escalated once" if state.escalations == 1 else late
    return f"not yet confirmed by {to} of {state.area}{late}"


def command(state: ReferralState) -> str:
    """How its confirmation is recorded."""
    return f"visits confirm-referral {state.visit_id} {state.number}"


REFERRAL = SideProcess(
    KIND,
    workflow="Referral",
    models=SideModels(
        opening=RaiseReferral,
        state=ReferralState,
        event=ReferralEvent,
        facts=ReferralFact,
        types=ReferralEventType,
    ),
    course=SideCourse(
        first=ReferralRaised,
        raised=raised,
        begun=begun,
        reopened=reopened,
        owner=owner,
        needs_a_person=needs_a_person,
    ),
    words=SideWords(
        title="safeguarding referral",
        begins="safeguarding concern referred",
        stands=stands,
        awaits="have the authority confirm the referral",
        command=command,
    ),
)
"""The rules, the facts and the words of every referral."""


# --- Deciding --------------------------------------------------------------------------------


def require_no_words(given: bool, what: str) -> None:  # noqa: FBT001 - reads as a sentence
    """Refuse words about a concern: of a referral nothing of what was said or seen is kept."""
    if given:
        raise Refused(
            RefusalCode.NARRATIVE,
            f"{what}: nothing of what was said or seen is kept here; tell it to the authority, "
            "and repeat this without --reason.",
        )


def _open_to_confirmation(state: ReferralState, _now: datetime) -> None:
    if state.over:
        raise Refused(
            RefusalCode.ALREADY_DONE,
            f"Referral {state.number} of visit {state.visit_id} is confirmed already; "
            "a new concern is a new referral, with `visits refer`.",
        )


@REFERRAL.rule(ConfirmReferral, open_to=_open_to_confirmation)
def confirm(
    _opening: SideOpening, _state: ReferralState, _message: ConfirmReferral, _now: datetime
) -> Sequence[ReferralFact]:
    """Keep that the authority has it, which ends it."""
    return [ReferralConfirmed()]


@REFERRAL.rule(SideDue)
def escalate(
    opening: SideOpening, state: ReferralState, _message: SideDue, now: datetime
) -> Sequence[ReferralFact]:
    """Ask the safeguarding lead, and again each working day."""
    if state.over or not state.due or now < state.due:
        return []
    day = add_working_days(london_date(now), 1, opening.calendar)
    again = at_london(day, opening.policy.referral_escalates_at)
    return [ReferralEscalated(times=state.escalations + 1, again_at=again)]


# --- Folding ---------------------------------------------------------------------------------


@REFERRAL.fact(ReferralConfirmed, "referral confirmed by the authority")
def confirmed(_state: ReferralState, event: SideEvent, _fact: ReferralConfirmed) -> Changes:
    """The authority has it, and nothing is left to do."""
    return {"confirmed_at": event.at, "due": None, "over": True}


@REFERRAL.fact(ReferralEscalated, "referral not confirmed, safeguarding lead asked")
def escalated(_state: ReferralState, _event: SideEvent, fact: ReferralEscalated) -> Changes:
    """It escalates again unless it is confirmed before."""
    return {"escalations": fact.times, "due": fact.again_at}
