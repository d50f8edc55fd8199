"""What was told to a process and is not recorded yet: what follows from each, in order.

What is recorded stands. The rest may be taken back: the register can refuse what the process's own
state allows, such as a person who is booked elsewhere.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.spans import Origin
    from rules.proofs import digest_of_told
    from schemas.ids import Digest, UpdateId
    from schemas.proofs import Grounds
    from schemas.streams import Event
    from workflows.origins import together

S = TypeVar("S")


@dataclass(frozen=True)
class Told:
    """A message and the events that followed from it.

    Attributes:
        message: `None` for the opening.
        update_id: Of the decision; `None` where the engine told it by itself.
        events: One or more.
        proof: The digest of the decision's proof.
        origins: The traces that the record of its events is part of.
    """

    # `Any`: a message is the process's own; its rules know which there are.
    message: Any
    update_id: UpdateId | None
    events: tuple[Event[Any, Any], ...]
    proof: Digest | None = None
    origins: tuple[Origin, ...] = ()

    @property
    def grounds(self) -> Grounds:
        """What its events rest on, for whoever records them."""
        by_itself = self.message is not None and self.update_id is None
        told = digest_of_told(self.message) if by_itself else None
        return Grounds(events=len(self.events), proof=self.proof, told=told)


@dataclass(frozen=True)
class Batch:
    """What is recorded together.

    Attributes:
        told: One or more.
    """

    told: tuple[Told, ...]

    @property
    def events(self) -> tuple[Event[Any, Any], ...]:
        """All of them, in order."""
        return tuple(event for told in self.told for event in told.events)

    @property
    def grounds(self) -> tuple[Grounds, ...]:
        """What they rest on, in the same order."""
        return tuple(told.grounds for told in self.told)

    @property
    def origins(self) -> tuple[Origin, ...]:
        """The traces that their record is part of."""
        return together(*(told.origins for told in self.told))


class Unrecorded(Generic[S]):
    """What is on its way to the register.

    Args:
        evolve: The state after an event.
        base: The state that is recorded; `None` where nothing is.
    """

    def __init__(self, evolve: Callable[[S, Event[Any, Any]], S], base: S | None) -> None:
        self._evolve = evolve
        self._base = base
        self._told: list[Told] = []
        self._singly = False

    def __bool__(self) -> bool:
        return bool(self._told)

    def add(self, told: Told) -> None:
        """Something more was told."""
        self._told.append(told)

    def somebody_waits(self) -> bool:
        """Whether a decision of somebody's is among it."""
        return any(told.update_id is not None for told in self._told)

    def batch(self) -> Batch:
        """What is to be recorded next."""
        return Batch(tuple(self._told[:1] if self._singly else self._told))

    def one_by_one(self) -> None:
        """Record the rest each for itself: which of them is refused shows then."""
        self._singly = True

    def stands(self, batch: Batch) -> None:
        """The first of it is recorded: from here on nothing before the next is taken back."""
        for event in batch.events:
            self._base = self._evolve(cast("S", self._base), event)
        del self._told[: len(batch.told)]
        self._singly = self._singly and bool(self._told)

    def take_back(self) -> tuple[S, list[Told]]:
        """Let go of all of it.

        Returns:
            The state that is recorded, and what was told since, in order.
        """
        if self._base is None:
            raise RuntimeError("an opening is not taken back")
        gone, self._told = self._told, []
        self._singly = False
        return self._base, gone
