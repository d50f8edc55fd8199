"""Drawing areas by command: what judges read, what people read, and what is refused."""

import csv
import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from register.areas import areas_on

Visits = Callable[..., Result]

REGIONS = "aaaaaabbbbcc"


@pytest.fixture
def frame(tmp_path: Path) -> str:
    rows = [
        f"E{number:08},{region},{'xy'[number % 2]},{'' if number % 3 else '=1+1'}"
        for number, region in enumerate(REGIONS, start=1)
    ]
    file = tmp_path / "frame.csv"
    file.write_text("\n".join(["code,region,kind,note", *rows, ""]))
    return str(file)


def quotas(folder: Path, *lines: str) -> str:
    file = folder / "quotas.csv"
    file.write_text("\n".join(["column,value,min,max", *lines, ""]))
    return str(file)


def test_the_answer_for_programs_is_as_it_is_promised(
    visits: Visits, frame: str, tmp_path: Path
) -> None:
    bounds = quotas(tmp_path, "kind,x,2,3", "region,b,2,2")
    result = visits(
        *("select", frame, "--number", "5", "--by", "region", "--quotas", bounds),
        *("--seed", " spring ", "--draws", "40", "--json"),
    )
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told["seed"] == "spring"
    assert "leximin" in told["method"]
    assert len(told["selected"]) == len({*told["selected"]}) == 5
    assert len(told["reserves"]) == 5
    assert not {*told["selected"]} & {*told["reserves"]}
    assert list(told["probability"]) == [f"E{number:08}" for number in range(1, 13)]
    assert sum(told["probability"].values()) == pytest.approx(5)
    wanted = {(quota["column"], quota["value"]): quota["wanted"] for quota in told["quotas"]}
    assert wanted == {
        ("region", "a"): [2, 3],
        ("region", "b"): [2, 2],
        ("region", "c"): [0, 1],
        ("kind", "x"): [2, 3],
    }
    for sample in (told["selected"], *told["draws"]):
        regions = Counter(REGIONS[int(code[1:]) - 1] for code in sample)
        assert len(sample) == 5
        assert regions["b"] == 2
        assert 2 <= regions["a"] <= 3
    assert all(q["wanted"][0] <= q["got"] <= q["wanted"][1] for q in told["quotas"])
    assert len({tuple(sample) for sample in told["draws"]}) > 10
    again = visits("select", frame, "--number", "5", "--seed", "x", "--reserves", "0", "--json")
    assert json.loads(again.stdout)["reserves"] == []


def test_people_read_tables(visits: Visits, frame: str) -> None:
    result = visits("select", frame, "--number", "4", "--by", "region, kind", "--seed", "spring")
    assert result.exit_code == 0
    for words in ("Selected: 4 of 12 areas.", "Reserves, in the order", "Quotas, all kept."):
        assert words in result.stdout
    assert "0.3333" in result.stdout


def test_an_area_that_can_never_be_drawn_is_said(
    visits: Visits, frame: str, tmp_path: Path
) -> None:
    none = quotas(tmp_path, "region,c,0,0")
    words = ("select", frame, "--number", "4", "--quotas", none, "--seed", "spring")
    assert "never drawn: “E00000011”, “E00000012”." in visits(*words).stdout
    assert json.loads(visits(*words, "--json").stdout)["probability"]["E00000012"] == 0


def test_quotas_that_cannot_hold_together_are_named_with_a_way_out(
    visits: Visits, frame: str, tmp_path: Path
) -> None:
    many = quotas(tmp_path, "region,a,3,", "region,b,3,", "kind,x,1,4")
    words = ("select", frame, "--number", "5", "--quotas", many, "--seed", "spring")
    told = visits(*words)
    assert told.exit_code == 1
    assert "“a” in “region”" in told.stderr
    assert "cannot be met together" in told.stderr
    result = visits(*words, "--json")
    assert result.exit_code == 1
    answer: dict[str, Any] = json.loads(result.stdout)
    assert answer["status"] == "impossible"
    assert answer["collides"] == [
        {"column": "region", "value": "a"},
        {"column": "region", "value": "b"},
    ]
    assert answer["frees"] == [
        "Ask for at least 2 in place of 3 with “a” in “region”.",
        "Ask for at least 2 in place of 3 with “b” in “region”.",
    ]


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["--number", "13", "--seed", "s"], "13 areas cannot be drawn from a frame of 12"),
        (["--number", "0", "--seed", "s"], "--number"),
        (["--number", "two", "--seed", "s"], "whole number"),
        (["--number", "2", "--seed", "s", "--by", "size"], "“size”, which the frame does not"),
        (["--number", "2", "--seed", "  "], "seed is empty"),
        (["--number", "2"], "--seed TEXT"),
        (["--seed", "s"], "--number N"),
        (["--number", "2", "--seed", "s", "--quotas", "none.csv"], "does not exist"),
    ],
)
def test_what_is_no_draw_is_2_and_a_sentence(
    visits: Visits, frame: str, words: list[str], hint: str
) -> None:
    result = visits("select", frame, *words)
    assert result.exit_code == 2
    assert hint in " ".join(result.stderr.replace("│", " ").split())
    assert not result.stdout


