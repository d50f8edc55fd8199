"""What a programme's staff file says that nobody can plan with, beyond what each value may be."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from rules.nameless import require_nameless
from rules.planning.contradictions import repeated
from rules.refusals import Refused
from schemas.areas import Region
from schemas.ids import AreaCode, PersonRef
from schemas.personal import Person
from schemas.programme.forms import PlannedInspector
from schemas.programme.staff import Staff
from schemas.programme.state import ProgrammeState


def staff_contradictions(
    staff: Staff, frame: Collection[AreaCode], known: Collection[PersonRef] = ()
) -> Iterator[str]:
    """Each mistake, as a part of a sentence; what would be passed over in silence is one.

    Args:
        staff: As somebody wrote it.
        frame: The codes of all areas that the programme can have.
        known: References in plans that were confirmed before, which stand.
    """
    regions = [region.value for region in Region]
    refs = [one.ref for one in staff.inspectors]
    for (field, number, name), why in (
        *repeated(refs, "inspectors", "ref"),
        *repeated([one.area for one in staff.visits], "visits", "area"),
    ):
        yield f"{field} {int(number) + 1}, {name} {why}"
    for number in named_refs([as_person(one.planned) for one in staff.inspectors], known):
        yield f"inspectors {number}, ref {TELLS_WHO}"
    for number, one in enumerate(staff.inspectors, start=1):
        if one.home not in regions:
            yield (
                f"inspectors {number}, home (“{one.home}”) is no region; there are "
                f"{', '.join(regions)}"
            )
    for number, asked in enumerate(staff.visits, start=1):
        if asked.area not in frame:
            yield f"visits {number}, area ({asked.area}) is not in this programme"
        if asked.earliest and asked.latest and asked.latest < asked.earliest:
            yield (
                f"visits {number}, latest ({asked.latest}) is before the earliest day "
                f"({asked.earliest})"
            )


TELLS_WHO = (
    "tells who somebody is, and refs go where no name may; choose one that says what somebody "
    "does, such as dcs or education-2"
)


def as_person(inspector: PlannedInspector) -> Person:
    """An inspector as a letter can reach them."""
    return Person.model_validate(inspector.model_dump(exclude={"leave"}))


def named_refs(people: Sequence[Person], known: Iterable[str] = ()) -> Iterator[int]:
    """The places, from 1 on, of people whose reference says who somebody among them is.

    Args:
        people: Who are told of together.
        known: References that were taken before, and stand.
    """
    stand = set(known)
    for number, one in enumerate(people, start=1):
        try:
            require_nameless([] if one.ref in stand else [one.ref], people)
        except Refused:
            yield number


def planned_refs(state: ProgrammeState) -> set[PersonRef]:
    """The references of everybody in its plan."""
    return {member.inspector for one in state.areas if one.planned for member in one.planned.team}
