"""A visit that is asked to be put off, and is or is not."""

from rules.evolve.course import ended
from rules.evolve.parts import Changes
from rules.evolve.tasks import without
from schemas.events import DeferralAsked, Deferred, VisitEvent
from schemas.state import DeferralRequest, Succession, VisitState
from schemas.values import Outcome, TaskKind


def asked(event: VisitEvent, fact: DeferralAsked) -> Changes:
    """A request that waits for its decision."""
    request = DeferralRequest(number=fact.number, asked_at=event.at, decision_due=fact.decision_due)
    return {"deferral": request, "deferrals_asked": fact.number}


def refused(state: VisitState) -> Changes:
    """The visit goes on as it was planned."""
    return {"deferral": None, "tasks": without(state, TaskKind.DEFERRAL_OVERDUE)}


def granted(event: VisitEvent, fact: Deferred) -> Changes:
    """This visit is over, and another takes its place."""
    to = Succession(visit_id=fact.successor, day_one=fact.day_one)
    return ended(event, Outcome.DEFERRED) | {"deferred_to": to}
