"""The record as people read it: accessible, the same each time, and obeying nobody's words."""

import io
import re
from datetime import date

import pytest
from pypdf import PdfReader

from activities.selection_record import RecordContents, as_html, as_pdf, record_contents
from rules.selection import read_frame, what_is_asked
from rules.selection.bounds import types_and_bounds
from rules.selection.publication import Fixed, make_record, seal, with_achieved
from schemas.selection import Cause, Level, Portfolio, Replacement, Sample
from schemas.selection_record import SelectionRecord

EVIL = "<script>alert(1)</script> #panic() $x$ \\"


@pytest.fixture(scope="module")
def told() -> tuple[SelectionRecord, RecordContents]:
    lines = [f'E{number:08},"Area {number}",{"ab"[number % 2]}' for number in range(1, 41)]
    frame = read_frame("\n".join(["code,name,region", *lines]).replace("Area 7", EVIL).encode())
    asked = what_is_asked(frame, 6, ("region",))
    type_of, bounds = types_and_bounds(frame, asked)
    portfolio = Portfolio(
        frame_sha256=frame.sha256,
        number=6,
        type_of=type_of,
        bounds=bounds,
        samples=(Sample(counts=(3, 3), tickets=1),),
        levels=(Level(fixed=(0, 1), prices=(1, 1), dearest=6),),
        solver="none",
    )
    fixed = Fixed(frame, asked, portfolio)
    record = make_record(fixed, "spring", drawn_on=date(2027, 1, 11), title="A selection")
    gone, promoted = record.drawn.selected[0], record.drawn.reserves[0]
    replaced = Replacement(gone=gone, cause=Cause.DECLINED, promoted=promoted)
    sample = [*record.drawn.selected[1:], promoted]
    record = with_achieved(record, frame, seal(sample, [replaced], [f"{3:064x}", f"{4:064x}"]))
    return record, record_contents(record, frame)


def test_the_page_can_be_read_by_everybody(told: tuple[SelectionRecord, RecordContents]) -> None:
    page = as_html(told[1])
    assert '<html lang="en-GB">' in page
    assert "<title>A selection</title>" in page
    assert page.count("<h1>") == 1
    assert page.count("<table>") == page.count("<caption>") == page.count("<thead>") > 3
    headings = re.findall(r"<th\b[^>]*>", page)
    assert {*headings} == {'<th scope="col">', '<th scope="row">'}
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert not re.search(r"(src|href)=|url\(|@import", page)


def test_the_paper_is_tagged_and_the_same_each_time(
    told: tuple[SelectionRecord, RecordContents],
) -> None:
    body = as_pdf(told[1])
    assert body == as_pdf(told[1])
    read = PdfReader(io.BytesIO(body))
    assert "'/Marked': True" in str(read.root_object["/MarkInfo"])
    assert read.metadata is not None
    assert read.metadata.title == "A selection"
    text = "".join(page.extract_text() for page in read.pages)
    assert "#panic()" in text
    assert "E00000040" in text


def test_it_says_what_there_is_to_say_and_not_who_declined(
    told: tuple[SelectionRecord, RecordContents],
) -> None:
    record, contents = told
    page = " ".join(as_html(contents).split())
    drawn, achieved = record.drawn, record.achieved
    assert achieved is not None
    for words in (
        record.portfolio.frame_sha256,
        "<dd>spring</dd>",
        "3/20",
        "6 places are filled, and 1 area left its place",
        "<td>1</td>",
        achieved.sample,
        *achieved.replacements,
        "--verify record.json",
    ):
        assert words in page
    positions = [
        page.index(f">{place}</th><td>{c}</td>") for place, c in enumerate(drawn.reserves, 1)
    ]
    assert positions == sorted(positions)
    # Whoever left is named where all others are, and nowhere else.
    times = {code: page.count(code) for code in drawn.selected}
    assert len({*times.values()}) == 1
