"""Charts show what their tables show, to whoever sees no colour and to whoever sees nothing."""

import re
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest

from activities.report_files.bars import PERMILLE, bars_of
from activities.report_files.drawing import PALETTE, draw
from activities.report_files.lines import in_lines
from schemas.report.charts import Chart
from schemas.report.tables import Dimension, Measure, Row, Shorthand, Table
from tests.support.reports import LONG_WORD, RIGHT_TO_LEFT, cases_table, content, survey_table

_SVG = "{http://www.w3.org/2000/svg}"


def chart_of(table: Table, along: str, **more: object) -> Chart:
    given = {"id": "one", "table": table.id, "title": "A chart", "along": along, **more}
    return Chart.model_validate({"measure": table.measures[0].name, **given})


def test_bars_are_as_long_as_their_values() -> None:
    table = Table(
        id="sizes",
        title="Sizes",
        description="Three sizes.",
        dimensions=(Dimension(name="size", label="Size"),),
        measures=(Measure(name="areas", label="Areas"),),
        rows=tuple(
            Row(by=(size,), values=(Decimal(count),))
            for size, count in (("Total", 14), ("Large", 8), ("Middle", 6), ("Small", 0))
        ),
    )
    groups = bars_of(chart_of(table, "size"), table).groups
    assert [(g.label, g.bars[0].words, g.bars[0].length) for g in groups] == [
        ("Large", "8", PERMILLE),
        ("Middle", "6", PERMILLE * 3 // 4),
        ("Small", "0", 0),
    ]


def test_the_text_tells_the_highest_the_lowest_and_what_is_hidden() -> None:
    table = survey_table()
    chart = chart_of(table, "answer", apart="audience", measure="share")
    assert bars_of(chart, table).text == (
        "Bar chart of “Share of replies” by “Answer” and “Who answered”. Parents and carers: "
        f"highest is 65.2%, for Well supported; lowest is 34.8%, for {RIGHT_TO_LEFT}. "
        "Young people \N{SCHOOL}\N{THUMBS UP SIGN}: marked [c]: Well supported; marked [k]: "
        f"{RIGHT_TO_LEFT}."
    )
    table = cases_table()
    assert bars_of(chart_of(table, "age"), table).text == (
        "Bar chart of “Case studies” by “Age”. All that is shown is 20, for 5 to 10; marked [c]: "
        "Under 5 and 11 to 15; marked [low]: 16 to 25."
    )


def test_a_hidden_value_has_no_length_and_tells_no_number() -> None:
    for chart in content().charts:
        table = next(one for one in content().tables if one.id == chart.table)
        bars = {
            (group.label, bar.label): bar
            for group in bars_of(chart, table).groups
            for bar in group.bars
        }
        for cell in chart.cells_of(table):
            bar = bars.pop((cell.along, cell.apart or ""))
            hidden = isinstance(cell.value, Shorthand)
            assert hidden == (bar.length == 0)
            assert hidden == bar.words.startswith("[")
        assert bars == {}


def test_only_the_rows_that_are_meant_are_drawn() -> None:
    table = survey_table()
    where = (("audience", "Parents and carers"),)
    groups = bars_of(chart_of(table, "answer", where=where), table).groups
    assert [group.bars[0].words for group in groups] == ["652", "348"]
    assert (
        "(Who answered: Parents and carers)"
        in bars_of(chart_of(table, "answer", where=where), table).text
    )


@pytest.mark.parametrize("chart", content().charts, ids=lambda chart: f"{chart.id}")
def test_every_bar_stands_beside_its_own_label_and_value(chart: Chart) -> None:
    table = next(one for one in content().tables if one.id == chart.table)
    bars = bars_of(chart, table)
    drawn = ET.fromstring(draw(bars, name="figure-x", title="A chart"))  # noqa: S314 - ours
    texts = [(float(one.attrib["y"]), f"{one.text}") for one in drawn.iter(f"{_SVG}text")]
    assert texts == sorted(texts, key=lambda one: one[0])  # as read, from top to bottom
    shown = re.sub(r"\s", "", "".join(words for _, words in texts))
    wanted = "".join(
        g.label + "".join(bar.label + bar.words for bar in g.bars) for g in bars.groups
    )
    assert shown == re.sub(r"\s", "", wanted)
    heights = [float(one.attrib["y"]) for one in drawn.iter(f"{_SVG}rect")]
    assert max([*heights, *(y for y, _ in texts)]) < float(drawn.attrib["height"])
    assert {one.attrib.get("fill") for one in drawn.iter(f"{_SVG}rect")} <= {None, *PALETTE}


def test_long_words_are_broken_to_fit_a_small_screen() -> None:
    lines = in_lines(f"One {LONG_WORD} 特殊教育需要 end", 20)
    assert "".join(lines).replace(" ", "") == f"One{LONG_WORD}特殊教育需要end"
    assert all(len(line) <= 20 for line in lines)
    assert in_lines("特殊教育需要", 8) == ["特殊教育", "需要"]
