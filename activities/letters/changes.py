"""What has changed since a letter of the same kind, in words for whoever has that one."""

from collections.abc import Iterator

from activities.wording import MODES, day_words, list_words
from schemas.brief import Brief
from schemas.state import VisitState


def changed(brief: Brief) -> str | None:
    """What differs from what the reader knows; `None` where nothing does, or they know nothing."""
    if brief.before is None:
        return None
    found = list(_changes(brief.before, brief.state))
    return list_words(found) if found else None


def _changes(before: VisitState, after: VisitState) -> Iterator[str]:
    if before.days != after.days:
        yield f"the days{_were(before)}"
    if before.mode is not after.mode:
        was = f" (before: {MODES[before.mode].lower()})" if before.mode else ""
        yield f"how the visit is held{was}"
    if {m.inspector for m in before.team} != {m.inspector for m in after.team}:
        yield "the inspectors"
    if before.meetings is not None and after.meetings is not None:
        had, has = before.meetings, after.meetings
        if (had.slots, had.content) != (has.slots, has.content):
            yield "the meetings"


def _were(before: VisitState) -> str:
    if before.days is None:
        return ""
    return f" (before: {day_words(before.days.day_one)} and {day_words(before.days.day_two)})"
