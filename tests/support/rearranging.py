"""What is settled anew for a visit, and the letters that follow from it."""

from datetime import date

from rules.correspondence import letters_after
from rules.evolve import evolve
from schemas.ids import PersonRef
from schemas.letters import LetterOrder
from schemas.parts import Contact
from schemas.values import ConflictKind, ContactRole, LetterKind
from tests.support.visits import CONTACTS, HEALTH_2, TEAM, Visit, declare, planned

NEXT_TUESDAY, NEXT_WEDNESDAY = date(2020, 10, 13), date(2020, 10, 14)
HEALTH_3 = Contact(ref="health-3", role=ContactRole.ACCOUNTABLE_OFFICER)
OTHER_LEADERS = tuple(HEALTH_3 if contact == HEALTH_2 else contact for contact in CONTACTS)


def conflicted(*, of: Visit | None = None) -> Visit:
    """An inspector of the team declares a conflict."""
    return (of or planned()).told(declare(TEAM[1], conflicts=[ConflictKind.VALUES]))


def letters(visit: Visit, since: Visit) -> list[LetterOrder]:
    """The letters that followed since an earlier moment."""
    state = since.state
    orders: list[LetterOrder] = []
    for event in visit.events[len(since.events) :]:
        state = evolve(state, event)
        orders += letters_after(state, event)
    return orders


def told(orders: list[LetterOrder], kind: LetterKind) -> set[PersonRef]:
    return {order.recipient for order in orders if order.kind is kind}
