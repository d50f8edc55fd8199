"""What the shell is given of a process: its rules and words, and where it begins."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from schemas.ids import UpdateId
    from schemas.streams import Event
    from workflows.search_attributes import Values

S = TypeVar("S", bound="Folded")
R = TypeVar("R")
S_contra = TypeVar("S_contra", contravariant=True)
R_co = TypeVar("R_co", covariant=True)


class Folded(Protocol):
    """What the shell needs to know of a state."""

    @property
    def sequence(self) -> int:
        """The last event that is in it."""


class Answering(Protocol[S_contra, R_co]):
    """Makes what is answered for a decision."""

    def __call__(self, state: S_contra, sequence: int, /, *, recorded: bool) -> R_co:
        """The receipt, by the number of the decision's last event."""


class Due(Protocol):
    """A moment at which a process acts by itself."""

    @property
    def at(self) -> datetime:
        """When, aware."""


@dataclass(frozen=True)
class Law(Generic[S, R]):
    """What a process is made of; all of it pure.

    Attributes:
        decide: What follows from a message, as numbered events; raises `Refused`.
        evolve: The state after an event.
        receipt: What is answered for a decision.
        deadlines: The moments that matter, nearest first.
        passed: What the process is told when one of them has come.
        timer: What operators read of the timer to the nearest of them: the state, and all of them.
        details: What operators read of the process: the state and the latest events.
        found_by: The search attributes it is found by.
    """

    # `Any`: the messages and deadlines are the process's own; each goes with its own functions.
    decide: Callable[[S, Any, datetime], Sequence[Event[Any, Any]]]
    evolve: Callable[[S, Event[Any, Any]], S]
    receipt: Answering[S, R]
    deadlines: Callable[[S], Sequence[Due]]
    passed: Callable[[Any], object]
    timer: Callable[[S, Sequence[Any]], str]
    details: Callable[[S, Sequence[Event[Any, Any]]], str]
    found_by: Callable[[S], Values]


@dataclass(frozen=True)
class Standing(Generic[S]):
    """Where a process begins, or goes on as a new run.

    Attributes:
        state: The fold of its events.
        opening: Events that are in the state and not recorded yet.
        taken: The last event of each decision taken so far, by update id.
        recent: The latest events, for operators to see.
    """

    state: S
    opening: Sequence[Event[Any, Any]] = ()
    taken: Mapping[UpdateId, int] = field(default_factory=dict)
    recent: Sequence[Event[Any, Any]] = ()
