"""A file of school terms: what is taken, and how a mistake is told by its line."""

from datetime import date
from pathlib import Path

import pytest

from desk.reading.term_dates import BrokenTerms, read_terms
from desk.reading.texts import Unreadable

HEADING = "area,name,first,last\n"
A = "E10000016,A,"
KENT = "E10000016,Autumn 1,2026-09-01,2026-10-23\n"


def read(tmp_path: Path, text: str | bytes) -> dict[str, list[tuple[str, date, date]]]:
    file = tmp_path / "terms.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return {
        area: [(term.name, term.first, term.last) for term in terms]
        for area, terms in read_terms(file).items()
    }


AS_READ = {"E10000016": [("Autumn 1", date(2026, 9, 1), date(2026, 10, 23))]}


@pytest.mark.parametrize(
    "text",
    [
        HEADING + KENT,
        b"\xef\xbb\xbf" + (HEADING + KENT).replace("\n", "\r\n").encode(),
        'Name of term,LAST_DAY,First day,Area code\n"Autumn 1",2026-10-23,2026-09-01,E10000016\n\n',
        HEADING + "Kent County Council, Autumn\u200b 1 , 2026-09-01,2026-10-23 ,\n",
    ],
    ids=["plain", "a spreadsheet's, with BOM and CRLF", "in any order", "by name, with spaces"],
)
def test_a_term_is_read_however_the_file_was_written(tmp_path: Path, text: str | bytes) -> None:
    assert read(tmp_path, text) == AS_READ


def test_terms_are_in_order_and_one_may_reach_over_an_areas_end(tmp_path: Path) -> None:
    text = (
        "E10000006,Spring 2,2023-02-20,2023-04-05\nE10000006,Spring 1,2023-01-03,2023-02-10\n"
        "Cumberland,Spring 2,2023-02-20,2023-04-05\n"
    )
    names = {
        area: [name for name, *_ in terms] for area, terms in read(tmp_path, HEADING + text).items()
    }

    assert names == {"E10000006": ["Spring 1", "Spring 2"], "E06000063": ["Spring 2"]}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "there is no term"),
        (HEADING, "there is no term below the heading"),
        (KENT, "its first line names the columns, as in area,name,first,last, and area is missing"),
        ("area,area,name,first,last\n", "area is twice"),
        (HEADING + KENT + "E99999999,A,2026-09-01,2026-10-01\n", "line 3: No local area has the"),
        (HEADING + "Kant,A,2026-09-01,2026-10-01\n", "line 2: No local area"),
        (HEADING + "E10000006,A,2026-09-01,2026-10-01\n", "line 2: Cumbria (E10000006) exists"),
        (HEADING + KENT + A + "2026-11-03,2026-11-02\n", "line 3: its first day, 2026-11-03"),
        (HEADING + A + "2026-02-30,2026-03-02\n", "line 2: its first day, “2026-02-30”, is"),
        (HEADING + A + "1/9/2026,2026-10-02\n", "is not a date like 2026-09-01"),
        (HEADING + A + "2026-09-01,\n", "line 2: its last day, “”, is not a date"),
        (HEADING + A + "0026-09-01,0026-10-01\n", "is not in this century"),
        (HEADING + A + "2026-09-01,2027-07-20\n", "line 2: 2026-09-01 to 2027-07-20 is no"),
        (HEADING + "E10000016,,2026-09-01,2026-10-01\n", "line 2: the name of its term is empty"),
        (HEADING + "E10000016,\x1b[2J,2026-09-01,2026-10-01\n", "60 letters or not text"),
        (HEADING + f"E10000016,{'x' * 61},2026-09-01,2026-10-01\n", "longer than 60 letters"),
        (HEADING + "E10000016,A\n", "line 2: it has 2 fields; there must be 4"),
        (HEADING + KENT + KENT, "line 3: it says the same as line 2"),
        (
            HEADING + "Kent,Autumn 2,2026-10-23,2026-12-18\n" + KENT,
            "line 3: Autumn 1 of Kent (E10000016) overlaps with line 2, Autumn 2 from 2026-10-23",
        ),
        (HEADING + KENT + "E10000016,A\0B,2026-11-02,2026-12-18\n", "line 3: it has a NUL"),
        (HEADING + '"E10000016,A,2026-11-02,2026-12-18\n', "its quotation marks do not match"),
    ],
)
def test_a_mistake_is_told_by_its_line(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(BrokenTerms) as broken:
        read(tmp_path, text)

    sentence = str(broken.value)
    assert told in sentence
    assert "terms.csv cannot be imported" in sentence
    assert sentence.isprintable()


def test_what_is_no_text_is_no_file_of_terms(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="line 2 is not text in UTF-8"):
        read(tmp_path, HEADING.encode() + b"E10000016,\xff,2026-09-01,2026-10-01\n")
    with pytest.raises(Unreadable, match="larger than"):
        read(tmp_path, HEADING + KENT * 10_000)
