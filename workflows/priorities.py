"""In which order a worker takes activities that wait: 1 first, 5 last (Temporal's priority keys).

It matters only while more is to be done than there are workers for, as when the deadlines of many
visits fall due in one moment: people are answered first, and letters go when there is room.
"""

from collections.abc import Sequence
from typing import Final

from temporalio import workflow
from temporalio.common import Priority

with workflow.unsafe.imports_passed_through():
    from schemas.proofs import Grounds

PEOPLE: Final = Priority(priority_key=1)
"""Somebody waits for it."""

BY_ITSELF: Final = Priority(priority_key=4)
"""Nobody does: a deadline has passed, or what became of a letter is noted."""

POST: Final = Priority(priority_key=5)
"""Letters that were left for later."""


def of_record(grounds: Sequence[Grounds]) -> Priority:
    """Of a record, by what its events rest on."""
    if grounds and all(one.told is not None for one in grounds):
        return BY_ITSELF
    return PEOPLE
