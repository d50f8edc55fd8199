"""A report's tables as open data are taken by the standards of the Department for Education."""

import csv
import io
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.report_files import as_data, as_metadata
from schemas.areas import Region
from schemas.report.content import TimeIdentifier
from schemas.report.tables import Shorthand, Table
from tests.support.open_data import faults_in
from tests.support.reports import content, one_level_table, regions_table, survey_table


@pytest.mark.parametrize("table", content().tables, ids=lambda table: f"{table.id}")
def test_every_table_keeps_the_standards(table: Table) -> None:
    assert faults_in(table.id, as_data(content(), table), as_metadata(table)) == []


def test_numbers_and_symbols_stand_without_commas_and_brackets() -> None:
    table = survey_table()
    data = as_data(content(), table).decode()
    assert ",Total,Total,1240,100.0\n" in data
    assert ",Well supported,c,c\n" in data
    assert not [symbol for symbol in Shorthand if symbol.value in data]


def test_regions_have_their_codes_and_england_none() -> None:
    rows = list(csv.DictReader(io.StringIO(as_data(content(), regions_table()).decode())))
    told = {(row["geographic_level"], row["region_code"], row["region_name"]) for row in rows}
    assert told == {
        ("National", "", ""),
        ("Regional", "E12000001", "North East"),
        ("Regional", "E12000007", "London"),
    }


def test_every_region_has_a_code_of_its_own() -> None:
    plain = regions_table().model_dump()
    rows = [{"by": (region, "Total"), "values": (1,)} for region in ("England", *Region)]
    table = Table.model_validate({**plain, "rows": rows})
    data = as_data(content(), table)
    assert faults_in(table.id, data, as_metadata(table)) == []
    codes = [row["region_code"] for row in csv.DictReader(io.StringIO(data.decode()))]
    assert len({*codes}) == 10


def test_a_dimension_of_one_level_is_no_filter_and_stays_in_the_data() -> None:
    table = one_level_table()
    assert b"audience" not in as_metadata(table)
    assert as_data(content(), table).count(b",Practitioners,") == len(table.rows)


@pytest.mark.parametrize("identifier", [*TimeIdentifier])
def test_every_part_of_an_academic_year_is_known(identifier: TimeIdentifier) -> None:
    whole = content()
    period = {**whole.period.model_dump(), "identifier": identifier}
    changed = content(period=period)
    table = changed.tables[0]
    assert faults_in(table.id, as_data(changed, table), as_metadata(table)) == []


_WORDS = st.text(min_size=1, max_size=200)


@given(levels=st.lists(_WORDS, min_size=1, max_size=4, unique=True), label=_WORDS)
def test_whatever_is_no_table_is_refused_and_whatever_is_one_keeps_the_standards(
    levels: list[str], label: str
) -> None:
    plain = survey_table().model_dump()
    rows = [{"by": ("Total", level), "values": (1, "1.0")} for level in ("Total", *levels)]
    dimensions = [plain["dimensions"][0], {**plain["dimensions"][1], "label": label}]
    try:
        table = Table.model_validate({**plain, "rows": rows, "dimensions": dimensions})
    except ValueError:
        return
    assert faults_in(table.id, as_data(content(), table), as_metadata(table)) == []


Change = Callable[[bytes], bytes]


def _swap(old: bytes, new: bytes) -> Change:
    def changed(body: bytes) -> bytes:
        assert old in body
        return body.replace(old, new, 1)

    return changed


def _all(old: bytes, new: bytes) -> Change:
    return lambda body: body.replace(old, new)


def _line(more: bytes) -> Change:
    return lambda body: body + more


_DATA: tuple[tuple[str, Change], ...] = (
    ("geographic_level is missing", _swap(b"geographic_level", b"geographical_level")),
    ("council_type is blank somewhere", _swap(b"Unitary authority", b"")),
    ("areas is blank somewhere", _swap(b",6\n", b",\n")),
    ("council_type has no total and no default", _all(b",Total,", b",Sum,")),
    ("a total stands in time or geography", _swap(b"E12000001,North East", b"E12000001,Total")),
    ("kinds of years are mixed", _swap(b"Autumn and spring term", b"Autumn term")),
    ("the years of six digits do not follow each other", _all(b"202021", b"202023")),
    ("a national row has a region", _swap(b"England,,", b"England,E12000007,London")),
    ("a regional row has no region", _swap(b"E12000001", b"")),
    ("Local authority is smaller than a region", _swap(b"Regional", b"Local authority")),
    ("two rows are of the same", lambda body: body + body.splitlines(keepends=True)[-1]),
    ("a value says that it is none", _swap(b",10\n", b",NULL\n")),
    ("areas has NA", _swap(b",z\n", b",NA\n")),
    ("areas has [z]", _swap(b",z\n", b",[z]\n")),
    ("area_count is not described", _all(b",areas\n", b",area_count\n")),
    ("Areas is not in snake case", _swap(b",areas\n", b",Areas\n")),
    ("areas has 1 decimal places", _swap(b",10\n", b",10.0\n")),
)
_METADATA: tuple[tuple[str, Change], ...] = (
    ("the metadata describe region_name", _line(b"region_name,Filter,Region,,,,,,England\n")),
    ("areas is of no type", _swap(b"Indicator", b"indicator")),
    ("council_type has no label, or a long one", _swap(b"Type of council", b"T" * 81)),
    ("areas has an unknown unit", _swap(b"Areas,,,0", b"Areas,,people,0")),
    ("the metadata's columns are others", _swap(b"filter_hint", b"hint")),
    ("country_name has one level", _line(b"country_name,Filter,Country,,,,,,England\n")),
    ("there is no indicator", lambda body: body.rpartition(b"areas")[0]),
    ("council_type has no total and no default", _swap(b"council,,,,,,", b"council,,,,,,County")),
)


@pytest.mark.parametrize(("fault", "change"), _DATA)
def test_the_check_refuses_data_that_break_a_rule(fault: str, change: Change) -> None:
    table = regions_table()
    data, metadata = as_data(content(), table), as_metadata(table)
    assert fault in faults_in(table.id, change(data), metadata)


@pytest.mark.parametrize(("fault", "change"), _METADATA)
def test_the_check_refuses_metadata_that_break_a_rule(fault: str, change: Change) -> None:
    table = regions_table()
    data, metadata = as_data(content(), table), as_metadata(table)
    assert fault in faults_in(table.id, data, change(metadata))
