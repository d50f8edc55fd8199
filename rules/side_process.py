"""What every kind of side process is made of: its rules, its facts, its words and its owner.

Each kind has a module of its own (`rules.referral`, `rules.complaint`) that declares them;
`rules.side_processes` asks them by the kind.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar

from rules.folds import Folds
from rules.refusals import RefusalCode, Refused
from rules.registry import declare
from rules.working_days import add_working_days
from rules.zones import at_london, london_date
from schemas.base import Model
from schemas.ids import ProgrammeId
from schemas.side_processes import SideEvent, SideFact, SideMessage, SideOpening, SideStateBase
from schemas.values import Owner

OpeningT = TypeVar("OpeningT", bound=SideOpening)
StateT = TypeVar("StateT", bound=SideStateBase)
FactT = TypeVar("FactT", bound=Model)
MessageT = TypeVar("MessageT", bound=SideMessage)
Decide = Callable[[SideOpening, StateT, MessageT, datetime], Sequence[SideFact]]


class SideOutOfOrderError(ValueError):
    """An event was folded that does not follow the state: a programmer's error, never caught."""


class SideProcess(Generic[OpeningT, StateT]):
    """One kind of side process.

    Args:
        raised: The first fact, by how it is opened and when.
        begun: The first state, by the first event.
        owner: Who holds the next action.
        needs_a_person: Whether nobody acted in time, so that a person is asked to.
    """

    def __init__(
        self,
        *,
        raised: Callable[[OpeningT, datetime], SideFact],
        begun: Callable[[SideEvent], StateT],
        owner: Callable[[StateT], Owner],
        needs_a_person: Callable[[StateT], bool],
    ) -> None:
        self.raised = raised
        self.begun = begun
        self.owner = owner
        self.needs_a_person = needs_a_person
        self.folds: Folds[StateT, SideEvent] = Folds()
        self.fact = self.folds.fact
        # `Any`: each rule takes its own message; the key it stands under is that message's type.
        self.rules: dict[type[Model], Decide[StateT, Any]] = {}

    def rule(
        self, message: type[MessageT]
    ) -> Callable[[Decide[StateT, MessageT]], Decide[StateT, MessageT]]:
        """Declare the function below as the rule of a message.

        It takes how the process was opened, its state, the message and the moment.

        Raises:
            DeclaredTwiceError: The message has a rule.
        """

        def enter(decide: Decide[StateT, MessageT]) -> Decide[StateT, MessageT]:
            told: type[Model] = message
            declare(self.rules, told, decide)
            return decide

        return enter

    def decide(
        self, opening: SideOpening, state: StateT, message: SideMessage, now: datetime
    ) -> Sequence[SideFact]:
        """What follows from a message.

        Raises:
            Refused: The rules do not allow it, or it is not for this kind of process.
        """
        if type(message) not in self.rules:
            name = f"{state.subject.split('/')[1]} {state.number} of visit {state.visit_id}"
            raise Refused(RefusalCode.WRONG_STAGE, f"That was not recorded: it is not for {name}.")
        return self.rules[type(message)](opening, state, message, now)


def first_fact(event: SideEvent, kind: type[FactT]) -> FactT:
    """The fact by which a process begins.

    Raises:
        SideOutOfOrderError: The event is of another kind.
    """
    if not isinstance(event.fact, kind):
        raise SideOutOfOrderError(f"{event.subject} begins with {event.type}")
    return event.fact


def from_the_first(event: SideEvent, programme: ProgrammeId) -> dict[str, Any]:
    """What every state has of the event it begins with, by the names of its fields."""
    return {
        "subject": event.subject,
        "visit_id": event.partition,
        "programme": programme,
        "sequence": 1,
        "opened_at": event.at,
        "opened_by": event.actor,
        "changed_at": event.at,
    }


def closing(opening: SideOpening, now: datetime, days: int) -> datetime:
    """The end of the working day so many working days later."""
    day = add_working_days(london_date(now), days, opening.calendar)
    return at_london(day, opening.policy.day_ends_at)
