"""What whoever decides is told before it is done, so that they can say whether it is meant.

Above all: who outside would be written to. Inspectors and coordinators are of the house.
"""

from collections.abc import Iterator

from activities.wording import list_words, role_words
from desk.answers import NotConfirmed
from register import content
from register.connection import Connection
from register.foreseen_letters import ForeseenLetter, foresee_letters
from rules.foreseen import Foreseen
from rules.letter_kinds import LETTERS
from rules.wording import moment
from schemas.ids import PersonRef, VisitId
from schemas.personal import Person
from schemas.state import VisitState
from schemas.values import ContactRole


async def require_nothing_unsaid(
    connection: Connection, visit: VisitId, foreseen: Foreseen
) -> None:
    """Stop a decision that would bring about more than it says, until that is meant.

    Args:
        connection: In the transaction in which it was taken in; it is to be rolled back.
        visit: Whose, or beside which visit.
        foreseen: What would come of it.

    Raises:
        NotConfirmed: With all that as sentences.
    """
    told = [*foreseen.sentences, *await _written_outside(connection, visit, foreseen)]
    if told:
        raise NotConfirmed(visit, tuple(told))


async def _written_outside(connection: Connection, visit: VisitId, foreseen: Foreseen) -> list[str]:
    """Who outside would be written to, a sentence for each kind of letter."""
    if not isinstance(foreseen.after, VisitState):
        return []  # what lives beside a visit writes to nobody
    book = await foresee_letters(connection, visit, foreseen.all_steps)
    if not book.fresh:
        return []
    people = await content.people_of(connection, visit)
    return list(sentences(book.fresh, people, foreseen.after))


def sentences(
    letters: list[ForeseenLetter], people: dict[PersonRef, Person], state: VisitState
) -> Iterator[str]:
    """Who outside would be written to: role and name by kind of letter.

    Args:
        letters: That would go.
        people: Of the visit, by reference.
        state: The visit.
    """
    outside = [
        letter for letter in letters if isinstance(people[letter.order.recipient].role, ContactRole)
    ]
    day = state.days.day_one if state.days else state.day_one
    for kind, when in dict.fromkeys((each.order.kind, each.not_before) for each in outside):
        readers = [
            people[each.order.recipient]
            for each in outside
            if (each.order.kind, each.not_before) == (kind, when)
        ]
        names = [f"{reader.name} ({role_words(reader.role, day)})" for reader in readers]
        once = f", not before {moment(when)}" if when else ""
        what = LETTERS[kind].words
        yield f"{what[0].upper()}{what[1:]} would go to {list_words(names)}{once}."
