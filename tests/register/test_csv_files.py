"""What we write as CSV has no live formula for a spreadsheet, and is read as it was meant."""

import csv
from pathlib import Path

import pytest

from register.csv_files import as_csv
from rules.selection.csv_text import read_csv

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("label", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "'=1+1"])
def test_a_label_that_reads_as_a_formula_is_written_as_text(label: str) -> None:
    written = as_csv([("area", "count"), (label, "7")])

    assert next(csv.reader(written.splitlines()[1:]))[0] == f"'{label}"
    assert read_csv(written.encode(), "a.csv").rows[0][1] == (label, "7")


@pytest.mark.parametrize("label", ["Kent", "-5", "+3.5", "-", "5-15 years", "a=b", "'tis", "[c]"])
def test_any_other_label_stays_as_it_is(label: str) -> None:
    written = as_csv([("area",), (label,)])

    assert next(csv.reader(written.splitlines()[1:])) == [label]
    assert read_csv(written.encode(), "a.csv").rows[0][1] == (label,)


def test_nothing_else_writes_csv() -> None:
    floors = ("activities", "api", "console", "desk", "feed", "pages", "register", "release")
    writers = [
        str(file.relative_to(ROOT))
        for floor in (*floors, "rules")
        for file in sorted((ROOT / floor).rglob("*.py"))
        if "csv.writer" in file.read_text(encoding="utf-8")
    ]
    assert writers == ["register/csv_files.py"]
