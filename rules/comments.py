"""Rounds of comments on the summary note: all comments on one version are one round."""

from schemas.state import VisitState


def rounds_used(state: VisitState) -> int:
    """How many rounds of comments there have been."""
    return len({each.version for each in state.comment_rounds})


def commented(state: VisitState) -> bool:
    """Whether the latest version has comments that are not answered."""
    latest = state.note.version if state.note else 0
    return any(each.version == latest for each in state.comment_rounds)
