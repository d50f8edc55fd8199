"""An area whose visit ended early is visited again, by a visit that follows it."""

from rules.decide.deferral import legacy_of
from rules.refusals import RefusalCode, Refused
from rules.wording import OUTCOME_WORDS
from schemas.ids import successor_of
from schemas.messages import OpenVisit
from schemas.state import VisitState
from schemas.values import Outcome

EARLY = frozenset(set(Outcome) - {Outcome.CLOSED, Outcome.DEFERRED})
"""Ends after which the area can be visited again in the same programme."""


def opening_again(message: OpenVisit, latest: VisitState) -> OpenVisit:
    """How an area is visited again; what still holds of the visit before is taken over.

    Args:
        message: How its first visit would be opened.
        latest: Its latest visit; one that is under way is opened already, and that stands.

    Raises:
        Refused: That visit has done what it was for, or another takes its place.
    """
    if latest.outcome is None:
        return message.model_copy(update={"visit_id": latest.visit_id})
    if latest.outcome not in EARLY:
        raise Refused(
            RefusalCode.ALREADY_DONE,
            f"The visit was not opened: visit {latest.visit_id} is over: "
            f"{OUTCOME_WORDS[latest.outcome]}; an area is visited again only after a visit that "
            "ended early.",
        )
    legacy = legacy_of(latest).model_copy(update={"coordinator": message.actor})
    return message.model_copy(update={"visit_id": successor_of(latest.visit_id), "legacy": legacy})
