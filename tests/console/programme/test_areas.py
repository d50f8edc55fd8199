"""Whoever steers a programme says areas by name or by code."""

from pathlib import Path

import pytest

from console.programme.group import area_code
from desk.reading.area_contacts import read_area_contacts
from register.areas import UnknownArea
from rules.selection.csv_text import NotUsable


@pytest.mark.parametrize("typed", ["Kent", "kent", " E10000016", "e10000016"])
def test_an_area_is_said_by_its_name_or_its_code(typed: str) -> None:
    assert area_code(typed) == "E10000016"


def test_an_area_that_has_ended_is_still_said_by_its_code() -> None:
    # Northamptonshire ended in 2021; a programme of before may have to take it out.
    assert area_code("E10000021") == "E10000021"


def test_a_name_that_is_nobodys_is_answered_with_one_that_comes_close() -> None:
    with pytest.raises(UnknownArea, match="Did you mean Kent"):
        area_code("Kentt")


def contacts(folder: Path, *areas: str) -> Path:
    file = folder / "contacts.csv"
    lines = [
        f"{area},accountable_officer,health-{number},Example,x@example.gov.uk,Example"
        for number, area in enumerate(areas)
    ]
    file.write_text("\n".join(["area,role,ref,name,email,organisation", *lines]), "utf-8")
    return file


def test_whom_to_write_to_is_said_by_the_area_s_name_or_its_code(tmp_path: Path) -> None:
    file = contacts(tmp_path, "Kent", "e10000016", "essex")

    read = read_area_contacts(file, area_code)

    assert [(area, len(people)) for area, people in read.items()] == [
        ("E10000016", 2),
        ("E10000012", 1),
    ]


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("Kentt", "contacts.csv cannot be used, line 3: .*“Kentt”. Did you mean Kent"),
        ("Bed", "line 3: .*“Bed”"),
    ],
)
def test_an_area_that_is_nobody_s_is_told_with_its_line(
    tmp_path: Path, typed: str, why: str
) -> None:
    with pytest.raises(NotUsable, match=why):
        read_area_contacts(contacts(tmp_path, "Kent", typed), area_code)
