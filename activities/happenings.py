"""What just happened in this process, told to whoever counts it; nobody has to.

Those who tell know nothing of who listens: a command of a few seconds loads no library of metrics.
What is told names kinds and codes, never a visit, a person or a word.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class Place(StrEnum):
    """Where a decision was refused."""

    DOOR = "door"
    """Where it was brought, by a process that lives on: pages, API, a programme's work."""
    RUN = "run"
    """By its process in Temporal; whoever brought it is told, and counts it as well."""


class Way(StrEnum):
    """How somebody tried to come in."""

    ADDRESS = "address"
    """By an address that works once."""
    PROVIDER = "provider"
    TOKEN = "token"  # noqa: S105 - a word


@dataclass(frozen=True)
class EventRecorded:
    """An event is in the log.

    Attributes:
        type: Of which type.
        decided: Whether a person decided it; else time did, or the engine.
        seconds: From the decision to the record.
    """

    type: str
    decided: bool
    seconds: float


@dataclass(frozen=True)
class DecisionRefused:
    """The rules did not allow a decision.

    Attributes:
        kind: Its form, or its update.
        code: Why.
        place: Where.
    """

    kind: str
    code: str
    place: Place


@dataclass(frozen=True)
class SignInRefused:
    """Somebody did not come in.

    Attributes:
        way: How they tried to.
    """

    way: Way


Happening: TypeAlias = EventRecorded | DecisionRefused | SignInRefused

_listeners: list[Callable[[Happening], None]] = []


def tell(happening: Happening) -> None:
    """Tell whoever listens; they must not wait for anything."""
    for listener in _listeners:
        listener(happening)


@contextmanager
def heard_by(listener: Callable[[Happening], None]) -> Iterator[None]:
    """Have what happens told for as long as the block lasts."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)
