"""What a visit decides when it is told something: every rule of a visit is below this package.

Pure: the same state, message and moment give the same events. A rule that changes what it
decides for the same input stands behind `state.rules_version`, because a replay alone does not
notice that it now decides otherwise.
"""

from collections.abc import Sequence
from datetime import datetime

from rules.decide import (  # noqa: F401 - each topic declares its rules when it is imported
    cases,
    concerns,
    conflicts,
    consent,
    corrections,
    dates,
    days,
    deferral,
    delivery,
    dispute,
    invitation,
    letter_notes,
    note,
    passing,
    pausing,
    people,
    preparation,
    records,
    reply,
    survey_results,
)
from rules.decide.rule import RULES
from rules.decide.stages import require_open
from rules.evolve import evolve
from rules.folds import numbered
from rules.next_step import with_next_step
from rules.refusals import Refused
from schemas import messages as m
from schemas.events.deferral import CarriedOver
from schemas.events.event import VisitEvent
from schemas.events.visit import Opened
from schemas.state import VisitState

DECISIONS: tuple[type[m.Decision], ...] = tuple(
    kind for kind in m.Decision.__subclasses__() if kind in RULES
)
"""Every decision there is, in the order in which `schemas.messages` declares them."""


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
        out_of_term=message.out_of_term,
    )
    return VisitEvent(
        subject=message.visit_id,
        sequence=1,
        at=now,
        actor=message.actor,
        reason=message.reason,
        fact=fact,
    )


def opening_events(message: m.OpenVisit, now: datetime) -> list[VisitEvent]:
    """The first events of a visit: its opening, and what a deferred visit left to it."""
    opened = decide_opening(message, now)
    if message.legacy is None:
        return [opened]
    carried = CarriedOver(legacy=message.legacy)
    return [opened, opened.model_copy(update={"sequence": 2, "reason": None, "fact": carried})]


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
    try:
        if isinstance(message, m.Decision):
            require_open(state, type(message), now)
        facts = RULES[type(message)].decide(state, message, now)
    except Refused as refused:
        raise with_next_step(state, refused) from None
    return numbered(
        VisitEvent, facts, message, subject=state.visit_id, after=state.sequence, at=now
    )


def evolve_all(state: VisitState, events: Sequence[VisitEvent]) -> VisitState:
    """The state after several events."""
    for event in events:
        state = evolve(state, event)
    return state
