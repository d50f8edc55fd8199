"""What people must do for what lives beside a visit."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rules.side_process import SideProcess, StateT
from rules.side_wording import side_command, side_title
from schemas.ids import VisitId
from schemas.side_processes import SideSubject
from schemas.values import Owner


@dataclass(frozen=True)
class SideToDo:
    """One thing for a person.

    Attributes:
        visit_id: Beside which visit.
        subject: Which referral or complaint.
        words: What it is and where it stands.
        command: How it is done.
        owner: Who holds it.
        due: By when; once its time has passed, since when it waits.
        overdue: Whether its time has passed.
    """

    visit_id: VisitId
    subject: SideSubject
    words: str
    command: str
    owner: Owner
    due: datetime
    overdue: bool


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
