"""How rules and folds of a programme declare themselves, and how they are applied."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from rules.folds import Changes, Folds, OutOfOrderError, numbered
from rules.programme.stages import STAGE_CLAUSES, either
from rules.refusals import RefusalCode, Refused
from rules.registry import declare
from schemas.base import Model
from schemas.programme.events import (
    ProgrammeEvent,
    ProgrammeFact,
    ProgrammeFactModel,
    ProgrammeOpened,
)
from schemas.programme.messages import ProgrammeDecision, ProgrammeOccurrence
from schemas.programme.state import ProgrammeArea, ProgrammeState
from schemas.programme.values import ProgrammeStage

M = TypeVar("M", bound=ProgrammeDecision | ProgrammeOccurrence)
Decide = Callable[[ProgrammeState, M, datetime], Sequence[ProgrammeFactModel]]

BEFORE_THE_END = tuple(stage for stage in ProgrammeStage if stage is not ProgrammeStage.CLOSED)
ONCE_DRAWN = (ProgrammeStage.DRAWN, ProgrammeStage.INVITING)


class ProgrammeRule(NamedTuple):
    """What is declared of a message.

    Attributes:
        decide: The facts that follow; raises `Refused`.
        stages: Where it belongs.
        words: What can be done then, as a clause; empty for what nobody decides.
    """

    # `Any`: each rule takes its own message; the key it stands under is that message's type.
    decide: Decide[Any]
    stages: tuple[ProgrammeStage, ...]
    words: str = ""


RULES: dict[type[Model], ProgrammeRule] = {}

FOLDS: Folds[ProgrammeState, ProgrammeEvent] = Folds()
fact = FOLDS.fact


def rule(
    message: type[M], words: str = "", stages: tuple[ProgrammeStage, ...] = BEFORE_THE_END
) -> Callable[[Decide[M]], Decide[M]]:
    """Declare the function below as the rule of a message.

    Args:
        message: What a person decided, or the programme's own work came to.
        words: What can be done in those stages, as a clause.
        stages: In which stages that can be.

    Raises:
        DeclaredTwiceError: The message has a rule.
    """

    def enter(decide: Decide[M]) -> Decide[M]:
        told: type[Model] = message
        declare(RULES, told, ProgrammeRule(decide, stages, words))
        if issubclass(message, ProgrammeDecision):
            PROGRAMME_DECISIONS.append(message)
        return decide

    return enter


PROGRAMME_DECISIONS: list[type[ProgrammeDecision]] = []
"""What people can decide about a programme, in the order of declaration."""


def decide_programme(
    state: ProgrammeState, message: ProgrammeDecision | ProgrammeOccurrence, now: datetime
) -> list[ProgrammeEvent]:
    """What follows from a message, as numbered events.

    Args:
        state: The programme as it is.
        message: What it is told.
        now: The moment, aware, by its clock.

    Raises:
        Refused: The rules do not allow it; nothing has changed.
    """
    declared = RULES.get(type(message))
    if declared is None:
        raise Refused(
            RefusalCode.WRONG_STAGE,
            f"That was not recorded: it is not for programme {state.programme}.",
        )
    if state.stage not in declared.stages:
        if not declared.words:
            return []  # what its work came to after the end is of no use
        raise Refused(RefusalCode.WRONG_STAGE, _wrong_stage(state, declared))
    facts = declared.decide(state, message, now)
    return numbered(
        ProgrammeEvent, facts, message, subject=state.programme, after=state.sequence, at=now
    )


def _wrong_stage(state: ProgrammeState, declared: ProgrammeRule) -> str:
    return (
        f"That was not recorded: programme {state.programme} {STAGE_CLAUSES[state.stage]}, and "
        f"{declared.words} only while it {either(declared.stages)}."
    )


def evolve_programme(state: ProgrammeState | None, event: ProgrammeEvent) -> ProgrammeState:
    """The state after an event.

    Raises:
        OutOfOrderError: The event does not follow the state.
    """
    if state is None:
        return _begun(event)
    if event.subject != state.programme or event.sequence != state.sequence + 1:
        raise OutOfOrderError(
            f"event {event.sequence} of {event.subject} does not follow "
            f"event {state.sequence} of {state.programme}"
        )
    if type(event.fact) not in FOLDS:
        raise OutOfOrderError(f"{event.type} does not follow in {event.subject}")
    changes: Changes = {
        "sequence": event.sequence,
        "changed_at": event.at,
        **FOLDS.changes(state, event),
    }
    return state.model_copy(update=changes)


def _begun(event: ProgrammeEvent) -> ProgrammeState:
    fact_: ProgrammeFact = event.fact
    if event.sequence != 1 or not isinstance(fact_, ProgrammeOpened):
        raise OutOfOrderError(f"{event.subject} begins with {event.type} {event.sequence}")
    return ProgrammeState(
        programme=event.subject,
        sequence=1,
        opened_at=event.at,
        opened_by=event.actor,
        changed_at=event.at,
        number=fact_.number,
        reserves_asked=fact_.reserves,
        window=fact_.window,
        visits_a_week=fact_.visits_a_week,
        coordinators=fact_.coordinators,
        policy=fact_.policy,
        calendar=fact_.calendar,
    )


@fact(ProgrammeOpened, "programme opened")
def opened_twice(_state: ProgrammeState, event: ProgrammeEvent, _fact: ProgrammeOpened) -> Changes:
    """Fail: only the first event opens a programme."""
    raise OutOfOrderError(f"{event.type} does not follow in {event.subject}")


def with_area(state: ProgrammeState, code: str, **changes: object) -> tuple[ProgrammeArea, ...]:
    """The areas of a programme with one of them changed."""
    return tuple(one.model_copy(update=changes) if one.area == code else one for one in state.areas)


def require_reason(message: ProgrammeDecision, what: str) -> None:
    """Refuse what was decided without saying why.

    Raises:
        Refused: No reason is given.
    """
    if message.reason is None:
        raise Refused(RefusalCode.REASON_MISSING, f"{what}: a reason is needed, with --reason.")
