"""What a plan's text says that cannot be a plan, beyond what each of its values may be."""

from collections.abc import Iterator, Sequence

from rules.planning.plan_days import is_working
from schemas.plan import PlanRequest

Where = tuple[int | str, ...]
"""The names and numbers by which one comes to a value of the text."""

_LIKE_A_CODE = 9  # characters of a GSS code, such as E06000001


def contradictions(request: PlanRequest) -> Iterator[tuple[Where, str]]:
    """Each place with what is wrong there, to follow its name in a sentence."""
    days = [day for day in request.window.days() if is_working(day, request.bank_holidays)]
    if len(days) < 2:  # noqa: PLR2004 - the two days of a visit
        yield ("window",), "has no two working days"
    yield from repeated([visit.area for visit in request.visits], "visits", "area")
    yield from repeated([inspector.ref for inspector in request.inspectors], "inspectors", "ref")
    for number, visit in enumerate(request.visits):
        if visit.area not in request.areas:
            yield ("visits", number, "area"), f"(“{visit.area}”) is none of the areas"
        if visit.latest < visit.earliest:
            why = f"({visit.latest}) is before the earliest day ({visit.earliest})"
            yield ("visits", number, "latest"), why
    regions = {area.region.casefold(): area.region for area in request.areas.values()}
    for number, inspector in enumerate(request.inspectors):
        spelt = regions.get(inspector.home.casefold(), inspector.home)
        if spelt != inspector.home:
            why = f"(“{inspector.home}”) is spelt “{spelt}” in areas; spell it so"
            yield ("inspectors", number, "home"), why
        for entry, code in enumerate(inspector.conflicts):
            if code not in request.areas and not _may_be_an_area(code):
                why = f"(“{code}”) is neither one of the areas nor a code of one"
                yield ("inspectors", number, "conflicts", entry), why


def _may_be_an_area(code: str) -> bool:
    """Whether it could be an area that is not in this plan, with which one may be in conflict."""
    return len(code) == _LIKE_A_CODE and code.startswith("E") and code[1:].isdecimal()


def repeated(
    values: Sequence[str], field: str, name: str
) -> Iterator[tuple[tuple[str, int, str], str]]:
    """Where a value stands that stood before: the field, the entry's place from 0 on, its name."""
    seen: dict[str, int] = {}
    for number, value in enumerate(values):
        if value in seen:
            yield (field, number, name), f"(“{value}”) is that of entry {seen[value] + 1}, too"
        seen.setdefault(value, number)
