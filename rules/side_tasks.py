"""What people must do for what lives beside a visit."""

from dataclasses import dataclass
from datetime import datetime

from rules.side_processes import needs_a_person, side_owner
from rules.side_wording import side_command, side_stands, side_title
from schemas.ids import VisitId
from schemas.side_processes import SideState, SideSubject
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


def side_todo(state: SideState, now: datetime) -> SideToDo | None:
    """What a person must do for it, if anything.

    Args:
        state: The referral or complaint.
        now: The moment, aware.
    """
    command = side_command(state)
    if command is None:
        return None
    late = needs_a_person(state) or (state.due is not None and state.due <= now)
    return SideToDo(
        visit_id=state.visit_id,
        subject=state.subject,
        words=f"{side_title(state)}: {side_stands(state)}.",
        command=command,
        owner=side_owner(state),
        due=state.changed_at if needs_a_person(state) or state.due is None else state.due,
        overdue=late,
    )
