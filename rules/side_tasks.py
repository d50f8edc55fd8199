"""What people must do for what lives beside a visit."""

from datetime import datetime
from typing import Any

from rules.side_process import SideProcess, StateT
from rules.side_wording import side_command, side_title
from rules.todo import SideToDo


def side_todo(kind: SideProcess[Any, StateT], state: StateT, now: datetime) -> SideToDo | None:
    """What a person must do for a side process, if anything.

    Args:
        kind: Its kind.
        state: As it is.
        now: The moment, aware.
    """
    command = side_command(kind, state)
    if command is None:
        return None
    asked = kind.needs_a_person(state)
    return SideToDo(
        visit_id=state.visit_id,
        subject=state.subject,
        words=f"{side_title(kind, state)}: {kind.words.stands(state)}.",
        command=command,
        owner=kind.owner(state),
        due=state.changed_at if asked or state.due is None else state.due,
        overdue=asked or (state.due is not None and state.due <= now),
    )
