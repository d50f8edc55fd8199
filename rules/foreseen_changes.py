"""What would be otherwise after a decision: dates and tasks, before and after."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from rules.deadlines import DEADLINES, TASKS, open_deadlines
from rules.foreseen import Foreseen
from rules.programme import programme_deadlines, programme_tasks
from schemas.programme import ProgrammeState
from schemas.state import VisitState


class ChangedDate(NamedTuple):
    """A date that would change.

    Attributes:
        words: What happens or is due then.
        before: When it is now; `None` where it would be new.
        after: When it would be; `None` where it would matter no more.
    """

    words: str
    before: datetime | None
    after: datetime | None


def changed_dates(foreseen: Foreseen) -> list[ChangedDate]:
    """The dates that would change: the nearest first, those that matter no more last."""
    before, after = _dates(foreseen.before), _dates(foreseen.after)
    changed = [
        ChangedDate(words, before.get(words), after.get(words))
        for words in dict.fromkeys([*after, *before])
        if before.get(words) != after.get(words)
    ]
    return sorted(changed, key=lambda each: (each.after is None, each.after or each.before))


# `Any` process, or none: `object` will do to look at it.
def _dates(state: object) -> dict[str, datetime]:
    if isinstance(state, VisitState):
        return {DEADLINES[due.kind].words: due.at for due in open_deadlines(state)}
    if isinstance(state, ProgrammeState):
        waves = programme_deadlines(state)
        return {"the next wave is opened": waves[0].at} if waves else {}
    due = getattr(state, "due", None)
    return {"its next deadline": due} if isinstance(due, datetime) else {}


def changed_tasks(foreseen: Foreseen) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a person would be asked to see to, and what nobody would be asked any more."""
    before, after = list(_tasks(foreseen.before)), list(_tasks(foreseen.after))
    return (
        tuple(words for words in after if words not in before),
        tuple(words for words in before if words not in after),
    )


def _tasks(state: object) -> Iterator[str]:
    if isinstance(state, VisitState):
        for task in state.tasks:
            letter = f" {task.letter}" if task.letter else ""
            yield f"{TASKS[task.kind].words}{letter}"
    if isinstance(state, ProgrammeState):
        yield from (task.words for task in programme_tasks(state))
