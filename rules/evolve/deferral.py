"""A visit that is asked to be put off, and is or is not."""

from rules.evolve.course import ended
from rules.evolve.fact import fact
from rules.folds import Changes
from schemas.events.deferral import DeferralAsked, DeferralRefused, Deferred
from schemas.events.event import VisitEvent
from schemas.state import DeferralRequest, Succession, VisitState
from schemas.values import Outcome


@fact(DeferralAsked, "area asked for later days")
def asked(_state: VisitState, event: VisitEvent, fact: DeferralAsked) -> Changes:
    """A request that waits for its decision."""
    request = DeferralRequest(number=fact.number, asked_at=event.at, decision_due=fact.decision_due)
    return {"deferral": request, "deferrals_asked": fact.number}


@fact(DeferralRefused, "later days refused")
def refused(_state: VisitState, _event: VisitEvent, _fact: DeferralRefused) -> Changes:
    """The visit goes on as it was planned."""
    return {"deferral": None}


@fact(Deferred, "visit deferred")
def granted(state: VisitState, event: VisitEvent, fact: Deferred) -> Changes:
    """This visit is over, and another takes its place."""
    to = Succession(visit_id=fact.successor, day_one=fact.day_one, out_of_term=fact.out_of_term)
    return ended(state, event, Outcome.DEFERRED) | {"deferred_to": to}
