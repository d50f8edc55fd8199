"""The page and the paper of a report say the same, the same each time, and obey nobody's words."""

import io
import re
from decimal import Decimal
from itertools import product

import pytest
from justhtml import JustHTML
from pypdf import PdfReader

from activities.documents import NotTypeset
from activities.report_files import as_html, as_pdf
from rules.report.digest import content_digest
from schemas.report.content import Chart, Dimension, Measure, Report, ReportContent, Row, Table
from schemas.report.tables import Shorthand
from tests.activities.print_check import faults_of, pages_of, text_of_pdf
from tests.support.reports import EVIL, PICTURE, RIGHT_TO_LEFT, content, report

_ARABIC = re.compile("[\u0600-\u06ff]")


def words_of_page(page: bytes) -> str:
    """All that a reader of the page reads, but for the ways about the page itself."""
    tree = JustHTML(page, strict=True, sanitize=False)
    for name in ("head", "nav", ".skip", "svg title", "svg desc"):
        for found in tree.query(name):
            assert found.parent is not None
            found.parent.remove_child(found)
    return tree.to_text()


def words_of_paper(body: bytes, title: str) -> str:
    """All that a reader of the paper reads, but for the foot of each page."""
    pages = [without_white(page.extract_text()) for page in pages_of(body)]
    feet = [without_white(f"{title} Page {n} of {len(pages)}") for n in range(1, len(pages) + 1)]
    assert all(page.count(foot) == 1 for page, foot in zip(pages, feet, strict=True))
    return "".join(page.replace(foot, "") for page, foot in zip(pages, feet, strict=True))


def without_white(text: str) -> str:
    """Letters alone: where lines end, each of both breaks as it must."""
    return re.sub(r"[\s\u200b•]", "", text)


def test_page_and_paper_say_the_same_words_in_the_same_order() -> None:
    whole = report()
    page = without_white(words_of_page(as_html(whole)))
    paper = words_of_paper(as_pdf(whole), whole.content.title)
    # Readers of PDF files differ in how they order letters that join from right to left.
    assert _ARABIC.sub("", page) == _ARABIC.sub("", paper)
    assert {*_ARABIC.findall(page)} == {*_ARABIC.findall(paper)} != set()


def test_they_say_all_there_is_to_say() -> None:
    whole = report()
    page = " ".join(words_of_page(as_html(whole)).split())
    for words in (
        "10 areas, from Monday 5 October 2020 to Thursday 18 March 2021",
        "Wednesday 16 June 2021",
        "Alex Example, Deputy Director, SEND",
        content_digest(whole.content),
        "Leaders met each week and knew which families needed help. (6 areas)",
        "Table 1: Areas visited by region and type of council",
        "1,240",
        "[c]: confidential",
        "Rounded to the nearest 10.",
        "fewer than 5 people, and percentages of fewer than 10 people",
        "at least 3 areas",
        "Open Government Licence v3.0",
        "send@example.org",
        "Area SEND visits: autumn",
        EVIL,
        RIGHT_TO_LEFT,
        PICTURE,
    ):
        assert words in page
    assert "Draft" not in page


def test_a_draft_says_that_it_is_one() -> None:
    draft = Report(content=content())
    page, paper = as_html(draft), as_pdf(draft)
    assert "Draft. It is not signed" in words_of_page(page)
    assert "Draft.Itisnotsigned" in words_of_paper(paper, draft.content.title)
    assert "Signed by" not in words_of_page(page)


def test_a_report_without_tables_and_themes_has_no_empty_sections() -> None:
    bare = report(themes=(), context=(), surveys=(), charts=(), method=(), earlier=())
    page = JustHTML(as_html(bare), strict=True, sanitize=False)
    headings = [found.to_text().strip() for found in page.query("h2")]
    assert headings == ["Introduction", "How people and areas are protected", "About this report"]
    assert as_pdf(bare).startswith(b"%PDF")


def test_the_paper_is_tagged_and_well_printed() -> None:
    body = as_pdf(report())
    read = PdfReader(io.BytesIO(body))
    assert "'/Marked': True" in str(read.root_object["/MarkInfo"])
    assert str(read.root_object["/Lang"]) == "en-GB"
    assert b"pdfuaid" in body
    assert read.metadata is not None
    assert read.metadata.title == content().title
    assert read.metadata.author == content().office
    assert faults_of(body) == []


def test_the_widest_table_that_can_be_stays_on_its_page() -> None:
    levels = ("Total", "An answer, as long as answers may be. " * 3, "W" * 120)
    wide = Table(
        id="wide",
        title="W" * 200,
        description="As wide as can be.",
        dimensions=tuple(
            Dimension(
                name=f"d{n}", label=f"A heading of dimension {n} that is long, eighty letters"
            )
            for n in range(4)
        ),
        measures=tuple(Measure(name=f"m{n}", label=f"A longish measure {n}") for n in range(3)),
        rows=tuple(
            Row(by=by, values=(Decimal(999_999_999), Decimal(0), Shorthand.LOW))
            for by in product(levels, levels[:2], ("Total",), ("Total",))
        ),
    )
    chart = Chart(id="wide", table="wide", title="W" * 200, measure="m0", along="d0", apart="d1")
    body = as_pdf(report(surveys=(wide,), charts=(chart,)))
    # Numbers end where their headings end, so that a long one begins before its heading does.
    assert [fault for fault in faults_of(body) if "leaves its column" not in fault] == []
    assert text_of_pdf(body).count("999,999,999") >= 6  # none is broken


def test_words_that_no_font_sets_are_refused_without_being_told() -> None:
    with pytest.raises(NotTypeset) as refused:
        as_pdf(report(programme="Visits \N{CUNEIFORM SIGN A}"))
    assert "programme" in str(refused.value)
    assert "\N{CUNEIFORM SIGN A}" not in str(refused.value)


def test_a_content_is_read_back_as_it_was_signed() -> None:
    signed = content()
    again = ReportContent.model_validate_json(signed.model_dump_json())
    assert again == signed
    assert content_digest(again) == content_digest(signed)
    assert content_digest(content(version=2)) != content_digest(signed)


def test_the_papers_keywords_are_words() -> None:
    told = PdfReader(io.BytesIO(as_pdf(report()))).metadata
    assert told is not None
    assert str(told["/Keywords"]) == "area SEND visit"
