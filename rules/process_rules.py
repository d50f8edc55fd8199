"""The rules of one kind of process with stages: declared beside their messages, applied by one way.

A topic declares its rules and folds with `rule` and `fact`; `decide` and `evolve` apply them.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from rules.folds import Changes, Folds, OutOfOrderError, numbered
from rules.refusals import RefusalCode, Refused
from rules.registry import declare
from schemas.base import Model
from schemas.decided import Decided
from schemas.streams import AnyEvent, FactModel


class Staged(Protocol):
    """What the rules need to know of a state."""

    @property
    def sequence(self) -> int:
        """The last event that is in it."""

    # `Any`: each kind has stages of its own.
    @property
    def stage(self) -> Any:  # noqa: ANN401
        """Where it stands."""

    def model_copy(self, *, update: Mapping[str, Any]) -> Any:  # noqa: ANN401 - of its own kind
        """It with some of it changed."""


S = TypeVar("S", bound=Staged)
E = TypeVar("E", bound=AnyEvent)
M = TypeVar("M", bound=Model)


class StageRule(NamedTuple):
    """What is declared of a message.

    Attributes:
        decide: The facts that follow; raises `Refused`.
        stages: Where it belongs.
        words: What can be done then, as a clause; empty for what nobody decides.
        open_to: What else the state must be for it, whatever is filled in; raises `Refused`.
    """

    # `Any`: each rule takes its own message; the key it stands under is that message's type.
    decide: Callable[[Any, Any, datetime], Sequence[FactModel]]
    stages: tuple[StrEnum, ...]
    words: str = ""
    open_to: Callable[[Any], None] | None = None


class ProcessRules(Generic[S, E]):
    """The rules and folds of a kind of process.

    Args:
        event: The model of its events.
        begun: The state after the first event; raises `OutOfOrderError` for what is no first one.
        named: What a process is called in a sentence: `programme spring-2027`.
        subject: The stream of a process.
        clauses: Where each stage stands, as a clause.
        before_the_end: The stages in which something can be decided, where no others are said.
    """

    def __init__(  # noqa: PLR0913 - all by name
        self,
        *,
        event: type[E],
        begun: Callable[[E], S],
        named: Callable[[S], str],
        subject: Callable[[S], str],
        clauses: Mapping[Any, str],
        before_the_end: tuple[StrEnum, ...],
    ) -> None:
        self.folds: Folds[S, E] = Folds()
        self.rules: dict[type[Model], StageRule] = {}
        self.decisions: list[type[Any]] = []
        """What people can decide, in the order of declaration."""
        self._event = event
        self._begun = begun
        self._named = named
        self._subject = subject
        self._clauses = clauses
        self._before_the_end = before_the_end
        self.fact = self.folds.fact

    def rule(
        self,
        message: type[M],
        words: str = "",
        stages: tuple[StrEnum, ...] = (),
        *,
        open_to: Callable[[S], None] | None = None,
    ) -> Callable[
        [Callable[[S, M, datetime], Sequence[FactModel]]],
        Callable[[S, M, datetime], Sequence[FactModel]],
    ]:
        """Declare the function below as the rule of a message.

        Args:
            message: What a person decided, or the process's own work came to.
            words: What can be done in those stages, as a clause.
            stages: In which stages that can be; in all before the end if none is said.
            open_to: Refuses it where the state does not let it be decided, however it is filled in.

        Raises:
            DeclaredTwiceError: The message has a rule.
        """

        def enter(
            decide: Callable[[S, M, datetime], Sequence[FactModel]],
        ) -> Callable[[S, M, datetime], Sequence[FactModel]]:
            told: type[Model] = message
            declare(
                self.rules, told, StageRule(decide, stages or self._before_the_end, words, open_to)
            )
            if issubclass(message, Decided):
                self.decisions.append(message)
            return decide

        return enter

    def decide(self, state: S, message: Model, now: datetime) -> list[E]:
        """What follows from a message, as numbered events.

        Args:
            state: The process as it is.
            message: What it is told.
            now: The moment, aware, by its clock.

        Raises:
            Refused: The rules do not allow it; nothing has changed.
        """
        declared = self.rules.get(type(message))
        if declared is None:
            raise Refused(
                RefusalCode.WRONG_STAGE,
                f"That was not recorded: it is not for {self._named(state)}.",
            )
        if state.stage not in declared.stages and not declared.words:
            return []  # what its work came to after that is of no use
        self.require_open(state, type(message))
        facts = declared.decide(state, message, now)
        return numbered(
            self._event,
            facts,
            message,
            subject=self._subject(state),
            after=state.sequence,
            at=now,
        )

    def require_open(self, state: S, message: type[Model]) -> None:
        """Refuse what cannot be decided as things stand, however it is filled in.

        Args:
            state: The process as it is.
            message: What would be decided, by kind.

        Raises:
            Refused: The stage, or what was decided before, does not let it.
        """
        declared = self.rules[message]
        if state.stage not in declared.stages:
            raise Refused(RefusalCode.WRONG_STAGE, self._wrong_stage(state, declared))
        if declared.open_to is not None:
            declared.open_to(state)

    def _wrong_stage(self, state: S, declared: StageRule) -> str:
        clauses = [self._clauses[stage] for stage in declared.stages]
        some = clauses[0] if len(clauses) == 1 else f"{', '.join(clauses[:-1])} or {clauses[-1]}"
        return (
            f"That was not recorded: {self._named(state)} {self._clauses[state.stage]}, and "
            f"{declared.words} only while it {some}."
        )

    def evolve(self, state: S | None, event: E) -> S:
        """The state after an event.

        Raises:
            OutOfOrderError: The event does not follow the state.
        """
        if state is None:
            return self._begun(event)
        subject = self._subject(state)
        if event.subject != subject or event.sequence != state.sequence + 1:
            raise OutOfOrderError(
                f"event {event.sequence} of {event.subject} does not follow "
                f"event {state.sequence} of {subject}"
            )
        if type(event.fact) not in self.folds:
            raise OutOfOrderError(f"{event.type} does not follow in {event.subject}")
        changes: Changes = {
            "sequence": event.sequence,
            "changed_at": event.at,
            **self.folds.changes(state, event),
        }
        changed: S = state.model_copy(update=changes)
        return changed
