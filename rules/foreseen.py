"""What a decision would bring about, step by step, before it is taken.

Pure, as the rules are: a decision, its preview and the question whether it is meant are worked out
by the same rules.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from rules.consequences import Step, consequences
from rules.deadlines import open_deadlines
from rules.decide import decide, opening_events
from rules.evolve import evolve
from rules.side_process import SideProcess, side_deadlines
from schemas import messages as m
from schemas.side_processes import SideDue, SideMessage, SideOpening, SideState
from schemas.state import VisitState

S = TypeVar("S")


class Foreseen(NamedTuple):
    """What would happen.

    Attributes:
        before: The process as it is; `None` before it begins.
        steps: The events of the decision, each with the process just after it.
        at_once: What the process then does by itself in the same moment: what is due by then.
        sentences: What whoever decides may not expect.
    """

    before: Any
    steps: tuple[Step, ...]
    at_once: tuple[Step, ...] = ()
    sentences: tuple[str, ...] = ()

    @property
    def all_steps(self) -> tuple[Step, ...]:
        """Everything that would happen."""
        return (*self.steps, *self.at_once)

    @property
    def after(self) -> Any:  # noqa: ANN401 - as `before`
        """The process once all of it has happened."""
        steps = self.all_steps
        return steps[-1].after if steps else self.before


def foresee(state: VisitState, message: m.Decision, now: datetime) -> Foreseen:
    """What a decision on a visit would bring about.

    Args:
        state: The visit as it is.
        message: What would be decided.
        now: The moment, aware, by the visit's clock.

    Raises:
        Refused: The rules do not allow it.
    """
    steps = steps_of(evolve, state, decide(state, message, now))
    after = steps[-1].after if steps else state
    return Foreseen(state, steps, by_itself(after, now), consequences(state, message, steps, now))


def foresee_opening(
    message: m.OpenVisit,
    decision: m.Decision | None,
    calendar: m.CalendarFetched,
    now: datetime,
) -> Foreseen:
    """What the opening of a visit would bring about.

    Args:
        message: How it is opened.
        decision: What is decided with it, such as whom to write to.
        calendar: The bank holidays, which a visit looks up by itself.
        now: The moment, aware.

    Raises:
        Refused: The rules do not allow the decision.
    """
    first, *others = opening_events(message, now)
    state = evolve(None, first)
    steps = [Step(first, state), *steps_of(evolve, state, others)]
    if decision is not None:
        opened = steps[-1].after
        steps += steps_of(evolve, opened, decide(opened, decision, now))
    opened = steps[-1].after
    known = steps_of(evolve, opened, decide(opened, calendar, now))
    return Foreseen(None, tuple(steps), (*known, *by_itself(known[-1].after, now)))


def by_itself(state: VisitState, now: datetime) -> tuple[Step, ...]:
    """What a visit does by itself at a moment, because it is due by then."""
    steps: list[Step] = []
    while True:
        fresh: list[Step] = []
        for due in [due for due in open_deadlines(state) if due.at <= now]:
            if due not in open_deadlines(state):
                continue  # what another brought about has put an end to it
            passed = m.DeadlinePassed(deadline=due.kind, due=due.at)
            told = steps_of(evolve, state, decide(state, passed, now))
            fresh += told
            state = told[-1].after if told else state
        if not fresh:
            return tuple(steps)
        steps += fresh


def foresee_side(
    kind: SideProcess[Any, Any],
    opening: SideOpening,
    state: SideState | None,
    message: SideMessage | None,
    now: datetime,
) -> Foreseen:
    """What a decision on what lives beside a visit would bring about, or its beginning.

    Args:
        kind: Its kind.
        opening: How it was opened, or would be.
        state: As it is; `None` before it begins.
        message: What would be decided; `None` for its beginning.
        now: The moment, aware.

    Raises:
        Refused: The rules do not allow it.
    """
    if message is None:
        steps = steps_of(kind.evolve, None, [kind.open(opening, now)])
    else:
        steps = steps_of(kind.evolve, state, kind.decide(opening, state, message, now))
    foreseen = Foreseen(state, steps)
    due = [each for each in side_deadlines(foreseen.after) if each.at <= now]
    if not due:
        return foreseen
    passed = kind.decide(opening, foreseen.after, SideDue(due=due[0].at), now)
    return foreseen._replace(at_once=steps_of(kind.evolve, foreseen.after, passed))


def steps_of(change: Callable[[S, Any], S], state: S, events: Sequence[Any]) -> tuple[Step, ...]:
    """Each event with the state after it.

    Args:
        change: What an event makes of a state.
        state: Before the first of them; `None` where that is a beginning.
        events: In their order.
    """
    found = []
    for event in events:
        state = change(state, event)
        found.append(Step(event, state))
    return tuple(found)
