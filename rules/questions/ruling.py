"""What somebody may decide who answers by a personal link."""

from rules.questions.asked import Standing
from rules.questions.table import ASKED
from rules.refusals import RefusalCode, Refused
from schemas.base import Model
from schemas.forms.form import messages_of
from schemas.messages import RecordDelivery
from schemas.questions import Link
from schemas.state import VisitState
from schemas.values import LetterStatus


def standing_of(link: Link, state: VisitState) -> Standing:
    """Whether what a link asks can be answered by it."""
    if link.withdrawn_at is not None or link.answered_at is not None:
        return Standing.OVER
    if link.recipient not in set(ASKED[link.question].of(state)):
        return Standing.OVER  # somebody else has their place by now
    return ASKED[link.question].standing(state, link)


def require_answer(link: Link, state: VisitState, message: Model) -> None:
    """Refuse what is no answer to the question of a link, or is none of its person's.

    That a letter arrived is known of the link's own letter, by its being opened.

    Raises:
        Refused: It is not.
    """
    if isinstance(message, RecordDelivery):
        if (message.letter, message.status) == (link.letter, LetterStatus.DELIVERED):
            return
        raise _refused()
    asked = ASKED[link.question]
    if type(message) not in messages_of(asked.form):
        raise _refused()
    if standing_of(link, state) is not Standing.OPEN:
        raise Refused(
            RefusalCode.PERMISSION,
            "That was not recorded: meanwhile what this link asks has been answered, or is not "
            "asked any more.",
        )
    given = asked.given(state, link)
    if any(getattr(message, name, value) != value for name, value in given.items()):
        raise _refused()
    if not asked.theirs(message, link):
        raise _refused()


def _refused() -> Refused:
    return Refused(
        RefusalCode.PERMISSION,
        "That was not recorded: a personal link answers the one question that it was made for, "
        "for as long as that is open.",
    )
