"""What a kind of process is above its rules: whatever a desk, an audit or a recovery asks."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol

from register.connection import Connection
from register.logged import Logged
from rules.foreseen import Foreseen
from schemas.base import Model

# `Any`: a message goes with its own kind of process.
Check = Callable[[Any], Awaitable[Foreseen]]
"""Raises `Refused` for a message that the process, as last recorded, would not take; else gives
what it would bring about."""


def way_back(subject: str) -> str:
    """How a process comes back whose run is gone, for whoever is told so.

    Args:
        subject: What `visits recover` knows it by, or the visit that it lives beside.
    """
    return f"An operator brings it back with `visits recover {subject}`."


class Unopened(ValueError):
    """A log does not begin as a process begins: it was damaged, and nothing can be started."""


class Beginning(NamedTuple):
    """What a run begins with.

    Attributes:
        start: What its workflow starts with.
        summary: What operators read of it in a line.
        details: What they read of it besides, as Markdown.
    """

    start: Model
    summary: str
    details: str | None = None


class Rebegin(Protocol):
    """Works out what a new run of a process begins with."""

    async def __call__(
        self,
        connection: Connection,
        state: Any,  # noqa: ANN401 - of the kind's own
        logged: Sequence[Logged[Any]],
        clock_offset: timedelta,
        /,
    ) -> Beginning:
        """That, by its log; raises `Unopened` where the log does not tell."""


@dataclass(frozen=True)
class ProcessKind:
    """One kind of process.

    Attributes:
        name: Its workflow's, in Temporal.
        load: Loads its workflow class: whoever only brings decisions needs its name alone.
        receipt: What it answers decisions with.
        answer: That, by its state and the number of a decision's last event; not yet recorded.
        check: How a message is checked against what is recorded of a process; raises where
            nothing is.
        no_run: Says why there is no run of it to take a message; always raises `Refused`.
        lives: Whether a process in that state still lives at that moment, so that it should run.
        again: What a new run begins with, by the state and the log of the process.
    """

    name: str
    load: Callable[[], type[Any]]
    receipt: type[Model]
    answer: Callable[[Any, int], Any]
    check: Callable[[Connection, str, datetime], Awaitable[Check]]
    no_run: Callable[[Connection, str, Any], Awaitable[None]]
    lives: Callable[[Any, datetime], bool]
    again: Rebegin

    @property
    def workflow(self) -> type[Any]:
        """Its workflow class."""
        return self.load()
