"""Rounds of comments on the summary note: all comments on one version are one round."""

from schemas.state import VisitState


def rounds_used(state: VisitState) -> int:
    """How many rounds of comments there have been."""
    return len({each.version for each in state.comment_rounds})


def round_of_latest(state: VisitState) -> int:
    """Which round comments on the latest version are, or would be."""
    latest = {state.note.version} if state.note else set()
    return len({each.version for each in state.comment_rounds} | latest)


def rounds_are_over(state: VisitState) -> bool:
    """Whether comments on the latest version would be a round more than there are."""
    return round_of_latest(state) > state.policy.comment_rounds


def facts_stand(state: VisitState) -> bool:
    """Whether the lead inspector has decided the facts of the latest version."""
    note, facts = state.note, state.facts
    return note is not None and facts is not None and facts.version == note.version


def commented(state: VisitState) -> bool:
    """Whether the latest version has comments that are not answered."""
    latest = state.note.version if state.note else 0
    return any(each.version == latest for each in state.comment_rounds)
