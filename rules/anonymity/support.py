"""What a report says rests on enough areas, and so does all that can be worked out of it."""

from collections.abc import Collection, Mapping

from schemas.anonymity import Failure

FEW_AREAS = "few-areas"
FEW_OTHERS = "few-others"
DIFFERENCE = "difference"


def rests_on_enough(place: str, areas: Collection[str], least: int = 3) -> list[Failure]:
    """Refuse a statement or row that rests on fewer areas than the policy asks.

    Args:
        place: Where it stands.
        areas: Codes, or ids of visits to different areas.
        least: The policy's number of areas.
    """
    count = len(frozenset(areas))
    if count >= least:
        return []
    said = (
        f"{place} rests on {count} area{'' if count == 1 else 's'}, and at least {least} are "
        "needed. Let it rest on findings of more areas, or leave it out."
    )
    return [Failure(place=place, rule=FEW_AREAS, sentence=said)]


def leaves_enough(
    place: str, areas: Collection[str], published: Collection[str], least: int = 3
) -> list[Failure]:
    """Refuse what tells of the few areas that it leaves out; of none is fine.

    Args:
        place: Where it stands.
        areas: On which it rests.
        published: All areas that the report is known to be about.
        least: The policy's number of areas.
    """
    others = len(frozenset(published) - frozenset(areas))
    if not 0 < others < least:
        return []
    said = (
        f"{place} is about all areas but {others}, so that whoever knows them learns of those. "
        f"Let it rest on all areas, or leave out at least {least}."
    )
    return [Failure(place=place, rule=FEW_OTHERS, sentence=said)]


def differs_enough(
    place: str, areas: Collection[str], earlier: Mapping[str, Collection[str]], least: int = 3
) -> list[Failure]:
    """Refuse what differs by a few areas from what was published with the same theme and kind.

    Args:
        place: Where it stands.
        areas: On which it rests.
        earlier: The areas of each earlier statement or row of the same theme and kind, by title.
        least: The policy's number of areas.
    """
    now = frozenset(areas)
    failures = []
    for title, before in earlier.items():
        gone, come = frozenset(before) - now, now - frozenset(before)
        few = [len(some) for some in (gone, come) if 0 < len(some) < least]
        if few:
            said = (
                f"{place} differs from “{title}” by {min(few)} area"
                f"{'' if min(few) == 1 else 's'}, so that whoever holds both learns of them. Let "
                f"it rest on the same areas, or on at least {least} others, or leave it out."
            )
            failures.append(Failure(place=place, rule=DIFFERENCE, sentence=said))
    return failures
