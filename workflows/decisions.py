"""Turns each kind of decision into a Temporal update of its own name.

A decision's update differs from the next one's only in its message: validate by `decide`, apply,
wait until recorded, answer with a receipt. So the updates are made here from the messages, and a
decision that is added to `schemas.messages` cannot be forgotten on the way.
"""

import re
from collections.abc import Awaitable, Callable
from typing import Any, Protocol, cast

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from rules.decide import DECISIONS
    from schemas.messages import Decision
    from schemas.state import Receipt


class Decides(Protocol):
    """What a workflow with decisions offers to their updates."""

    async def decide_and_record(self, message: Decision) -> Receipt:
        """Apply a decision and wait until it is recorded."""

    def refuse_or_pass(self, message: Decision) -> None:
        """Raise for a decision the rules refuse."""


def update_name(decision: type[object]) -> str:
    """The name of a decision's update, e.g. `confirm_team` for `ConfirmTeam`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", decision.__name__).lower()


def update_of(decision: type[Decision]) -> Callable[[Any, Any], Awaitable[Receipt]]:
    """The update by which a visit takes one kind of decision."""

    async def tell(self: Decides, message: Decision) -> Receipt:
        return await self.decide_and_record(message)

    def validate(self: Decides, message: Decision) -> None:
        self.refuse_or_pass(message)

    # Temporal reads the payload's type off the annotations, and takes `self` for a parameter of
    # its own where it is annotated.
    tell.__annotations__ = {"message": decision, "return": Receipt}
    validate.__annotations__ = {"message": decision, "return": None}
    tell.__name__ = update_name(decision)
    tell.__qualname__ = f"Visit.{tell.__name__}"
    description = (decision.__doc__ or "").strip().splitlines()[0]
    update: Any = workflow.update(name=tell.__name__, description=description)(tell)
    update.validator(validate)
    return cast("Callable[[Any, Any], Awaitable[Receipt]]", update)


def takes_every_decision(cls: type[Any]) -> type[Any]:
    """Give a workflow class an update for each decision; apply below `workflow.defn`."""
    for decision in DECISIONS:
        setattr(cls, update_name(decision), update_of(decision))
    return cls
