"""Where a decision begins to be filled in."""

from desk.decisions import DecisionKind
from schemas.programme.forms import PlanForm


def begins_at(place: str, kind: DecisionKind) -> str:
    """The address of its form, or of what comes before that.

    Days and teams are proposed first, and the plan is taken over into the form that confirms it.

    Args:
        place: The address of what it is about.
        kind: Which decision.
    """
    return f"{place}/plan" if kind.form is PlanForm else f"{place}/decide/{kind.slug}"
