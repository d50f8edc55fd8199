"""Facts in order, and what each changes: a fact, its fold and its words are declared together."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, NamedTuple, TypeVar

from rules.registry import declare
from schemas.decided import Decided
from schemas.ids import SYSTEM
from schemas.streams import AnyEvent, FactModel

Changes = dict[str, object]
"""The fields of a state that a fact changes."""


class OutOfOrderError(ValueError):
    """An event was folded that does not follow the state: a programmer's error, never caught."""


S = TypeVar("S")
E = TypeVar("E", bound=AnyEvent)
F = TypeVar("F", bound=FactModel)


class Fold(NamedTuple, Generic[S, E]):
    """What is declared of a fact.

    Attributes:
        words: What happened, in the past tense, as it stands in a list of events.
        changes: The fields of the state that it changes; takes the state, the event and its fact.
    """

    words: str
    # `Any`: each fold takes its own fact; the key it stands under is that fact's type.
    changes: Callable[[S, E, Any], Changes]


class Folds(Generic[S, E]):
    """The facts of one kind of stream."""

    def __init__(self) -> None:
        self._folds: dict[type[FactModel], Fold[S, E]] = {}

    def fact(
        self, kind: type[F], words: str
    ) -> Callable[[Callable[[S, E, F], Changes]], Callable[[S, E, F], Changes]]:
        """Declare the function below as the fold of a fact.

        Args:
            kind: The fact.
            words: What happened.

        Raises:
            DeclaredTwiceError: The fact has a fold.
        """

        def enter(changes: Callable[[S, E, F], Changes]) -> Callable[[S, E, F], Changes]:
            folded: type[FactModel] = kind
            declare(self._folds, folded, Fold(words, changes))
            return changes

        return enter

    def __iter__(self) -> Iterator[type[FactModel]]:
        """Every fact there is, in the order of declaration."""
        return iter(self._folds)

    def __contains__(self, kind: object) -> bool:
        """Whether a fact has a fold."""
        return kind in self._folds

    @property
    def words(self) -> Mapping[Any, str]:
        """The words of each type of event."""
        return {event_type(kind): fold.words for kind, fold in self._folds.items()}

    def changes(self, state: S, event: E) -> Changes:
        """What an event changes.

        Raises:
            KeyError: No fold is declared for its fact.
        """
        fact = event.fact
        return self._folds[type(fact)].changes(state, event, fact)


def numbered(  # noqa: PLR0913 - all but what is told by name
    model: type[E],
    facts: Iterable[FactModel],
    message: object,
    *,
    subject: str,
    after: int,
    at: datetime,
) -> list[E]:
    """What follows from a message as events, each in its place in its stream.

    Args:
        model: Of the stream's events.
        facts: What follows, in order.
        message: From what: a decision says who made it and why, anything else is nobody's.
        subject: Of the stream.
        after: The last event that it has.
        at: The moment.
    """
    actor, reason = SYSTEM, None
    if isinstance(message, Decided):
        actor, reason = message.actor, message.reason
    return [
        model(subject=subject, sequence=number, at=at, actor=actor, reason=reason, fact=fact)
        for number, fact in enumerate(facts, start=after + 1)
    ]


def event_type(kind: type[FactModel]) -> StrEnum:
    """The type of event that records a fact."""
    named: StrEnum = kind.model_fields["type"].default
    return named
