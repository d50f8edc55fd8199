"""Whose agreement the summary note needs, and whose it lacks."""

from rules.addressees import ADDRESSEES
from schemas.ids import PersonRef
from schemas.state import VisitState
from schemas.values import Stage


def leaders_of(state: VisitState) -> tuple[PersonRef, ...]:
    """The area's leaders, who agree to the note."""
    return tuple(contact.ref for contact in state.contacts if contact.role in ADDRESSEES)


def missing_signatures(state: VisitState) -> tuple[PersonRef, ...]:
    """Who has not agreed to the latest version, while agreement to it is awaited."""
    if state.stage is not Stage.AGREEING:
        return ()
    return tuple(ref for ref in leaders_of(state) if ref not in state.signed)
