"""What is told beside the visit: disclosures in the survey, and a sharing that is held back."""

from rules.evolve.parts import Changes
from rules.evolve.tasks import without
from schemas.events import DisclosureReported, DisclosureSeen, VisitEvent
from schemas.state import VisitState
from schemas.values import TaskKind


def disclosure_reported(fact: DisclosureReported) -> Changes:
    """One more disclosure, which somebody must see."""
    return {"disclosures": fact.number}


def disclosure_seen(state: VisitState, fact: DisclosureSeen) -> Changes:
    """Somebody has seen to what was disclosed."""
    return {
        "disclosures_seen": fact.number,
        "tasks": without(state, TaskKind.SURVEY_DISCLOSURE),
    }


def sharing_held(event: VisitEvent) -> Changes:
    """The note is not shared for now."""
    return {"sharing_held_since": event.at}


def sharing_released(event: VisitEvent) -> Changes:
    """The note may be shared again."""
    return {"sharing_held_since": None, "sharing_released_at": event.at}
