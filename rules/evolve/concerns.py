"""What is told beside the visit: disclosures in the survey, and a sharing that is held back."""

from rules.evolve.fact import fact
from rules.folds import Changes
from schemas.events.concerns import DisclosureReported, DisclosureSeen, SchoolConcernRaised
from schemas.events.event import VisitEvent
from schemas.events.note import SharingHeld, SharingReleased
from schemas.state import VisitState


@fact(SchoolConcernRaised, "concern about a school handed over")
def school_concern_raised(
    _state: VisitState, _event: VisitEvent, _fact: SchoolConcernRaised
) -> Changes:
    """Nothing: it is those who inspect schools that see to it."""
    return {}


@fact(DisclosureReported, "a survey reply tells of harm")
def disclosure_reported(
    _state: VisitState, _event: VisitEvent, fact: DisclosureReported
) -> Changes:
    """One more disclosure, which somebody must see."""
    return {"disclosures": fact.number}


@fact(DisclosureSeen, "a person has seen to what survey replies told")
def disclosure_seen(_state: VisitState, _event: VisitEvent, fact: DisclosureSeen) -> Changes:
    """Somebody has seen to what was disclosed."""
    return {"disclosures_seen": fact.number}


@fact(SharingHeld, "sharing of the note held")
def sharing_held(_state: VisitState, event: VisitEvent, _fact: SharingHeld) -> Changes:
    """The note is not shared for now."""
    return {"sharing_held_since": event.at}


@fact(SharingReleased, "sharing of the note released")
def sharing_released(_state: VisitState, event: VisitEvent, _fact: SharingReleased) -> Changes:
    """The note may be shared again."""
    return {"sharing_held_since": None, "sharing_released_at": event.at}
