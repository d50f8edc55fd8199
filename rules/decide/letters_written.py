"""Whether there is any letter of a visit of which something can be decided."""

from datetime import datetime

from rules.correspondence import rounds_written
from rules.refusals import RefusalCode, Refused
from schemas.ids import LetterKey, VisitId
from schemas.state import VisitState


def open_to_letters(state: VisitState, _now: datetime) -> None:
    """Refuse what is about a letter while no letter was written and none is asked about.

    Raises:
        Refused: There is none.
    """
    asked_about = any(task.letter is not None for task in state.tasks)
    if not asked_about and not any(rounds_written(state).values()):
        raise Refused(RefusalCode.LETTER, none_written(state.visit_id))


def none_written(visit: VisitId) -> str:
    """That there is no letter at all, as a sentence."""
    return (
        f"No letter of visit {visit} has been written yet; `visits letters {visit}` shows those "
        "that were."
    )


def never_written(visit: VisitId, letter: LetterKey) -> str:
    """That there is no such letter, as a sentence."""
    return f"No letter {letter} was written; `visits letters {visit}` shows those that were."
