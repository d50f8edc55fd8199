"""Whether there is any letter of a visit of which something can be decided."""

from datetime import datetime

from rules.correspondence import rounds_written
from rules.refusals import RefusalCode, Refused
from schemas.state import VisitState


def open_to_letters(state: VisitState, _now: datetime) -> None:
    """Refuse what is about a letter while no letter was written and none is asked about.

    Raises:
        Refused: There is none.
    """
    asked_about = any(task.letter is not None for task in state.tasks)
    if not asked_about and not any(rounds_written(state).values()):
        raise Refused(
            RefusalCode.LETTER,
            f"No letter of visit {state.visit_id} has been written yet; "
            f"`visits letters {state.visit_id}` shows those that were.",
        )
