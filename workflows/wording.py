"""What operators read in the Temporal Web UI: summaries, and the details of a visit.

Nothing personal: references, dates, kinds. A table needs a header row to be drawn as one.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from rules.deadlines import Deadline, open_deadlines
from rules.event_words import EVENT_WORDS
from rules.holds import on_hold
from rules.next_action import awaited
from rules.wording import (
    ACTION_WORDS,
    DEADLINE_WORDS,
    OUTCOME_WORDS,
    STAGE_TITLES,
    TASK_WORDS,
    holder_words,
    moment,
)
from schemas.events.event import VisitEvent
from schemas.events.invitation import LetterFailed
from schemas.events.visit import TaskRaised
from schemas.messages import OpenVisit
from schemas.parts import Task
from schemas.state import NextAction, VisitState
from schemas.streams import AnyEvent
from schemas.values import Owner, Stage

E = TypeVar("E", bound=AnyEvent)

_SUMMARY_LIMIT = 110
"""Characters; the Web UI cuts at 120, the server refuses beyond 400 bytes."""

_FIRM = "\N{NO-BREAK SPACE}"
"""The Web UI breaks lines in any column of a table, and draws columns with no gap between them."""

_NO_OWNER = {
    Owner.ENGINE: ("nobody, it happens by itself", "When"),
    Owner.NOBODY: ("nobody", "Until"),
}
"""Who must act where nobody must, and what the date beside it then is."""


def record_summary(batch: Sequence[VisitEvent]) -> str:
    """What a record activity writes down, e.g. `Team confirmed, two days set`."""
    return summary_of(_event_words(event) for event in batch)


def deadline_summary(deadlines: Sequence[Deadline]) -> str:
    """What the nearest timer is for, e.g. `Until Mon 5 Oct 2020 17:00: the surveys close`."""
    return short(f"Until {_nearest(deadlines)}")


def successor_summary(opening: OpenVisit) -> str:
    """What opens a successor, e.g. `Open the successor for Mon 2 Nov 2020: interim-e10000016-2`."""
    return short(f"Open the successor for {opening.day_one:%a %-d %b %Y}: {opening.visit_id}")


def static_summary(message: OpenVisit, area_name: str) -> str:
    """A visit in one line of a list, e.g. `Area SEND visit: Kent (E10000016), South East`."""
    return short(f"Area SEND visit: {area_name} ({message.area}), {message.region}")


def static_details(message: OpenVisit, area_name: str) -> str:
    """What a visit was opened as; what changes is in its current details."""
    rows = (
        ("Area", f"{area_name} ({message.area}), {message.council_type}"),
        ("Region", message.region.value),
        ("Programme", message.programme),
        ("Day one as planned", f"{message.day_one:%a %-d %b %Y}"),
        ("Opened by", message.actor),
    )
    return table("Opened as", "", rows)


def current_details(state: VisitState, recent: Sequence[VisitEvent]) -> str:
    """A visit at a glance, as Markdown: stage, next action, tasks, dates, the last events."""
    coming = awaited(state)
    rows = [
        ("Stage", _stage(state)),
        *_next(coming, state.tasks),
        *(("A person must see to", _task(task)) for task in state.tasks),
        *_coming(open_deadlines(state), coming),
        ("Two days", _days(state)),
    ]
    return details_of("Where it stands", rows, recent, _event_words)


def _stage(state: VisitState) -> str:
    title = STAGE_TITLES[state.stage]
    if state.outcome:
        return f"{title}: {OUTCOME_WORDS[state.outcome]}"
    if state.pause is not None:
        stands = "on hold" if on_hold(state) else "paused"
        return f"{title}, {stands} since {moment(state.pause.since)}"
    order = list(Stage)
    return f"{title} (stage {order.index(state.stage) + 1} of {len(order)})"


def _next(coming: NextAction, tasks: Sequence[Task]) -> Iterator[tuple[str, str]]:
    who, when = _NO_OWNER.get(coming.owner, (holder_words(coming), "By when"))
    due = coming.due
    # Details are written when something happens, so what has passed is known from the tasks.
    passed = due is not None and any(task.raised_at >= due for task in tasks)
    yield "What happens next", ACTION_WORDS[coming.action]
    yield "Who must act", who
    yield when, f"{moment(due)}{', which has passed' if passed else ''}"


def _task(task: Task) -> str:
    letter = f" ({task.letter})" if task.letter else ""
    return f"{TASK_WORDS[task.kind].removesuffix('.')}{letter}. Since {moment(task.raised_at)}"


def _coming(deadlines: Sequence[Deadline], coming: NextAction) -> Iterator[tuple[str, str]]:
    """The nearest date, unless it only says again by when the next action is due."""
    at = deadlines[0].at if deadlines else None
    if at is not None and (at != coming.due or len([d for d in deadlines if d.at == at]) > 1):
        yield "Next date", _nearest(deadlines)


def _days(state: VisitState) -> str:
    if state.days is None:
        return f"planned from {state.day_one:%a %-d %b %Y}"
    mode = f", {state.mode.replace('_', ' ')}" if state.mode else ""
    return f"{state.days.day_one:%a %-d %b %Y} and {state.days.day_two:%a %-d %b %Y}{mode}"


def _nearest(deadlines: Sequence[Deadline]) -> str:
    at = deadlines[0].at
    words = "; ".join(DEADLINE_WORDS[d.kind] for d in deadlines if d.at == at)
    return f"{moment(at)}: {words}"


def _event_words(event: VisitEvent) -> str:
    """What happened; for a task also which, for a letter also whose."""
    words = EVENT_WORDS[event.fact.type]
    match event.fact:
        case TaskRaised(task=kind):
            return f"{words}: {TASK_WORDS[kind].removesuffix('.')}"
        case LetterFailed(outcome=outcome):
            return f"{words}: {outcome.key}"
        case _:
            return words


def summary_of(happened: Iterable[str]) -> str:
    """Several things that happened in one line, each once."""
    words = ", ".join(dict.fromkeys(happened))
    return short(words[:1].upper() + words[1:])


def details_of(
    title: str,
    rows: Sequence[tuple[str, str]],
    recent: Sequence[E],
    words: Callable[[E], str],
) -> str:
    """A process at a glance, as Markdown: where it stands, and its last events, latest first."""
    happened = [(moment(event.at), words(event)) for event in reversed(recent)]
    return "\n\n".join((table(title, "", rows), table("When (London)", "What happened", happened)))


def table(name: str, value: str, rows: Sequence[tuple[str, str]]) -> str:
    """A Markdown table as the Web UI draws it; with a heading for values, rows are plain."""
    bold = "" if value else "**"
    lines = [f"| {_firm(name)} | {value} |", "|:--|:--|"]
    return "\n".join([*lines, *(f"| {bold}{_firm(n)}{bold} | {v} |" for n, v in rows)])


def _firm(text: str) -> str:
    return text.replace(" ", _FIRM) + 3 * _FIRM


def short(text: str) -> str:
    """A summary that the Web UI does not cut."""
    return text if len(text) <= _SUMMARY_LIMIT else f"{text[: _SUMMARY_LIMIT - 1]}…"
