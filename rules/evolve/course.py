"""How a visit opens, passes into other hands and ends."""

from rules.evolve.fact import fact
from rules.folds import Changes, OutOfOrderError
from rules.versions import CORRECTIONS
from schemas.events.course import EndedIncomplete
from schemas.events.deferral import CarriedOver
from schemas.events.event import VisitEvent
from schemas.events.invitation import Declined, NoReply, Withdrawn
from schemas.events.visit import CalendarKnown, Cancelled, Closed, HandedOver, Opened
from schemas.state import CaseStudies, Ending, VisitState
from schemas.values import Outcome, Stage


def opened(event: VisitEvent) -> VisitState:
    """The state a visit begins with.

    Raises:
        OutOfOrderError: The event is no opening, or not the first.
    """
    opening = event.fact
    if not isinstance(opening, Opened) or event.sequence != 1:
        raise OutOfOrderError(f"a visit's stream begins with its opening, not {event.type}")
    return VisitState(
        visit_id=event.partition,
        programme=opening.programme,
        area=opening.area,
        region=opening.region,
        council_type=opening.council_type,
        policy=opening.policy,
        rules_version=opening.rules_version,
        sequence=1,
        stage=Stage.OPENED,
        opened_at=event.at,
        changed_at=event.at,
        day_one=opening.day_one,
        coordinator=event.actor,
    )


@fact(Opened, "visit opened")
def opened_twice(state: VisitState, _event: VisitEvent, _fact: Opened) -> Changes:
    """Fail: a visit is opened by its first event, and by no other.

    Raises:
        OutOfOrderError: Always.
    """
    raise OutOfOrderError(f"{state.visit_id} was opened twice")


@fact(CalendarKnown, "bank holidays looked up")
def calendar_known(_state: VisitState, _event: VisitEvent, fact: CalendarKnown) -> Changes:
    """The bank holidays that the visit counts with."""
    return {"calendar": fact.calendar}


@fact(CarriedOver, "what still holds taken over from the visit before")
def carried_over(_state: VisitState, _event: VisitEvent, fact: CarriedOver) -> Changes:
    """What the visit before left to this one."""
    legacy = fact.legacy
    cases = (
        CaseStudies(offered=legacy.offered, cases=legacy.cases, context=legacy.case_context)
        if legacy.cases
        else None
    )
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


@fact(HandedOver, "handed over to another coordinator")
def handed_over(_state: VisitState, _event: VisitEvent, fact: HandedOver) -> Changes:
    """Another coordinator has the visit."""
    return {"coordinator": fact.to}


def ended(state: VisitState, event: VisitEvent, outcome: Outcome) -> Changes:
    """The visit is over; what it was like is kept, for an end that was recorded by mistake."""
    ending = Ending(
        sequence=event.sequence,
        stage=state.stage,
        tasks=state.tasks,
        pause=state.pause,
        deferral=state.deferral,
    )
    return {
        "ending": ending if state.rules_version >= CORRECTIONS else None,
        "stage": Stage.ENDED,
        "outcome": outcome,
        "ended_at": event.at,
        "tasks": (),
        "pause": None,
        "deferral": None,
    }


@fact(NoReply, "no reply recorded")
def no_reply(state: VisitState, event: VisitEvent, _fact: NoReply) -> Changes:
    """The area stayed silent."""
    return ended(state, event, Outcome.NO_REPLY)


@fact(Declined, "area declined")
def declined(state: VisitState, event: VisitEvent, _fact: Declined) -> Changes:
    """The area takes no part."""
    return ended(state, event, Outcome.DECLINED)


@fact(Withdrawn, "area withdrew")
def withdrawn(state: VisitState, event: VisitEvent, _fact: Withdrawn) -> Changes:
    """The area takes part no longer."""
    return ended(state, event, Outcome.WITHDRAWN)


@fact(Cancelled, "visit cancelled")
def cancelled(state: VisitState, event: VisitEvent, _fact: Cancelled) -> Changes:
    """The programme ended it before its time."""
    return ended(state, event, Outcome.CANCELLED)


@fact(EndedIncomplete, "visit ended incomplete")
def ended_incomplete(state: VisitState, event: VisitEvent, _fact: EndedIncomplete) -> Changes:
    """It stood still for too long."""
    return ended(state, event, Outcome.INCOMPLETE)


@fact(Closed, "visit closed")
def closed(state: VisitState, event: VisitEvent, _fact: Closed) -> Changes:
    """The work on its note is done."""
    return ended(state, event, Outcome.CLOSED)
