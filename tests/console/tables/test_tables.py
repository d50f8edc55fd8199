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


def test_dimensions_and_values_written_otherwise_are_refused_and_not_taken_for_others(
    visits: Visits,
) -> None:
    """Region North has 23 in the one file; beside it, “region” gave 3 away and was called safe."""
    Path("t.csv").write_text("region,type,count\nNorth,p,3\nNorth,q,20\nSouth,p,30\nSouth,q,9\n")
    Path("before.csv").write_text("Region,count\nNorth,23\nSouth,39\n")
    result = visits("tables", "protect", "t.csv", "--published", "before.csv", "--out", "o.csv")
    assert result.exit_code == 2
    told = " ".join(result.stderr.replace("│", " ").split())
    assert "t.csv has the dimension “region” and before.csv “Region”" in told
    assert not Path("o.csv").exists()

    Path("before.csv").write_text("region,count\nNorth,23\nSouth,39\n")
    assert visits("tables", "protect", "t.csv", "--published", "before.csv").exit_code == 0

    Path("one.csv").write_text("region,type,count\nNorth East,p,[c]\nNorth East,q,20\n")
    Path("two.csv").write_text("region,count\nNorth-east,23\n")
    result = visits("tables", "audit", "one.csv", "two.csv")
    assert result.exit_code == 2
    told = " ".join(result.stderr.replace("│", " ").split())
    assert "one.csv has the value of “region” “North East” and two.csv “North-east”" in told


@pytest.mark.parametrize(
    "value", ["North  East", "North\N{NO-BREAK SPACE}East", "North\N{ZERO WIDTH SPACE} East"]
)
def test_values_that_nobody_can_tell_apart_are_refused(visits: Visits, value: str) -> None:
    Path("t.csv").write_text(f"region,count\nNorth East,3\n{value},20\nSouth,30\n")
    result = visits("tables", "protect", "t.csv", "--out", "o.csv")
    assert result.exit_code == 2
    told = " ".join(result.stderr.replace("│", " ").split())
    assert "in line 3, which reads like that in line 2 and is not" in told
    assert not Path("o.csv").exists()


def test_values_that_one_file_tells_apart_are_two(visits: Visits) -> None:
    Path("t.csv").write_text("size,count\n5-9,30\n59,9\na,7\nA,8\n+,6\n-,7\n")
    Path("b.csv").write_text("size,count\n5-9,30\n59,9\na,7\nA,8\n+,6\n-,7\n")
    assert visits("tables", "protect", "t.csv", "--published", "b.csv").exit_code == 0


@pytest.mark.parametrize(
    "column", ["percent", "Share (%)", "per_cent", "Mean age", "rate_per_1000"]
)
def test_a_column_of_further_figures_is_not_published_as_a_dimension(
    visits: Visits, column: str
) -> None:
    Path("t.csv").write_text(f"r,{column},count\nx,10,4\ny,90,36\n")
    result = visits("tables", "protect", "t.csv", "--out", "o.csv")
    assert result.exit_code == 2
    assert f"the column “{column}”" in " ".join(result.stderr.replace("│", " ").split())
    assert not Path("o.csv").exists()


def test_an_audit_says_that_small_counts_are_shown(visits: Visits) -> None:
    Path("a.csv").write_text("r,count\nx,3\ny,47\nz,0\n")
    result = visits("tables", "audit", "a.csv")
    assert result.exit_code == 0
    assert "1 small count is shown: from 1 to 4." in result.stderr
    assert "small" not in visits("tables", "audit", "a.csv", "--threshold", "3").stderr


def test_help_says_how_hidden_cells_are_written(visits: Visits) -> None:
    told = " ".join(visits("tables", "audit", "--help").output.replace("│", " ").split())
    assert "hidden cells are [c]." in told


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("a,2\nb,30\nNorth,32\nc,9\nd,11\nSouth,20\n", "“North” counts as many as “a”, “b”"),
        ("North,32\na,2\nb,30\nSouth,20\nc,9\nd,11\n", "“North” counts as many as “a”, “b”"),
        (
            "a,2\nb,30\nc,9\nNorth,32\nSouth,9\n",
            "“North”, “South” together count as many as “a”, “b”, “c”",
        ),
    ],
)
def test_values_that_may_be_sums_of_others_are_told(visits: Visits, rows: str, told: str) -> None:
    """The region is shown and gives the hidden area away: only whoever made the table knows."""
    Path("t.csv").write_text(f"area,count\n{rows}")
    result = visits("tables", "protect", "t.csv", "--json")
    assert result.exit_code == 0
    assert told in result.stderr
    assert "--hierarchy area=FILE.csv" in result.stderr
    assert {*json.loads(result.stdout)} == {"cells", "hidden", "optimal", "gap"}


def test_a_hierarchy_and_ordinary_tables_ask_for_none(visits: Visits) -> None:
    Path("t.csv").write_text("area,count\na,2\nb,30\nNorth,32\nc,9\n")
    Path("h.csv").write_text("child,parent\na,North\nb,North\nNorth,Total\nc,Total\n")
    result = visits("tables", "protect", "t.csv", "--hierarchy", "area=h.csv")
    assert "If these are the same people" not in result.stderr
    Path("t.csv").write_text(SMALL + "South,p,27\nSouth,q,71\n")
    assert "If these are" not in visits("tables", "protect", "t.csv").stderr
    Path("t.csv").write_text("area,count\na,5\nb,0\nc,5\n")
    assert "If these are" not in visits("tables", "protect", "t.csv").stderr
