"""Which visits, and which things to do in them, somebody asks for."""

from collections.abc import Container, Iterable
from datetime import datetime
from typing import NamedTuple

from rules.next_action import next_action
from schemas.ids import ActorRef, AreaCode, ProgrammeId
from schemas.state import VisitState
from schemas.values import Owner, Stage


class Narrowing(NamedTuple):
    """What is asked for; what is not given narrows nothing.

    Attributes:
        coordinator: Visits that somebody looks after.
        owner: What somebody holds.
        areas: Visits to these areas.
        programme: Visits of this programme.
        due_before: What is due before this moment; what is overdue is, too.
    """

    coordinator: ActorRef | None = None
    owner: Owner | None = None
    areas: frozenset[AreaCode] | None = None
    programme: ProgrammeId | None = None
    due_before: datetime | None = None

    @property
    def of_any_visit(self) -> bool:
        """Whether what belongs to no known visit is asked for, too."""
        return self.coordinator is None and self.areas is None and self.programme is None

    def has_visit(self, state: VisitState) -> bool:
        """Whether a visit is asked for, whoever holds what in it, and whenever it is due."""
        return (
            (self.coordinator is None or state.coordinator == self.coordinator)
            and (self.areas is None or state.area in self.areas)
            and (self.programme is None or state.programme == self.programme)
        )

    def has(self, owner: Owner, due: datetime | None) -> bool:
        """Whether what somebody holds until some time is asked for."""
        in_time = self.due_before is None or (due is not None and due < self.due_before)
        return in_time and (self.owner is None or owner is self.owner)


EVERYTHING = Narrowing()


def in_hands_of(states: Iterable[VisitState], refs: Container[ActorRef | None]) -> list[VisitState]:
    """The visits under way that somebody looks after.

    Args:
        states: All there are.
        refs: Who looks after them.
    """
    return [
        state for state in states if state.coordinator in refs and state.stage is not Stage.ENDED
    ]


def visits_asked_for(
    states: Iterable[VisitState], narrowing: Narrowing, *, ended: bool | None = False
) -> list[VisitState]:
    """The visits that are asked for.

    Args:
        states: All there are.
        narrowing: Which of them.
        ended: Those that have ended only, or those that have not only, or both.
    """
    return [
        state
        for state in states
        if narrowing.has_visit(state)
        and (ended is None or (state.stage is Stage.ENDED) is ended)
        and narrowing.has((coming := next_action(state)).owner, coming.due)
    ]
