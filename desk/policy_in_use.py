"""The policy of visits that are real."""

from typing import Final

from schemas.policy import VisitPolicy

LETTERS_HELD_MINUTES: Final = 5
"""How long letters to people outside wait, so that a mistake can be put right before they leave."""

_SPREAD_SECONDS: Final = 20
"""Over how long visits act on deadlines that fall due in one moment (decision 0068)."""


def policy_in_use(letters_held_minutes: int = LETTERS_HELD_MINUTES) -> VisitPolicy:
    """The policy of a visit that is opened now: in rehearsals nothing waits, nothing is spread."""
    return VisitPolicy(
        letters_held_minutes=letters_held_minutes, deadlines_spread_seconds=_SPREAD_SECONDS
    )