def test_a_record_is_written_and_anybody_can_check_it(
    visits: Visits, frame: str, tmp_path: Path
) -> None:
    folder = tmp_path / "published"
    words = ("select", frame, "--number", "4", "--by", "region,kind", "--seed", "spring")
    assert visits(*words, "--record", str(folder)).exit_code == 0
    assert (folder / "frame.csv").read_bytes() == Path(frame).read_bytes()
    assert (folder / "record.pdf").read_bytes().startswith(b"%PDF")
    assert '<html lang="en-GB">' in (folder / "record.html").read_text()
    record = folder / "record.json"
    result = visits("select", str(folder / "frame.csv"), "--verify", str(record))
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[-1] == "The record holds."

    changed = json.loads(record.read_text())
    changed["drawn"]["selected"][0] = changed["drawn"]["reserves"][0]
    record.write_text(json.dumps(changed))
    result = visits("select", frame, "--verify", str(record), "--json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert not told["holds"]
    assert [check["check"] for check in told["checks"] if not check["holds"]] == [
        "draw",
        "comparison",
    ]

    other = tmp_path / "other.csv"
    other.write_bytes(Path(frame).read_bytes() + b"E00000099,a,x,\n")
    result = visits("select", str(other), "--verify", str(record))
    assert result.exit_code == 1
    assert "another file than the one that the areas were drawn from" in result.stdout
    record.write_text('{"record": "something else"}')
    result = visits("select", frame, "--verify", str(record))
    assert result.exit_code == 1
    assert "is not the record of a selection" in result.stderr


def test_a_page_beside_a_record_that_says_something_else_is_found(
    visits: Visits, frame: str, tmp_path: Path
) -> None:
    """What people read is the page; who edits it alone would be believed."""
    folder = tmp_path / "published"
    words = ("select", frame, "--number", "4", "--by", "region,kind", "--seed", "spring")
    assert visits(*words, "--record", str(folder)).exit_code == 0
    check = ("select", frame, "--verify", str(folder / "record.json"))
    page = folder / "record.html"
    made = page.read_text()
    drawn = json.loads((folder / "record.json").read_text())["drawn"]["selected"][0]
    for changed in (made.replace(drawn, "E00000099"), made.replace(">spring<", ">summer<")):
        assert changed != made
        page.write_text(changed)
        result = visits(*check)
        assert result.exit_code == 1
        assert "FAILS  record.html has other areas, numbers or dates" in result.stdout
        assert result.stdout.splitlines()[-1] == "The record does not hold."

    page.write_text(made.replace("</main>", "<p>All agreed.</p></main>"))
    with (folder / "record.pdf").open("ab") as paper:
        paper.write(b"x")
    result = visits(*check)
    assert result.exit_code == 0
    for name in ("record.html", "record.pdf"):
        assert f"{name} is not as this release writes it" in " ".join(result.stderr.split())

    page.unlink()
    (folder / "record.pdf").unlink()
    assert not visits(*check).stderr


def test_the_frame_has_every_area_of_the_day(visits: Visits, tmp_path: Path) -> None:
    result = visits("frame", "--on", "5 October 2020")
    rows = list(csv.DictReader(result.stdout.splitlines()))
    assert len(rows) == 151
    assert list(rows[0]) == ["code", "name", "region", "council_type"]
    file = tmp_path / "areas.csv"
    assert visits("frame", "--on", "2023-04-01", "--out", str(file)).exit_code == 0
    with file.open(newline="") as written:
        found = [row["code"] for row in csv.DictReader(written)]
    assert found == [area.gss_code for area in areas_on(date(2023, 4, 1))]
    result = visits("select", str(file), "--number", "10", "--by", "region", "--seed", "s")
    assert result.exit_code == 0
    assert "Selected: 10 of 153 areas." in result.stdout
    assert visits("frame", "--on", "1900-01-01").exit_code == 1


def test_fewer_reserves_than_were_asked_for_are_told(visits: Visits, frame: str) -> None:
    result = visits("select", frame, "--number", "5", "--seed", "s", "--reserves", "99")

    assert result.exit_code == 0, result.output
    assert "There will be 7 reserves and not 99" in " ".join(result.stderr.split())
