"""What a report says rests on enough areas, and so does all that can be worked out of it."""

from collections.abc import Collection

from schemas.anonymity import Failure

FEW_AREAS = "few-areas"
FEW_OTHERS = "few-others"


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
