"""The gate: whom a report would give away, with everything that was published before it.

It judges tables by solvers, words by matching names, and what rests on how many areas. It says of
each failure what and where; with none, what would be published is put together, and nothing else
ever is.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

import structlog
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from activities.report_material import Material
from activities.report_standing import editions
from activities.report_tables import Against, known_of, protected, told_of
from activities.report_words import told_of_areas, told_words_that_name, words_that_name
from register.reports import Published
from rules.report.composing import Protected, compose
from rules.report.counts import (
    AREAS_TABLE,
    SIZE,
    SIZES_TABLE,
    Counted,
    cell_of,
    counted,
    giving,
    there_are,
)
from rules.report.editions import OVERLAP, overlapping
from rules.report.frame import Cell, frame_of
from rules.report.graded import grading
from rules.report.reworded import said_in
from rules.report.spellings import written_otherwise
from rules.report.support import counts_few_areas, leading_to_somebody, unsupported
from rules.report.told_numbers import telling_what_is_hidden
from schemas.anonymity import Failure
from schemas.complaints import complaint
from schemas.ids import VisitId
from schemas.report.words import ExactCounts, GateResult
from schemas.sentences import Sentence

_log = structlog.get_logger(__name__)

_SECONDS = 90
"""For all tables of a report together."""
_LONGEST = 30


def gate(material: Material) -> GateResult:
    """What stands against a report, or what it would publish.

    Args:
        material: The report and what it is judged by.
    """
    visits = frozenset(one.visit for one in material.visits)
    beside = {one.report: one.digest for one in material.published}
    failures = overlapping(visits, [(one.content.title, one.visits) for one in material.published])
    wanted = [
        table
        for table in counted(
            material.visits, material.state.policy, material.possible, material.sizes
        )
        if table.id not in material.state.left_out
    ]
    failures += words_that_name(material, wanted)
    ordinary = [(one.sentence, one.word) for one in material.ordinary]
    failures += grading(told_of_areas(material), ordinary)
    failures += leading_to_somebody(
        {
            **{f"theme {name}": text for name, text in material.words.themes.items()},
            **material.words.statements,
        }
    )
    failures += unsupported(
        material.state.statements,
        material.words.statements,
        material.visits,
        policy=material.state.policy,
        earlier=[
            said
            for one in material.published
            if one.visits & visits
            for said in said_in(one.content, material.reports.get(one.report))
        ],
        ordinary=ordinary,
    )
    failures += written_otherwise(material.visits, {table.id for table in wanted})
    tables: list[Protected] = []
    if all(one.rule != OVERLAP for one in failures):  # else there is nothing to protect them with
        tables, unsafe = _tables(material, wanted, visits)
        failures += unsafe
        failures += _telling_what_is_hidden(material, tables)
    if failures:
        return GateResult(failures=tuple(failures), beside=beside)
    try:
        content = compose(
            material.state,
            material.words,
            visits=material.visits,
            days=material.days,
            tables=tables,
            earlier=editions(material.published, material.reports, visits),
        )
    except ValidationError as error:
        return GateResult(failures=tuple(_unfit(error)), beside=beside)
    if forgotten := told_words_that_name(material, content):
        return GateResult(failures=tuple(forgotten), beside=beside)
    return GateResult(content=content, beside=beside, exact=tuple(_exact(tables)))


def _telling_what_is_hidden(material: Material, tables: Sequence[Protected]) -> list[Failure]:
    """What is written, held against the tables, those that are left out or unsafe included."""
    there = {one.table.id: one for one in tables}
    every = counted(material.visits, material.state.policy, material.possible, material.sizes)
    return telling_what_is_hidden(
        told_of_areas(material),
        [there.get(table.id, Protected(table, {})) for table in every],
        [(one.sentence, one.word) for one in material.ordinary],
    )


def _tables(
    material: Material, wanted: Sequence[Counted], visits: frozenset[VisitId]
) -> tuple[list[Protected], list[Failure]]:
    """Every table that can be protected, and what stands against the others."""
    linked = [one for one in material.published if one.visits & visits]
    found: list[Protected] = []
    failures: list[Failure] = []
    for table in wanted:
        if few := _of_few_areas(table, material, linked):
            failures += few
            continue
        seconds = min(_LONGEST, _SECONDS / len(wanted))
        try:
            known = known_of(table, linked, visits)
            against = _against(material, table, found, linked)
            found.append(protected(table, known, seconds, against))
        except Sentence as error:
            failures.append(_stands_against(table, str(error)))
        except Exception as error:  # noqa: BLE001 - whatever it is, the gate stays shut
            _log.warning("table_not_judged", table=table.id, failure=type(error).__name__)
            failures.append(_stands_against(table, "It could not be judged in time."))
    return found, failures


def _of_few_areas(table: Counted, material: Material, linked: Sequence[Published]) -> list[Failure]:
    """What stands against a table of people because too few areas give to it, or gave more."""
    if table.id in {AREAS_TABLE, SIZES_TABLE}:
        return []
    earlier = [
        (one.content.title, one.visits)
        for one in linked
        if any(each.id == table.id for each in one.content.tables)
    ]
    least = material.state.policy.areas_at_least
    return counts_few_areas(table, giving(table, material.visits), earlier, least)


def _against(
    material: Material,
    table: Counted,
    before: Sequence[Protected],
    linked: Sequence[Published],
) -> Against | None:
    """What readers know of areas without a table of them; `None` for a table of people."""
    visits = frozenset(one.visit for one in material.visits)
    if table.id == AREAS_TABLE:
        return Against(frame_of(there_are(material.possible), table.counts))
    if table.id != SIZES_TABLE:
        return None
    sized = [one for one in material.there if one.gss_code in material.sizes]
    sizes = Counter[Cell]((material.sizes[one.gss_code],) for one in sized)
    frame = frame_of(sizes, table.counts)
    areas = next((one.table for one in before if one.table.id == AREAS_TABLE), None)
    if areas is None:
        return Against(frame)
    whole = frame_of(there_are(material.possible), areas.counts)
    every = Counter[Cell](
        (*cell_of(one.region, one.council_type), material.sizes[one.gss_code]) for one in sized
    )
    visited = Counter[Cell](
        (*cell_of(one.region, one.council_type), material.sizes[one.area])
        for one in material.visits
    )
    return Against(
        frame,
        tables=[told_of(one, whole) for one in before if one.table.id == AREAS_TABLE],
        editions=known_of(areas, linked, visits),
        dimensions=(*(one.name for one in areas.dimensions), SIZE),
        there=every | visited,  # the larger of the two
    )


def _exact(tables: Sequence[Protected]) -> Iterator[ExactCounts]:
    """What later reports are held against: rounding hides less than a hidden cell does."""
    for table, shown in tables:
        if table.round_to > 1:
            yield ExactCounts(table=table.id, counts=tuple(shown.items()))


def _stands_against(table: Counted, why: str) -> Failure:
    return Failure(
        place=f"table {table.id}",
        rule="disclosure",
        sentence=f"{why} Leave it out with `visits report tables`.",
    )


def _unfit(error: ValidationError) -> list[Failure]:
    """What a report lacks to be one."""
    return [
        Failure(place=place, rule="content", sentence=_sentence(place, each))
        for each in error.errors()
        for place in [".".join(str(part) for part in each["loc"]) or "report"]
    ]


def _sentence(place: str, detail: ErrorDetails) -> str:
    """What is wrong with one value, by its place; with all together it is a sentence by itself."""
    wrong = complaint([detail], quoted=False)
    return f"{wrong}." if detail["type"] == "value_error" else f"{place} {wrong}."
