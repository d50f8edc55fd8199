"""A report's content that could not be published is refused, in a sentence that says what to do."""

import re
from typing import Any

import pytest
from pydantic import ValidationError

from rules.report.digest import canonical_content
from schemas.report.content import ReportContent
from schemas.report.tables import Table
from tests.support.reports import content, regions_table, survey_table


def row(region: str, kind: str = "Total", value: object = 1) -> dict[str, Any]:
    return {"by": (region, kind), "values": (value,)}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"rows": [row("Kent")]}, "“Kent” is neither a region of England nor England"),
        ({"rows": [row("London"), row("London")]}, "row 2: an earlier row has the same levels"),
        ({"rows": [row("London", value="1.5")]}, "areas is to have 0 digits after the point"),
        ({"rows": [row("London", value="1E+3")]}, "areas is to have 0 digits after the point"),
        ({"rows": [row("London", "NA")]}, "“NA” reads as a missing value"),
        ({"rows": [row("London", "total")]}, "“total” is to be spelt Total"),
        ({"rows": [row("London", "=1+1")]}, "would be taken for a formula"),
        ({"rows": [row("London", "A"), row("London", "B")]}, "no row is of “Total”"),
        ({"rows": [{"by": ("London",), "values": (1,)}]}, "it needs 2 levels and 1 values"),
        ({"measures": [{"name": "region", "label": "Areas"}]}, "two columns have the name region"),
        ({"measures": [{"name": "areas", "label": "Region"}]}, "have the label Region"),
        (
            {
                "measures": [{"name": f"m{n}", "label": f"M{n}"} for n in range(4)],
                "dimensions": [{"name": f"d{n}", "label": f"D{n}"} for n in range(4)],
            },
            "it has 8 columns, and a page holds 7. Make two tables of it",
        ),
        ({"measures": [{"name": "region_code", "label": "Areas"}]}, "is written by itself"),
    ],
)
def test_a_table_that_could_not_be_published_is_refused(
    changed: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ValidationError, match=re.escape(sentence)):
        Table.model_validate({**regions_table().model_dump(), **changed})


@pytest.mark.parametrize("value", [-1, "-0", "*", "", "[C]", "c", "NaN", "Infinity", "1,240"])
def test_a_cell_is_a_number_or_a_known_symbol(value: object) -> None:
    plain = regions_table().model_dump()
    if value == "-0":
        Table.model_validate({**plain, "rows": [row("London", value=0)]})
        return
    with pytest.raises(ValidationError):
        Table.model_validate({**plain, "rows": [row("London", value=value)]})


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"along": "colour"}, "table survey_support has no dimension colour. It has audience"),
        ({"measure": "areas"}, "has no measure areas. It has replies, share"),
        ({"table": "other"}, "no table is called other"),
        ({"apart": "answer"}, "cannot stand along and apart"),
        ({"apart": None, "where": (("audience", "Nobody"),)}, "has no rows for it"),
    ],
)
def test_a_chart_of_what_is_not_there_is_refused(changed: dict[str, Any], sentence: str) -> None:
    chart = {**content().charts[-1].model_dump(), **changed}
    with pytest.raises(ValidationError, match=re.escape(sentence)):
        content(charts=[chart])


def test_a_chart_tells_no_more_than_four_levels_apart() -> None:
    plain = survey_table().model_dump()
    who = ["Total", *(f"Group {number}" for number in range(1, 6))]
    rows = [{"by": (one, level), "values": (1, "1.0")} for one in who for level in ("Total", "A")]
    with pytest.raises(ValidationError, match="too many levels to be told apart"):
        content(surveys=[{**plain, "rows": rows}], charts=[content().charts[-1]])


def test_what_does_not_fit_together_is_refused() -> None:
    with pytest.raises(ValidationError, match="rests on 10 areas, and 9 were visited"):
        content(areas_visited=9)
    with pytest.raises(ValidationError, match="Two tables are called survey_support"):
        content(context=[survey_table()])
    with pytest.raises(ValidationError, match="ends before it begins"):
        content(period={**content().period.model_dump(), "last": "2020-10-04"})
    with pytest.raises(ValidationError, match="202023 is no academic year"):
        content(period={**content().period.model_dump(), "academic_year": "202023"})


def test_the_turn_of_a_century_is_an_academic_year() -> None:
    turn = content(period={**content().period.model_dump(), "academic_year": "209900"})
    assert turn.period.academic_year == "209900"


def test_words_are_freed_of_what_nobody_sees() -> None:
    plain, odd = content(programme="Visits 2020"), content(programme=" Vis\u200bits\n2020\u202e")
    assert canonical_content(plain) == canonical_content(odd)


def test_content_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        content().__setattr__("title", "Another")
    assert ReportContent.model_validate(content().model_dump(mode="json")) == content()
