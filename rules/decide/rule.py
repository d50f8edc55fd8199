"""How a rule declares itself: its message, the stages it belongs to, the words for a refusal."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from rules.registry import declare
from rules.timetable import Timetable
from schemas.events.event import Fact
from schemas.messages import Decision, Message, Occurrence
from schemas.state import VisitState
from schemas.values import DeadlineKind, Stage

EVERY_STAGE = tuple(Stage)
BEFORE_THE_END = tuple(stage for stage in Stage if stage is not Stage.ENDED)
FROM_ACCEPTANCE = tuple(
    stage for stage in BEFORE_THE_END if stage not in {Stage.OPENED, Stage.INVITED}
)

DecisionT = TypeVar("DecisionT", bound=Decision)
OccurrenceT = TypeVar("OccurrenceT", bound=Occurrence)
MessageT = TypeVar("MessageT", bound=Message)
Decide = Callable[[VisitState, MessageT, datetime], Sequence[Fact]]
Act = Callable[[VisitState, datetime, Timetable], Sequence[Fact]]
OpenTo = Callable[[VisitState, datetime], None]


class Rule(NamedTuple):
    """What is declared of a message.

    Attributes:
        decide: The facts that follow; takes the state, the message and the moment, and raises
            `Refused` for what is not allowed.
        stages: Where the message belongs; elsewhere it is refused before the rule is asked.
        words: What can be done in those stages, as a clause; empty for what nobody decides.
        while_paused: Whether it makes sense while the visit stands still.
        open_to: What else the visit must be for it, whatever is filled in; takes the state and the
            moment, and raises `Refused`.
    """

    # `Any`: each rule takes its own message; the key it stands under is that message's type.
    decide: Decide[Any]
    stages: tuple[Stage, ...] = EVERY_STAGE
    words: str = ""
    while_paused: bool = True
    open_to: OpenTo | None = None


RULES: dict[type[Message], Rule] = {}
"""The rule of each message, once the topics of `rules.decide` have been imported."""

ACTS: dict[DeadlineKind, Act] = {}
"""What a visit does by itself at a deadline; at any other a person is asked."""


def rule(
    message: type[DecisionT],
    *,
    stages: tuple[Stage, ...],
    words: str,
    while_paused: bool = True,
    open_to: OpenTo | None = None,
) -> Callable[[Decide[DecisionT]], Decide[DecisionT]]:
    """Declare the function below as the rule of a decision.

    Args:
        message: What a person decided.
        stages: In which stages that can be.
        words: What can be done then, as a clause, e.g. `the days can be set`.
        while_paused: Whether it can be while the visit stands still.
        open_to: Refuses it where the visit does not let it be decided, however it is filled in.

    Raises:
        DeclaredTwiceError: The decision has a rule.
    """

    def enter(decide: Decide[DecisionT]) -> Decide[DecisionT]:
        declare(RULES, message, Rule(decide, stages, words, while_paused, open_to))
        return decide

    return enter


def occurrence(message: type[OccurrenceT]) -> Callable[[Decide[OccurrenceT]], Decide[OccurrenceT]]:
    """Declare the function below as the rule of what a visit is told without a person.

    Raises:
        DeclaredTwiceError: The occurrence has a rule.
    """

    def enter(decide: Decide[OccurrenceT]) -> Decide[OccurrenceT]:
        declare(RULES, message, Rule(decide))
        return decide

    return enter


def at_deadline(deadline: DeadlineKind) -> Callable[[Act], Act]:
    """Declare the function below as what a visit does by itself at a deadline.

    It takes the state, the moment that was due, and the visit's dates.

    Raises:
        DeclaredTwiceError: Something is done at it already.
    """

    def enter(act: Act) -> Act:
        declare(ACTS, deadline, act)
        return act

    return enter
