"""Turns each kind of decision into a Temporal update of its own name.

A decision's update differs from the next one's only in its message: validate by the rules, apply,
wait until recorded, answer with a receipt. So the updates are made here from the messages, for any
workflow class that has a `process`, and a decision that is declared cannot be forgotten on the way.
"""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Protocol, TypeVar, cast, get_type_hints

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from schemas.base import Model
    from schemas.ids import UpdateId
    from schemas.proofs import Proof
    from schemas.streams import Known, Recording
    from workflows.names import update_name
    from workflows.process import Process

W = TypeVar("W")


class HasProcess(Protocol):
    """What a workflow with decisions offers to their updates."""

    @property
    def process(self) -> Process[Any, Any]:
        """What decides."""


def update_of(decision: type[Model], answer: type[Model]) -> Callable[[Any, Any], Awaitable[Model]]:
    """The update by which a process takes one kind of decision."""

    # Histories of older releases have decisions without a proof, and go on as they did. Temporal
    # reads no payload by its type where there are fewer than there are types.
    async def tell(self: HasProcess, message: Model, proof: Proof | None = None) -> Model:
        told = decision.model_validate(message)
        return cast("Model", await self.process.decide_and_record(told, proof))

    def validate(self: HasProcess, message: Model, proof: Proof | None = None) -> None:
        self.process.refuse_or_pass(decision.model_validate(message), proof)

    # Temporal reads the payload's type off the annotations, and takes `self` for a parameter of
    # its own where it is annotated.
    tell.__annotations__ = {"message": decision, "proof": Proof | None, "return": answer}
    validate.__annotations__ = {"message": decision, "proof": Proof | None, "return": None}
    tell.__name__ = tell.__qualname__ = update_name(decision)
    description = (decision.__doc__ or "").strip().splitlines()[0]
    update: Any = workflow.update(name=tell.__name__, description=description)(tell)
    update.validator(validate)
    return cast("Callable[[Any, Any], Awaitable[Model]]", update)


def takes_decisions(
    decisions: Iterable[type[Model]], *, answer: type[Model]
) -> Callable[[type[W]], type[W]]:
    """Give a workflow class an update for each decision; apply below `workflow.defn`.

    Args:
        decisions: The messages.
        answer: The model of the receipt; `receipt` gives it again for a repeated decision.
    """

    def give(cls: type[W]) -> type[W]:
        for decision in decisions:
            setattr(cls, update_name(decision), update_of(decision, answer))

        def receipt(self: HasProcess, update_id: UpdateId) -> Model | None:
            return cast("Model | None", self.process.receipt_of(update_id))

        receipt.__annotations__ = {"update_id": UpdateId, "return": answer | None}
        receipt.__qualname__ = f"{cls.__name__}.receipt"
        told = "The receipt of a decision by its update id, if it was taken."
        query: Any = workflow.query(name="receipt", description=told)(receipt)
        setattr(cls, "receipt", query)  # noqa: B010 - mypy knows no attributes that are made

        def recording(self: HasProcess) -> Recording:
            return self.process.recording

        recording.__annotations__ = {"return": Recording}
        told = "How far what was decided is recorded, and whether the register refuses the rest."
        asked: Any = workflow.query(name="recording", description=told)(recording)
        setattr(cls, "recording", asked)  # noqa: B010 - as above

        asked_for: Any = cls
        answered: Any = cast("Any", Known)[get_type_hints(asked_for.state)["return"]]

        def known(self: HasProcess) -> Known[Any]:
            process = self.process
            return cast("Known[Any]", answered(state=process.state, recording=process.recording))

        known.__annotations__ = {"return": answered}
        told = "The state and how far it is recorded, in one answer; no names and no words."
        both: Any = workflow.query(name="known", description=told)(known)
        setattr(cls, "known", both)  # noqa: B010 - as above
        return cls

    return give
