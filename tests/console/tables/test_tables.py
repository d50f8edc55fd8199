"""Tables protected and attacked by command: files in and out, as it is promised to others."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

Visits = Callable[..., Result]

SMALL = "region,type,count\nNorth East,p,2\nNorth East,q,30\nLondon,p,25\nLondon,q,40\n"


def test_the_answer_and_the_file_are_as_they_are_promised(visits: Visits) -> None:
    Path("t.csv").write_text(SMALL)
    result = visits("tables", "protect", "t.csv", "--out", "out.csv", "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert {*told} == {"cells", "hidden", "optimal", "gap"}
    assert len(told["cells"]) == 9
    assert told["hidden"] == sum(cell["count"] is None for cell in told["cells"])
    assert told["optimal"] is True
    assert told["gap"] == 0
    statuses = {tuple(cell["by"].values()): cell["status"] for cell in told["cells"]}
    assert statuses["North East", "p"] == "primary"
    rows = list(csv.DictReader(Path("out.csv").read_text().splitlines()))
    assert {*rows[0]} == {"region", "type", "count"}
    counts = {(row["region"], row["type"]): row["count"] for row in rows}
    assert {key for key, count in counts.items() if count == "[c]"} == {
        key for key, status in statuses.items() if status != "shown"
    }
    audited = visits("tables", "audit", "out.csv", "--json")
    assert audited.exit_code == 0
    bounds = json.loads(audited.stdout)
    assert bounds["exposed"] == []
    assert {"file", "by", "lower", "upper"} == {*bounds["bounds"][0]}


def test_an_audit_that_finds_something_ends_with_1(visits: Visits) -> None:
    Path("a.csv").write_text("r,count\nx,[c]\ny,7\nTotal,10\n")
    result = visits("tables", "audit", "a.csv", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["exposed"] == [
        {"file": "a.csv", "by": {"r": "x"}, "lower": 3, "upper": 3}
    ]
    assert "given away" in visits("tables", "audit", "a.csv").stdout


def test_people_read_a_table_a_legend_and_how_few_are_hidden(visits: Visits) -> None:
    Path("t.csv").write_text(SMALL)
    told = visits("tables", "protect", "t.csv").stdout
    assert "[c] is confidential" in told
    assert "It is proven that no fewer would do." in told


def test_names_may_be_anything(visits: Visits) -> None:
    with Path("t.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(
            [
                ["Gebiet, „Ort“", "count"],
                ['Łódź, "east"', 2],
                ["=1+1 \N{SNOWMAN}", 40],
                ["[bold]x[/bold]", 9],
            ]
        )
    result = visits("tables", "protect", "t.csv", "--out", "out.csv")
    assert result.exit_code == 0, result.output
    assert "[bold]x[/bold]" in result.stdout
    assert visits("tables", "audit", "out.csv").exit_code == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("r,count\nx,-1\n", "in line 2 the count “-1”"),
        ("r,count\nx,1.5\n", "whole number"),
        ("r,count\nx,1\nx,2\n", "twice, in lines 2 and 3"),
        ("r,count\nx,1\nTotal,2\n", "adds up to 1"),
        ("r,count\ntotal,1\n", "a total is written Total"),
        ("r,n\nx,1\n", "no column “count”"),
        ("r,count\n,1\n", "no value for “r”"),
        ("r,count\nx,1,2\n", "line 2 has 3 cells"),
    ],
)
def test_what_is_no_table_is_2_and_a_sentence(visits: Visits, text: str, words: str) -> None:
    Path("t.csv").write_text(text)
    result = visits("tables", "protect", "t.csv", "--out", "out.csv")
    assert result.exit_code == 2
    assert words in " ".join(result.stderr.replace("│", " ").split())
    assert not Path("out.csv").exists()


@pytest.mark.parametrize(
    ("links", "words"),
    [
        ("child,parent\nx,g\ng,h\nh,g\ny,g\n", "goes in a circle"),
        ("child,parent\nx,\n", "no parent for “x”"),
        ("child,parent\nx,g\n", "does not place"),
        ("child,above\nx,g\n", "lacks “parent”"),
    ],
)
def test_what_is_no_hierarchy_is_2_and_a_sentence(visits: Visits, links: str, words: str) -> None:
    Path("t.csv").write_text("r,count\nx,10\ny,20\n")
    Path("h.csv").write_text(links)
    result = visits("tables", "protect", "t.csv", "--hierarchy", "r=h.csv")
    assert result.exit_code == 2
    assert words in " ".join(result.stderr.replace("│", " ").split())


def test_a_hierarchy_of_no_dimension_is_said(visits: Visits) -> None:
    Path("t.csv").write_text("r,count\nx,10\n")
    Path("h.csv").write_text("child,parent\nx,g\n")
    result = visits("tables", "protect", "t.csv", "--hierarchy", "q=h.csv")
    assert result.exit_code == 2


def test_what_cannot_be_protected_is_1_and_nothing_is_written(visits: Visits) -> None:
    Path("t.csv").write_text("r,count\nx,3\n")
    Path("known.csv").write_text("r,count\nTotal,3\n")
    words = ("tables", "protect", "t.csv", "--published", "known.csv", "--out", "out.csv")
    result = visits(*words)
    assert result.exit_code == 1
    assert "even with every cell hidden" in result.stderr
    assert not Path("out.csv").exists()


def test_what_was_read_is_not_written_over(visits: Visits) -> None:
    Path("t.csv").write_text("r,count\nx,3\ny,9\n")
    Path("earlier.csv").write_text("r,count\nx,[c]\ny,9\nTotal,[c]\n")
    words = ("tables", "protect", "t.csv", "--published", "earlier.csv", "--out")
    for name in ("t.csv", "./t.csv", "earlier.csv"):
        before = Path(name).read_text()
        result = visits(*words, name)
        assert result.exit_code == 2
        assert "is read as well" in " ".join(result.stderr.replace("│", " ").split())
        assert Path(name).read_text() == before


@pytest.mark.parametrize("option", ["--threshold", "--width"])
def test_more_people_than_can_be_promised_are_refused(visits: Visits, option: str) -> None:
    Path("t.csv").write_text("r,count\nx,3\ny,9\n")
    result = visits("tables", "protect", "t.csv", option, "1000000000")
    assert result.exit_code == 2
    assert option in result.stderr


def test_a_folder_that_is_not_there_is_named(visits: Visits) -> None:
    Path("t.csv").write_text("r,count\nx,30\n")
    result = visits("tables", "protect", "t.csv", "--out", "nowhere/out.csv")
    assert result.exit_code == 1
    assert "nowhere/out.csv" in result.stderr
