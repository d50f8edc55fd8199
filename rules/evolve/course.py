"""How a visit opens, passes into other hands and ends."""

from rules.evolve.parts import Changes, OutOfOrderError
from schemas.events import CarriedOver, HandedOver, Opened, VisitEvent
from schemas.state import CaseStudies, VisitState
from schemas.values import Outcome, Stage


def opened(event: VisitEvent) -> VisitState:
    """The state a visit begins with.

    Raises:
        OutOfOrderError: The event is no opening, or not the first.
    """
    fact = event.fact
    if not isinstance(fact, Opened) or event.sequence != 1:
        raise OutOfOrderError(f"a visit's stream begins with its opening, not {event.type}")
    return VisitState(
        visit_id=event.partition,
        programme=fact.programme,
        area=fact.area,
        region=fact.region,
        council_type=fact.council_type,
        policy=fact.policy,
        rules_version=fact.rules_version,
        sequence=1,
        stage=Stage.OPENED,
        opened_at=event.at,
        changed_at=event.at,
        day_one=fact.day_one,
        coordinator=event.actor,
    )


def carried_over(fact: CarriedOver) -> Changes:
    """What a deferred visit left to this one."""
    legacy = fact.legacy
    cases = CaseStudies(offered=legacy.offered, cases=legacy.cases) if legacy.cases else None
    return {
        "predecessor": legacy.predecessor,
        "coordinator": legacy.coordinator,
        "contacts": legacy.contacts,
        "contacts_content": legacy.contacts_content,
        "officer": legacy.officer,
        "declarations": legacy.declarations,
        "cases_withdrawn": legacy.cases_withdrawn,
        "case_studies": cases,
    }


def handed_over(fact: HandedOver) -> Changes:
    """Another coordinator has the visit."""
    return {"coordinator": fact.to}


def ended(event: VisitEvent, outcome: Outcome) -> Changes:
    """The visit is over."""
    return {
        "stage": Stage.ENDED,
        "outcome": outcome,
        "ended_at": event.at,
        "tasks": (),
        "pause": None,
        "deferral": None,
    }
