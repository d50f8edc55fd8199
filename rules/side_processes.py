"""What a referral and a complaint decide when they are told something.

Pure, like the rules of a visit: the same state, message and moment give the same events. The
rules of each kind are in a module of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rules.complaint import COMPLAINT
from rules.folds import Changes
from rules.referral import REFERRAL
from rules.refusals import RefusalCode, Refused
from rules.side_process import SideOutOfOrderError, SideProcess
from schemas.ids import SYSTEM
from schemas.side_processes import (
    RaiseReferral,
    ReceiveComplaint,
    SideDecision,
    SideEvent,
    SideFact,
    SideKind,
    SideMessage,
    SideOpening,
    SideReceipt,
    SideState,
    kind_of,
)
from schemas.values import Owner

__all__ = [
    "SIDE_PROCESSES",
    "SideDeadline",
    "SideOutOfOrderError",
    "decide_side",
    "evolve_side",
    "needs_a_person",
    "open_side",
    "require_no_words",
    "side_deadlines",
    "side_owner",
    "side_receipt",
]

# `Any`: each kind has an opening and a state of its own; the key says which.
SIDE_PROCESSES: dict[SideKind, SideProcess[Any, Any]] = {
    SideKind.REFERRAL: REFERRAL,
    SideKind.COMPLAINT: COMPLAINT,
}
"""The rules of each kind of side process."""


def open_side(opening: RaiseReferral | ReceiveComplaint, now: datetime) -> SideEvent:
    """The first event of a side process."""
    return SideEvent(
        subject=opening.subject,
        sequence=1,
        at=now,
        actor=opening.actor,
        reason=opening.reason,
        fact=SIDE_PROCESSES[opening.kind].raised(opening, now),
    )


def decide_side(
    opening: SideOpening, state: SideState, message: SideMessage, now: datetime
) -> list[SideEvent]:
    """What follows from a message, as numbered events.

    Args:
        opening: How it began; its periods and bank holidays hold for life.
        state: As it is.
        message: What it is told.
        now: The moment, aware, by its clock.

    Raises:
        Refused: The rules do not allow it; nothing has changed.
    """
    actor, reason = SYSTEM, None
    if isinstance(message, SideDecision):
        actor, reason = message.actor, message.reason
    facts: Sequence[SideFact] = SIDE_PROCESSES[state.kind].decide(opening, state, message, now)
    return [
        SideEvent(
            subject=state.subject,
            sequence=state.sequence + number,
            at=now,
            actor=actor,
            reason=reason,
            fact=fact,
        )
        for number, fact in enumerate(facts, start=1)
    ]


def require_no_words(given: bool, what: str) -> None:  # noqa: FBT001 - reads as a sentence
    """Refuse words about a concern: of a referral nothing of what was said or seen is kept."""
    if given:
        raise Refused(
            RefusalCode.NARRATIVE,
            f"{what}: nothing of what was said or seen is kept here; tell it to the authority, "
            "and repeat this without --reason.",
        )


def evolve_side(state: SideState | None, event: SideEvent) -> SideState:
    """The state after an event.

    Raises:
        SideOutOfOrderError: The event does not follow the state.
    """
    process = SIDE_PROCESSES[kind_of(event.subject)]
    if state is None:
        if event.sequence != 1:
            raise SideOutOfOrderError(f"{event.subject} begins with event {event.sequence}")
        begun: SideState = process.begun(event)
        return begun
    if event.subject != state.subject or event.sequence != state.sequence + 1:
        raise SideOutOfOrderError(
            f"event {event.sequence} of {event.subject} does not follow "
            f"event {state.sequence} of {state.subject}"
        )
    if type(event.fact) not in process.folds:
        raise SideOutOfOrderError(f"{event.type} does not follow in {event.subject}")
    changes: Changes = {
        "sequence": event.sequence,
        "changed_at": event.at,
        **process.folds.changes(state, event),
    }
    return state.model_copy(update=changes)


def side_owner(state: SideState) -> Owner:
    """Who holds the next action."""
    owner: Owner = SIDE_PROCESSES[state.kind].owner(state)
    return owner


def needs_a_person(state: SideState) -> bool:
    """Whether nobody acted in time, so that a person is asked to."""
    asked: bool = SIDE_PROCESSES[state.kind].needs_a_person(state)
    return asked


def side_receipt(state: SideState, sequence: int, *, recorded: bool) -> SideReceipt:
    """What a coordinator gets back, by the number of the last event they caused."""
    return SideReceipt(
        subject=state.subject,
        sequence=sequence,
        owner=side_owner(state),
        due=state.due,
        over=state.over,
        recorded=recorded,
    )


@dataclass(frozen=True)
class SideDeadline:
    """The moment at which something happens by itself."""

    at: datetime


def side_deadlines(state: SideState) -> tuple[SideDeadline, ...]:
    """The one moment that matters, if there is one."""
    return (SideDeadline(state.due),) if state.due is not None else ()
