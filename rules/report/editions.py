"""What a report may be beside those that were published: the same visits, or those and more."""

from collections.abc import Iterable

from schemas.anonymity import Failure
from schemas.ids import VisitId
from schemas.report.content import Relation

OVERLAP = "overlap"


def overlapping(
    visits: frozenset[VisitId], earlier: Iterable[tuple[str, frozenset[VisitId]]]
) -> list[Failure]:
    """Earlier reports on some of the same visits and on others: what differs tells of the others.

    A report on the same visits, on those and more, or on none of them can be protected.

    Args:
        visits: On which this report rests.
        earlier: Title of each of those, which another may have too, and on which it rests.
    """
    return [
        Failure(
            place="visits",
            rule=OVERLAP,
            sentence=(
                f"“{title}” rests on {len(before & visits)} of these {len(visits)} visits and on "
                f"{_others(len(before - visits))}, so that whoever holds both could tell those "
                "apart. Begin a report on all of its visits, or on all of them and more, or on "
                "none of them."
            ),
        )
        for title, before in earlier
        if before & visits and before - visits
    ]


def _others(number: int) -> str:
    return "one other" if number == 1 else f"{number} others"


def relation_to(visits: frozenset[VisitId], before: frozenset[VisitId]) -> Relation:
    """What a report is to an earlier one of its programme."""
    return Relation.REPLACES if before == visits else Relation.ADDS_TO
