"""What every kind of side process is made of: its rules, its facts, its words and its owner.

Each kind has a module of its own (`rules.referral`, `rules.complaint`) that declares them, and a
line in the table of streams (`register.streams`), where whoever carries, records, shows or brings
back processes of any kind finds it.

Pure, like the rules of a visit: the same state, message and moment give the same events.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar, cast

from rules.folds import Changes, Folds, OutOfOrderError, numbered
from rules.refusals import RefusalCode, Refused
from rules.registry import declare
from rules.working_days import add_working_days
from rules.zones import at_london, london_date
from schemas.base import Model
from schemas.side_processes import (
    SideDecision,
    SideInput,
    SideMessage,
    SideOpening,
    SideReceipt,
    SideState,
    SideSubject,
)
from schemas.streams import Event, FactModel, StreamKind
from schemas.values import Owner

OpeningT = TypeVar("OpeningT", bound=SideOpening)
StateT = TypeVar("StateT", bound=SideState)
MessageT = TypeVar("MessageT", bound=SideMessage)
Decide = Callable[[SideOpening, StateT, MessageT, datetime], Sequence[FactModel]]
OpenTo = Callable[[StateT, datetime], None]

# `Any`: what can happen is the kind's own.
SideEvent = Event[SideSubject, Any]
"""One fact in the order of one side process, of whatever kind."""


@dataclass(frozen=True)
class SideDeadline:
    """The moment at which something happens by itself."""

    at: datetime


@dataclass(frozen=True, kw_only=True)
class SideModels(Generic[OpeningT, StateT]):
    """The language of one kind of side process.

    Attributes:
        opening: How it begins.
        state: What it knows.
        event: The model of its events.
        facts: What can happen: a union of models.
        types: The types of its events.
        retired: Those of them that are recorded no more.
    """

    opening: type[OpeningT]
    state: type[StateT]
    event: type[SideEvent]
    # `Any`: a union is no class.
    facts: Any
    types: type[StrEnum]
    retired: frozenset[Any] = frozenset()


@dataclass(frozen=True, kw_only=True)
class SideWords(Generic[StateT]):
    """The words for one kind of side process.

    Attributes:
        title: What people call one, e.g. `safeguarding referral`.
        begins: What happened when one begins, in the past tense.
        stands: Where one stands, in a clause.
        awaits: What the one who holds it must do, e.g. `answer the complaint`.
        command: The command by which a person acts, where one must.
    """

    title: str
    begins: str
    stands: Callable[[StateT], str]
    awaits: str
    command: Callable[[StateT], str]


@dataclass(frozen=True, kw_only=True)
class SideCourse(Generic[OpeningT, StateT]):
    """How one kind of side process begins, and who is asked to act.

    Attributes:
        first: The fact by which it begins; it names the programme.
        raised: That fact, by how it is opened and when.
        begun: What the first state has of that fact, by the names of its fields.
        reopened: How it was opened, by what all openings have and the first fact.
        owner: Who holds the next action.
        needs_a_person: Whether nobody acted in time, so that a person is asked to.
    """

    first: type[FactModel]
    raised: Callable[[OpeningT, datetime], FactModel]
    # `Any`: the first fact is of the class above.
    begun: Callable[[Any], Changes]
    reopened: Callable[[SideOpening, Any], OpeningT]
    owner: Callable[[StateT], Owner]
    needs_a_person: Callable[[StateT], bool]


class SideProcess(Generic[OpeningT, StateT]):
    """One kind of side process.

    Args:
        kind: What its streams are called: the first word of its events' types.
        workflow: What its workflow is called in Temporal.
        models: Its language.
        course: How it begins, and who acts.
        words: What people read.
    """

    def __init__(
        self,
        kind: StreamKind,
        *,
        workflow: str,
        models: SideModels[OpeningT, StateT],
        course: SideCourse[OpeningT, StateT],
        words: SideWords[StateT],
    ) -> None:
        self.kind = kind
        self.workflow = workflow
        self.models = models
        self.words = words
        self._course = course
        self.folds: Folds[StateT, SideEvent] = Folds()
        self.fact = self.folds.fact
        self.fact(course.first, words.begins)(_begun_twice)
        # `Any`: each rule takes its own message; the key it stands under is that message's type.
        self.rules: dict[type[Model], Decide[StateT, Any]] = {}
        self._open_to: dict[type[Model], OpenTo[StateT]] = {}
        # Made by a call, because a type checker takes what stands in brackets for types.
        start = SideInput.__class_getitem__((models.opening, models.state))
        self.start = cast("type[SideInput[OpeningT, StateT]]", start)
        """The model of what its workflow starts with."""

    def rule(
        self, message: type[MessageT], *, open_to: OpenTo[StateT] | None = None
    ) -> Callable[[Decide[StateT, MessageT]], Decide[StateT, MessageT]]:
        """Declare the function below as the rule of a message.

        It takes how the process was opened, its state, the message and the moment.

        Args:
            message: What a person decided, or what time brings.
            open_to: Refuses it where the state does not let it be decided, however it is filled in.

        Raises:
            DeclaredTwiceError: The message has a rule.
        """

        def enter(decide: Decide[StateT, MessageT]) -> Decide[StateT, MessageT]:
            told: type[Model] = message
            declare(self.rules, told, decide)
            if open_to is not None:
                self._open_to[told] = open_to
            return decide

        return enter

    @property
    def decisions(self) -> tuple[type[SideDecision], ...]:
        """What people can decide about it, in the order of declaration."""
        return tuple(told for told in self.rules if issubclass(told, SideDecision))

    # --- Deciding ---------------------------------------------------------------------------

    def open(self, opening: OpeningT, now: datetime) -> SideEvent:
        """The first event of a process."""
        return self.models.event(
            subject=opening.subject,
            sequence=1,
            at=now,
            actor=opening.actor,
            reason=opening.reason,
            fact=self._course.raised(opening, now),
        )

    def reopened(self, common: SideOpening, first: SideEvent) -> OpeningT:
        """How a process was opened.

        Args:
            common: What it has in common with every other.
            first: The first event of its log.

        Raises:
            OutOfOrderError: A process of this kind does not begin so.
        """
        return self._course.reopened(common, self._first_fact(first))

    def require_open(self, state: StateT, message: type[Model], now: datetime) -> None:
        """Refuse what cannot be decided as things stand, however it is filled in.

        Args:
            state: As it is.
            message: What would be decided, by kind.
            now: The moment, aware, by its clock.

        Raises:
            Refused: What was decided before does not let it.
        """
        if open_to := self._open_to.get(message):
            open_to(state, now)

    def decide(
        self, opening: SideOpening, state: StateT, message: SideMessage, now: datetime
    ) -> list[SideEvent]:
        """What follows from a message, as numbered events.

        Args:
            opening: How it began; its periods and bank holidays hold for life.
            state: As it is.
            message: What it is told.
            now: The moment, aware, by its clock.

        Raises:
            Refused: The rules do not allow it, or it is not for this kind of process; nothing has
                changed.
        """
        if type(message) not in self.rules:
            name = f"{self.kind} {state.number} of visit {state.visit_id}"
            raise Refused(RefusalCode.WRONG_STAGE, f"That was not recorded: it is not for {name}.")
        self.require_open(state, type(message), now)
        facts = self.rules[type(message)](opening, state, message, now)
        return numbered(
            self.models.event,
            facts,
            message,
            subject=state.subject,
            after=state.sequence,
            at=now,
        )

    def evolve(self, state: StateT | None, event: SideEvent) -> StateT:
        """The state after an event.

        Raises:
            OutOfOrderError: The event does not follow the state.
        """
        if state is None:
            if event.sequence != 1:
                raise OutOfOrderError(f"{event.subject} begins with event {event.sequence}")
            return self._begun(event)
        if event.subject != state.subject or event.sequence != state.sequence + 1:
            raise OutOfOrderError(
                f"event {event.sequence} of {event.subject} does not follow "
                f"event {state.sequence} of {state.subject}"
            )
        if type(event.fact) not in self.folds:
            raise OutOfOrderError(f"{event.type} does not follow in {event.subject}")
        changes: Changes = {
            "sequence": event.sequence,
            "changed_at": event.at,
            **self.folds.changes(state, event),
        }
        return state.model_copy(update=changes)

    def _begun(self, event: SideEvent) -> StateT:
        """The state that a process begins with."""
        fact = self._first_fact(event)
        known = {
            "subject": event.subject,
            "visit_id": event.partition,
            "programme": fact.programme,
            "sequence": 1,
            "opened_at": event.at,
            "opened_by": event.actor,
            "changed_at": event.at,
        }
        return self.models.state.model_validate({**known, **self._course.begun(fact)})

    # `Any`: as `SideCourse.begun`.
    def _first_fact(self, event: SideEvent) -> Any:  # noqa: ANN401
        if not isinstance(event.fact, self._course.first):
            raise OutOfOrderError(f"{event.subject} begins with {event.type}")
        return event.fact

    # --- What it waits for ------------------------------------------------------------------

    def owner(self, state: StateT) -> Owner:
        """Who holds the next action."""
        return Owner.NOBODY if state.over else self._course.owner(state)

    def needs_a_person(self, state: StateT) -> bool:
        """Whether nobody acted in time, so that a person is asked to."""
        return not state.over and self._course.needs_a_person(state)

    def receipt(self, state: StateT, sequence: int, *, recorded: bool) -> SideReceipt:
        """What a coordinator gets back, by the number of the last event they caused."""
        return SideReceipt(
            subject=state.subject,
            sequence=sequence,
            owner=self.owner(state),
            due=state.due,
            over=state.over,
            recorded=recorded,
        )


def _begun_twice(_state: SideState, event: SideEvent, _fact: FactModel) -> Changes:
    """Fail: only the first event begins a process."""
    raise OutOfOrderError(f"{event.type} does not follow in {event.subject}")


def side_deadlines(state: SideState) -> tuple[SideDeadline, ...]:
    """The one moment that matters, if there is one."""
    return (SideDeadline(state.due),) if state.due is not None else ()


def closing(opening: SideOpening, now: datetime, days: int) -> datetime:
    """The end of the working day so many working days later."""
    day = add_working_days(london_date(now), days, opening.calendar)
    return at_london(day, opening.policy.day_ends_at)
