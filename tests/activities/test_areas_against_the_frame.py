"""Whoever has the list of councils learns nothing of few areas from the table of areas.

The attacker here is another solver, told nothing but what is printed, the list, and the sums.
"""

import random
from collections import Counter
from collections.abc import Mapping
from datetime import date

import pytest
from ortools.sat.python import cp_model

from activities.report_tables import known_of, protected
from register.areas import areas_on
from rules.report.composing import Protected
from rules.report.counts import counted, there_are
from rules.report.frame import frame_of
from schemas.areas import CouncilType, Region
from schemas.evidence import AgreedNote, VisitEvidence
from schemas.report.tables import NATION, TOTAL
from schemas.report.values import ReportPolicy
from tests.support.national_report import _NOW as NOW

DAY = date(2020, 10, 5)
LEAST = 3
Cell = tuple[str, str]


def evidence(code: str, region: Region, kind: CouncilType) -> VisitEvidence:
    return VisitEvidence(
        visit=f"visit-{code.lower()}",
        area=code,
        region=region,
        council_type=kind,
        agreed=AgreedNote(version=1, digest="a" * 64, agreed_at=NOW),
    )


def table(number: int, seed: int, *, with_frame: bool) -> tuple[Protected, Mapping[Cell, int]]:
    """The table of areas of a report on some areas, and how many councils there are."""
    there = areas_on(DAY)
    drawn = random.Random(seed).sample(there, number)  # noqa: S311 - invented visits
    visits = [evidence(one.gss_code, one.region, one.council_type) for one in drawn]
    possible = Counter((one.region, one.council_type) for one in there)
    areas = counted(visits, ReportPolicy(), possible)[0]
    known = known_of(areas, [], frozenset(one.visit for one in visits))
    limits = there_are(possible)
    frame = frame_of(limits, areas.counts) if with_frame else None
    return protected(areas, known, 10, frame), {(one, two): n for (one, two), n in limits.items()}


def learnt(given: Protected, limits: Mapping[Cell, int], visited: int) -> list[str]:
    """The hidden cells that tell of few areas, or of few that were not visited."""
    regions, kinds = given.table.levels(0)[1:], given.table.levels(1)[1:]
    model = cp_model.CpModel()
    one = {
        (region, kind): model.new_int_var(0, limits.get((region, kind), 0), f"{region} {kind}")
        for region in regions
        for kind in kinds
    }
    sums: dict[Cell, cp_model.LinearExprT] = {}
    most: dict[Cell, int] = {}
    for region in [NATION, *regions]:
        for kind in [TOTAL, *kinds]:
            parts = [
                cell for cell in one if region in {NATION, cell[0]} and kind in {TOTAL, cell[1]}
            ]
            sums[region, kind] = sum(one[cell] for cell in parts)
            most[region, kind] = sum(limits.get(cell, 0) for cell in parts)
    model.add(sums[NATION, TOTAL] == visited)
    for cell, total in sums.items():
        if cell in given.shown:
            model.add(total == given.shown[cell])
    everywhere = most[NATION, TOTAL]
    found = []
    for cell, total in sums.items():
        if cell in given.shown:
            continue
        lower, upper = (_end(model, total, sign) for sign in (1, -1))
        first, last = max(0, visited - everywhere + most[cell]), min(most[cell], visited)
        if first == last:
            continue
        known = lower == upper
        small = upper < min(LEAST, last)
        nearly_all = lower > max(most[cell] - LEAST, first)
        if known or small or nearly_all:
            found.append(f"{cell}: {lower} to {upper} of {most[cell]}")
    return found


def _end(model: cp_model.CpModel, total: cp_model.LinearExprT, sign: int) -> int:
    model.minimize(sign * total)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(model) == cp_model.OPTIMAL
    return sign * round(solver.objective_value)


CASES = [(number, seed) for number in (3, 6, 10, 30, 75, 120, 146, 149) for seed in range(3)]


@pytest.mark.parametrize(("number", "seed"), CASES)
def test_the_list_of_councils_gives_nobody_away(number: int, seed: int) -> None:
    given, limits = table(number, seed, with_frame=True)
    assert learnt(given, limits, number) == []
    for cell, count in given.shown.items():
        if cell == (NATION, TOTAL):
            continue
        most = sum(
            n
            for (region, kind), n in limits.items()
            if cell[0] in {NATION, region} and cell[1] in {TOTAL, kind}
        )
        assert not count or most == count or most - count >= LEAST, cell
    assert (NATION, TOTAL) in given.shown


def test_without_it_areas_would_be_given_away() -> None:
    """What this is for: it was so before."""
    leaks = [learnt(*table(number, seed, with_frame=False), number) for number, seed in CASES]
    assert sum(map(bool, leaks)) > 5


def test_of_every_area_there_is_everything_is_shown_that_is_not_small() -> None:
    every = len(areas_on(DAY))
    given, limits = table(every, 1, with_frame=True)
    hidden = {cell for cell in _cells(given) if cell not in given.shown}
    assert learnt(given, limits, every) == []
    assert len(hidden) < 12


def _cells(given: Protected) -> list[Cell]:
    return [(one, two) for one in given.table.levels(0) for two in given.table.levels(1)]
