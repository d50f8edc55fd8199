"""Which meetings of the two days somebody is told of: whoever needs to know, and no more.

A timetable is OFFICIAL-SENSITIVE: it says when case studies are discussed, with whom, and how to
join. The area's leaders and the inspectors need all of it. The parent carer forum needs what it
takes part in: its own meeting, and the feedback that it hears with the area's leaders.
"""

from typing import Final

from rules.recipients import forum
from schemas.ids import PersonRef
from schemas.parts import Slot
from schemas.state import VisitState
from schemas.values import SlotKind

OF_THE_FORUM: Final = frozenset({SlotKind.PARENT_CARER_FORUM, SlotKind.FEEDBACK})
"""The meetings that the parent carer forum takes part in."""


def is_told_of(state: VisitState, recipient: PersonRef, slot: Slot) -> bool:
    """Whether somebody who is written to is told of a meeting."""
    return slot.kind in OF_THE_FORUM or recipient not in forum(state)
