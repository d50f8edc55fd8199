"""School terms of local areas: imported, and looked up where days are chosen."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from register import terms as kept
from register.areas import area_name
from register.connection import Connection
from rules.terms import first_overlap, school_year_of, terms_around
from schemas.ids import AreaCode
from schemas.sentences import Sentence
from schemas.terms import SchoolTerm, TermsAround


class TermsCollide(Sentence):
    """Terms that are imported overlap with one that stays; nothing was imported."""


class Imported(NamedTuple):
    """What an import changed.

    Attributes:
        areas: How many areas the file tells of.
        terms: How many terms it has.
        added: How many of them were not recorded.
        removed: How many were recorded for these school years and are no longer.
    """

    areas: int
    terms: int
    added: int
    removed: int


async def import_terms(
    connection: Connection, given: Mapping[AreaCode, Sequence[SchoolTerm]]
) -> Imported:
    """Record the terms of areas; of the school years that they are of, in place of what there was.

    Args:
        connection: In a transaction, which is rolled back if this is refused.
        given: By area; none of an area's overlap.

    Raises:
        TermsCollide: One overlaps with a term of a school year that the file does not tell of.
    """
    await kept.lock(connection)
    known = await kept.recorded(connection, given.keys())
    added = removed = 0
    for area, terms in given.items():
        years = {school_year_of(term.first) for term in terms}
        stays = [t for t in known.get(area, []) if school_year_of(t.first) not in years]
        had = [term for term in known.get(area, []) if term not in stays]
        if both := first_overlap([*stays, *terms]):
            raise TermsCollide(_collision(area, *both))
        gone = [term for term in had if term not in terms]
        fresh = [term for term in terms if term not in had]
        await kept.remove(connection, area, gone)
        await kept.add(connection, area, fresh)
        added, removed = added + len(fresh), removed + len(gone)
    return Imported(len(given), sum(map(len, given.values())), added, removed)


def _collision(area: AreaCode, earlier: SchoolTerm, later: SchoolTerm) -> str:
    name = area_name(area, later.first)
    return (
        f"Nothing was imported: in {name} ({area}) {later.name} begins on {later.first}, before "
        f"{earlier.name} ends on {earlier.last}, which is recorded. Import both school years in "
        "one file."
    )


async def terms_for(connection: Connection, area: AreaCode, *days: date) -> TermsAround:
    """What the rules need to know of an area's terms around some days."""
    return terms_around(await kept.of_area(connection, area), *days)
