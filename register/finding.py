"""Finds visits by what somebody has in their hand: an area, a person, a reference, a letter."""

from typing import NamedTuple

from register.area_names import AreaNotPlain, codes_named
from register.areas import UnknownArea
from register.connection import Connection
from register.visits import list_visits
from schemas.ids import VisitId
from schemas.state import VisitState

_MOST = 200


class FoundPerson(NamedTuple):
    """Somebody whom a visit knows.

    Attributes:
        visit: Which visit.
        ref: By which reference.
        name: Theirs.
        organisation: Theirs.
    """

    visit: VisitId
    ref: str
    name: str
    organisation: str


class FoundLetter(NamedTuple):
    """A letter.

    Attributes:
        visit: Of which visit.
        key: Its key.
    """

    visit: VisitId
    key: str


class FoundAll(NamedTuple):
    """Whatever fits; `more` is whether there was more than is given.

    Attributes:
        visits: By area or reference.
        people: By name, address or reference.
        letters: By key.
        more: Whether some were left out.
    """

    visits: tuple[VisitState, ...]
    people: tuple[FoundPerson, ...]
    letters: tuple[FoundLetter, ...]
    more: bool

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.visits or self.people or self.letters)


async def find(connection: Connection, wanted: str) -> FoundAll:
    """Everything that fits some words; nothing fits none.

    Args:
        connection: Any.
        wanted: A part of a name, an address, a reference or a key, in any case.
    """
    words = wanted.strip().casefold()
    if not words:
        return FoundAll((), (), (), more=False)
    codes = _codes(wanted)
    visits = [
        state
        for state in await list_visits(connection)
        if state.area in codes or words in state.visit_id
    ]
    people = await connection.fetch(
        "SELECT DISTINCT ON (visit_id, ref) visit_id, ref, name, organisation FROM people"
        " WHERE strpos(lower(name), $1) > 0 OR strpos(lower(email), $1) > 0 OR lower(ref) = $1"
        " ORDER BY visit_id, ref, number DESC LIMIT $2",
        words,
        _MOST + 1,
    )
    letters = await connection.fetch(
        "SELECT visit_id, key FROM letters WHERE strpos(lower(key), $1) > 0 AND strpos($1, '/') > 0"
        " ORDER BY key LIMIT $2",
        words,
        _MOST + 1,
    )
    return FoundAll(
        visits=tuple(visits[:_MOST]),
        people=tuple(
            FoundPerson(row["visit_id"], row["ref"], row["name"], row["organisation"])
            for row in people[:_MOST]
        ),
        letters=tuple(FoundLetter(row["visit_id"], row["key"]) for row in letters[:_MOST]),
        more=max(len(visits), len(people), len(letters)) > _MOST,
    )


def _codes(wanted: str) -> frozenset[str]:
    try:
        return codes_named(wanted.strip())
    except (UnknownArea, AreaNotPlain):
        return frozenset()
