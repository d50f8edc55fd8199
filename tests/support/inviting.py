"""Invitations on their way, and what there is to see of them."""

from schemas.state import Invitation
from schemas.values import LetterStatus, TaskKind
from tests.support import visits
from tests.support.visits import Visit, at, invited, outcome, settled

DELIVERED, SENT = LetterStatus.DELIVERED, LetterStatus.SENT
REFUSED, UNCERTAIN = LetterStatus.REFUSED, LetterStatus.UNCERTAIN
TEN_PAST = at("2020-09-07 09:10")


def invitation_of(visit: Visit) -> Invitation:
    assert visit.state.invitation is not None
    return visit.state.invitation


def tasks(visit: Visit) -> list[tuple[TaskKind, str | None]]:
    return [(task.kind, task.letter) for task in visit.state.tasks]


def all_but(*failed: str, status: LetterStatus = DELIVERED) -> Visit:
    """Everybody but these has the invitation; these refused it."""
    outcomes = [
        outcome(ref, REFUSED if ref in failed else status, TEN_PAST) for ref in visits.INVITED
    ]
    return invited().at(TEN_PAST).told(settled(*outcomes))
