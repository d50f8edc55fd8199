"""Which copy of letters somebody is written.

The first, until their address is corrected, they come back after they had left, or something is
sent to them again: then whatever they are written from there on is another copy, with a key of its
own, so that nothing that has gone to an old address stands in its way.
"""

from schemas.ids import PersonRef
from schemas.parts import Copies
from schemas.state import VisitState


def copy_number(state: VisitState, person: PersonRef) -> int:
    """Which copy somebody is written now; 1 for whoever nothing of that kind has befallen."""
    return next((each.number for each in state.copies if each.person == person), 1)


def with_another_copy(state: VisitState, *people: PersonRef) -> tuple[Copies, ...]:
    """The copies once each of these people is written another one."""
    others = tuple(each for each in state.copies if each.person not in people)
    return (
        *others,
        *(Copies(person=ref, number=copy_number(state, ref) + 1) for ref in dict.fromkeys(people)),
    )


def people_in(state: VisitState) -> frozenset[PersonRef]:
    """Whoever has a part in a visit: contacts, the officer, the team."""
    officer = [state.officer] if state.officer else []
    return frozenset(
        [
            *(contact.ref for contact in state.contacts),
            *officer,
            *(member.inspector for member in state.team),
        ]
    )
