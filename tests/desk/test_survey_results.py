"""A file of survey results: what is taken, and how a mistake is told by its line."""

from pathlib import Path

import pytest

from desk.reading.survey_results import read_survey_results
from desk.reading.texts import Unreadable
from schemas.sentences import Sentence
from schemas.values import SurveyAudience

HEADING = "audience,question,answer,count\n"
YES = "young_people,Heard from school,Yes,12\n"


def read(tmp_path: Path, text: str | bytes) -> list[tuple[object, ...]]:
    file = tmp_path / "results.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return [tuple(row.values()) for row in read_survey_results(file)]


@pytest.mark.parametrize(
    "text",
    [
        HEADING + YES,
        b"\xef\xbb\xbf" + (HEADING + YES).replace("\n", "\r\n").encode(),
        HEADING + '"Young people", Heard from school ,"Yes",0012\n\n\n',
        HEADING + "young-people,Heard from school,Yes,12",
    ],
    ids=["plain", "a spreadsheet's, with BOM and CRLF", "quoted, with empty lines behind", "-"],
)
def test_results_are_read_however_the_file_was_written(tmp_path: Path, text: str | bytes) -> None:
    expected = (SurveyAudience.YOUNG_PEOPLE, "Heard from school", "Yes", 12)
    assert read(tmp_path, text) == [expected]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is empty"),
        (HEADING, "there is no answer below the heading"),
        (YES, "line 1: the columns are audience,question,answer,count"),
        (
            "audience,question,answer,count,comment\n" + YES[:-1] + ",Nobody rang\n",
            "exactly and in this order; take “comment” out",
        ),
        ("audience,question,answer,count,\n" + YES[:-1] + ",Nobody rang\n", "line 1"),
        ("question,audience,answer,count\nHeard,young_people,Yes,1\n", "in this order"),
        (HEADING.replace(",", ";") + YES.replace(",", ";"), "line 1"),
        (HEADING + YES + "young_people,Heard,Yes,12,Nobody rang\n", "line 3 has 5 cells"),
        (HEADING + YES + "young_people,Heard,Yes\n", "line 3 has 3 cells"),
        (HEADING + "teachers,Heard,Yes,1\n", "line 2: its audience, “teachers”, is none of"),
        (HEADING + "young_people,,Yes,1\n", "line 2: its question is empty"),
        (HEADING + "young_people,Heard, ,1\n", "line 2: its answer is empty"),
        (HEADING + YES + "\n" + YES, "line 3: it is empty, or a cell has a line break"),
        (HEADING + 'young_people,Heard,"Yes\nand no",1\n', "line 2: it is empty, or a cell has a"),
        *(
            (HEADING + f"young_people,Heard,Yes,{count}\n", f"line 2: its count, “{count}”,")
            for count in ("-1", "1.5", "few", "1e3", "\u0661", "99999999")
        ),
        (HEADING + 'young_people,"Heard,Yes,1\n', "is not CSV that can be read"),
    ],
)
def test_a_mistake_is_told_by_its_line(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(Sentence) as broken:
        read(tmp_path, text)

    assert told in str(broken.value)
    assert "Nobody rang" not in str(broken.value)
    assert str(broken.value).endswith(".")


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="not text in UTF-8"):
        read(tmp_path, HEADING.encode() + b"young_people,Caf\xe9,Yes,1\n")
