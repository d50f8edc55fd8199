"""Whoever has the list of councils learns nothing of few areas from the table of areas.

The attacker here is another solver, told nothing but what is printed, the list, and the sums.
"""

import random
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from ortools.sat.python import cp_model

from activities.report_gate import gate
from activities.report_material import Material, sizes_of
from activities.report_tables import Against, known_of, protected
from register.areas import areas_on
from rules.report.composing import Protected
from rules.report.counts import counted, there_are
from rules.report.frame import frame_of
from schemas.areas import CouncilType, Region
from schemas.evidence import AgreedNote, VisitEvidence
from schemas.report.tables import NATION, TOTAL, Shorthand
from schemas.report.values import ReportPolicy
from schemas.selection import Frame
from tests.support.national_report import national_material, passed

DAY = date(2020, 10, 5)
AGREED = datetime(2021, 7, 5, 9, tzinfo=UTC)
LEAST = 3
SIZES = ("Large", "Middling", "Small")
Cell = tuple[str, str]


def evidence(code: str, region: Region, kind: CouncilType) -> VisitEvidence:
    return VisitEvidence(
        visit=f"visit-{code.lower()}",
        area=code,
        region=region,
        council_type=kind,
        agreed=AgreedNote(
            version=1, digest="a" * 64, agreed_at=datetime(2021, 7, 5, 9, tzinfo=UTC)
        ),
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
    against = Against(frame_of(limits, areas.counts)) if with_frame else None
    return protected(areas, known, 10, against), {(one, two): n for (one, two), n in limits.items()}


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


def sized(number: int, seed: int) -> Material:
    """Areas whose size goes with where they are, so that the two tables tell of each other."""
    material = national_material(number)
    drawn = random.Random(seed)  # noqa: S311 - invented sizes
    there = material.there
    usual = {region: drawn.choice(SIZES) for region in Region}
    sizes = {
        one.gss_code: usual[one.region] if drawn.random() < 0.8 else drawn.choice(SIZES)
        for one in there
    }
    bare = material.state.model_copy(update={"statements": ()})
    return material._replace(state=bare, sizes=sizes)


@pytest.mark.parametrize(("number", "seed"), [(6, 1), (12, 2), (40, 1), (110, 1), (149, 2)])
def test_sizes_and_regions_together_give_nobody_away(number: int, seed: int) -> None:
    material = sized(number, seed)
    printed = {one.id: one for one in passed(material).context}
    model = cp_model.CpModel()
    limits = Counter(
        (one.region.value, capital(one.council_type.value), material.sizes[one.gss_code])
        for one in material.there
    )
    one = {cell: model.new_int_var(0, most, str(cell)) for cell, most in limits.items()}
    hidden = []
    for name, places in (("areas", (0, 1)), ("areas_by_size", (2,))):
        for row in printed[name].rows:
            cells = [
                cell
                for cell in one
                if all(
                    level in {NATION, TOTAL, cell[place]}
                    for place, level in zip(places, row.by, strict=True)
                )
            ]
            total: cp_model.LinearExprT = sum(one[cell] for cell in cells)
            if isinstance(row.values[0], Decimal):
                model.add(total == int(row.values[0]))
            elif row.values[0] is Shorthand.CONFIDENTIAL:
                hidden.append((row.by, total, sum(limits[cell] for cell in cells)))
    everywhere = sum(limits.values())
    for by, total, most in hidden:
        lower, upper = (_end(model, total, sign) for sign in (1, -1))
        first, last = max(0, number - everywhere + most), min(most, number)
        if first < last:
            assert lower < upper, by
            assert upper >= min(LEAST, last), by
            assert lower <= max(most - LEAST, first), by


def test_sizes_are_told_where_every_area_has_one() -> None:
    whole = passed(sized(60, 1))
    (table,) = (one for one in whole.tables if one.id == "areas_by_size")
    assert [row.by for row in table.rows] == [(TOTAL,), *((size,) for size in sorted(SIZES))]
    assert table.rows[0].values == (Decimal(60),)
    assert any(isinstance(row.values[0], Decimal) for row in table.rows[1:])
    material = sized(60, 1)
    without = dict(list(material.sizes.items())[:100])
    assert "areas_by_size" not in {
        one.id for one in passed(material._replace(sizes=without)).tables
    }


def test_a_frame_says_sizes_by_its_column_in_a_few_bands() -> None:
    def frame(*rows: tuple[str, str], column: str = "size") -> Frame:
        return Frame(sha256="a" * 64, columns=("code", column), rows=rows)

    two = (("E10000016", "Large"), ("E06000001", "Small"), ("E06000002", ""))
    assert sizes_of(frame(*two)) == {"E10000016": "Large", "E06000001": "Small"}
    assert sizes_of(frame(*two, column="pupils")) == {}
    assert sizes_of(frame(*((f"E0600000{n}", f"{n}00") for n in range(9)))) == {}
    assert sizes_of(None) == {}


def test_a_size_that_names_an_area_is_refused() -> None:
    material = sized(60, 1)
    named = {code: size.replace("Large", "As Kent") for code, size in material.sizes.items()}
    found = gate(material._replace(sizes=named)).failures
    assert [one.rule for one in found] == ["named"]
    assert "areas_by_size" in found[0].place


def capital(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}"
