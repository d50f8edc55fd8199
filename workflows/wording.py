"""What operators read in the Temporal Web UI: summaries, and the details of a visit.

Nothing personal: references, dates, kinds. A table needs a header row to be drawn as one.
"""

from collections.abc import Sequence

from rules.deadlines import Deadline
from rules.next_action import next_action
from rules.wording import (
    ACTION_WORDS,
    DEADLINE_WORDS,
    EVENT_WORDS,
    OWNER_WORDS,
    STAGE_TITLES,
    TASK_WORDS,
    moment,
)
from schemas.events import Event
from schemas.messages import OpenVisit
from schemas.state import VisitState

_SUMMARY_LIMIT = 110
"""Characters; the Web UI cuts at 120, the server refuses beyond 400 bytes."""


def record_summary(batch: Sequence[Event]) -> str:
    """What a record activity writes down, e.g. `Record: team confirmed, two days set`."""
    words = ", ".join(dict.fromkeys(EVENT_WORDS[event.type] for event in batch))
    return _short(f"Record: {words}")


def deadline_summary(deadlines: Sequence[Deadline]) -> str:
    """What the nearest timer is for, e.g. `Until Mon 5 Oct 2020 17:00: the surveys close`."""
    at = deadlines[0].at
    words = "; ".join(DEADLINE_WORDS[d.kind] for d in deadlines if d.at == at)
    return _short(f"Until {moment(at)}: {words}")


def _short(text: str) -> str:
    return text if len(text) <= _SUMMARY_LIMIT else f"{text[: _SUMMARY_LIMIT - 1]}…"


def static_summary(message: OpenVisit, area_name: str) -> str:
    """A visit in one line of a list, e.g. `Area SEND visit: Kent (E10000016), South East`."""
    return _short(f"Area SEND visit: {area_name} ({message.area}), {message.region}")


def static_details(message: OpenVisit, area_name: str) -> str:
    """What a visit was opened as; what changes is in its current details."""
    rows = (
        ("Area", f"{area_name} ({message.area}), {message.council_type}"),
        ("Region", message.region.value),
        ("Programme", message.programme),
        ("Day one as planned", f"{message.day_one:%a %-d %b %Y}"),
        ("Opened by", message.actor),
    )
    return "\n".join(
        ["| Opened as | |", "|---|---|", *(f"| **{name}** | {value} |" for name, value in rows)]
    )


def current_details(state: VisitState, recent: Sequence[Event]) -> str:
    """A visit at a glance, as Markdown: stage, dates, next action, tasks, the last events."""
    coming = next_action(state)
    days = f"{state.days.day_one:%a %-d %b %Y} and the next working day" if state.days else (
        f"planned for {state.day_one:%a %-d %b %Y}"
    )
    rows = [
        ("Stage", STAGE_TITLES[state.stage] + (f" ({state.outcome})" if state.outcome else "")),
        ("Two days", days),
        ("How", state.mode.replace("_", " ") if state.mode else "–"),
        ("Next", ACTION_WORDS[coming.action]),
        ("Who", OWNER_WORDS[coming.owner]),
        ("By", moment(coming.due)),
        *(("A person must see to", TASK_WORDS[task.kind]) for task in state.tasks),
    ]
    lines = ["| Visit | |", "|---|---|", *(f"| **{name}** | {value} |" for name, value in rows)]
    lines += ["", "| When | What happened |", "|---|---|"]
    lines += [f"| {moment(event.at)} | {EVENT_WORDS[event.type]} |" for event in reversed(recent)]
    return "\n".join(lines)
