"""The page of a report can be read by everybody, whatever words it is given."""

import re
from collections import Counter
from itertools import pairwise

import pytest
from justhtml import JustHTML
from justhtml.dom import Node

from activities.report_files import as_html
from activities.report_files.drawing import PALETTE
from tests.support.reports import EVIL, report

_AA_TEXT, _AA_GRAPHICS = 4.5, 3.0  # WCAG 2.2, 1.4.3 and 1.4.11


@pytest.fixture(scope="module")
def source() -> str:
    return as_html(report()).decode()


@pytest.fixture(scope="module")
def page(source: str) -> JustHTML:
    return JustHTML(source, strict=True, sanitize=False)  # strict: any error of syntax is raised


def said(element: Node, attribute: str) -> str:
    """An attribute that must be there."""
    value = (element.attrs or {})[attribute]
    assert value is not None
    return value


def contrast(one: str, other: str) -> float:
    """WCAG's contrast of two colours, as `#rrggbb` or `#rgb`."""
    lighter, darker = sorted(map(_luminance, (one, other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(map(float.__mul__, (0.2126, 0.7152, 0.0722), linear))


def test_it_says_its_language_and_title_and_has_one_way_around(page: JustHTML) -> None:
    assert said(page.query("html")[0], "lang") == "en-GB"
    assert page.query("title")[0].to_text().strip() == report().content.title
    for name in ("header", "main", "nav[aria-label]", "h1"):
        assert len(page.query(name)) == 1, name


def test_nothing_runs_and_nothing_is_fetched(page: JustHTML, source: str) -> None:
    for name in ("script", "link", "img", "iframe", "object", "embed", "form", "style style"):
        assert page.query(name) == [], name
    assert "url(" not in source
    assert "@import" not in source
    attributes = {name for found in page.query("*") for name in found.attrs or ()}
    assert not {name for name in attributes if name.startswith("on") or name in {"src", "style"}}
    policy = said(page.query('meta[http-equiv="Content-Security-Policy"]')[0], "content")
    assert policy.startswith("default-src 'none';")
    outside = [said(link, "href") for link in page.query("a") if "#" not in said(link, "href")]
    assert all(address.startswith("https://") for address in outside)


def test_hostile_words_are_shown_as_they_are(page: JustHTML) -> None:
    main = page.query("main")[0].to_text()
    assert main.count(EVIL) >= 8  # a title, an introduction, a statement, a theme, a table, …


def test_ids_are_unique_and_every_reference_leads_somewhere(page: JustHTML) -> None:
    ids = Counter(said(found, "id") for found in page.query("[id]"))
    assert [name for name, count in ids.items() if count > 1] == []
    referred = {said(link, "href")[1:] for link in page.query('a[href^="#"]')}
    referred |= {
        name
        for found in page.query("[aria-labelledby]")
        for name in said(found, "aria-labelledby").split()
    }
    assert referred <= set(ids)
    parts = {said(found, "id") for level in ("h2", "h3") for found in page.query(level)}
    assert parts <= referred  # the list of contents has them all


def test_headings_leave_no_level_out(page: JustHTML) -> None:
    levels = [int(found.name[1]) for found in page.query("h1, h2, h3, h4, h5, h6")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert levels.count(2) > 5


def test_each_table_has_a_caption_and_headings_that_say_what_they_head(page: JustHTML) -> None:
    tables = page.query("table")
    assert len(tables) == len(report().content.tables)
    for table, content in zip(tables, report().content.tables, strict=True):
        assert len(table.query("caption")) == 1
        assert {said(cell, "scope") for cell in table.query("thead th")} == {"col"}
        for row in table.query("tbody tr"):
            assert [said(cell, "scope") for cell in row.query("th")] == ["row"] * len(
                content.dimensions
            )
            assert len(row.query("td")) == len(content.measures)
        assert table.query("[colspan], [rowspan]") == []
        around = table.parent
        assert around is not None
        assert said(around, "tabindex") == "0"  # who has no mouse can scroll it, too


def test_each_symbol_in_a_table_is_explained_below_it_and_once_for_all(page: JustHTML) -> None:
    for around in page.query(".scrolls"):
        assert around.parent is not None
        symbols = set(re.findall(r"\[[a-z]+\]", around.to_text()))
        siblings = around.parent.children or []
        following = siblings[siblings.index(around) + 1 :]
        notes = next(one for one in following if one.name == "div").to_text() if symbols else ""
        assert symbols <= set(re.findall(r"(\[[a-z]+\]):", notes))
        assert "*" not in "".join(cell.to_text() for cell in around.query("td"))
    legend = {term.to_text().strip() for term in page.query("dt")}
    assert {"[c]", "[z]", "[k]", "[low]"} <= legend


def test_each_chart_has_a_name_a_text_and_its_table_after_it(page: JustHTML) -> None:
    figures = page.query("figure")
    assert len(figures) == len(report().content.charts)
    order = [found.name for found in page.query("figure, table")]
    for at, name in enumerate(order):
        if name == "figure":
            assert "table" in order[at + 1 :]
    for figure in figures:
        (svg,) = figure.query("svg")
        assert said(svg, "role") == "img"
        title, text = svg.query("title")[0].to_text(), svg.query("desc")[0].to_text()
        caption = figure.query("figcaption")[0].to_text()
        assert title.strip() in caption
        assert text.strip() in caption


def test_figures_and_tables_are_numbered_as_they_stand() -> None:
    backwards = report(charts=tuple(reversed(report().content.charts)))
    page = JustHTML(as_html(backwards), strict=True, sanitize=False)
    captions = [found.to_text() for found in page.query(".caption, caption")]
    for kind in ("Figure", "Table"):
        numbers = [int(one.split()[1][:-1]) for one in captions if one.startswith(kind)]
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(numbers) >= 3


def test_every_pair_of_colours_has_enough_contrast(source: str) -> None:
    style = source.partition("<style>")[2].partition("</style>")[0]
    inks = {*re.findall(r"[; {]color: (#[0-9a-f]+)", style)}
    assert len(inks) >= 3
    assert [ink for ink in inks if contrast(ink, "#fff") < _AA_TEXT] == []
    assert [ink for ink in PALETTE if contrast(ink, "#fff") < _AA_GRAPHICS] == []
    focus = re.search(r"a:focus.*?background: (#\w+); color: (#\w+)", style)
    assert focus is not None
    assert contrast(focus[1], focus[2]) >= _AA_TEXT


def test_a_reader_sees_where_they_are_and_can_print(source: str) -> None:
    assert "a:focus" in source
    assert "@media print" in source
    assert 'class="skip" href="#main"' in source
    assert 'content="width=device-width, initial-scale=1"' in source
