"""The local areas of England, by code and date."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

import pytest

from register.areas import (
    AreaNotThen,
    UnknownArea,
    area_changes,
    area_on,
    areas_on,
    local_areas,
)
from schemas.areas import CouncilType, LocalArea, Region

OCTOBER_2020 = date(2020, 10, 5)  # the first of the real visits
LIST_BEGINS = date(2009, 1, 1)
CHANGES = sorted(
    {area.first_date for area in local_areas()}
    | {area.last_date + timedelta(days=1) for area in local_areas() if area.last_date}
)


@pytest.mark.parametrize(
    ("day", "areas"),
    [
        (OCTOBER_2020, 151),
        (date(2021, 3, 31), 151),  # the last day of Northamptonshire
        (date(2021, 4, 1), 152),
        (date(2023, 3, 31), 152),  # the last day of Cumbria
        (date(2023, 4, 1), 153),
    ],
)
def test_as_many_areas_exist_as_there_were(day: date, areas: int) -> None:
    assert len(areas_on(day)) == areas


def test_the_areas_of_autumn_2020_by_region() -> None:
    assert Counter(area.region for area in areas_on(OCTOBER_2020)) == {
        Region.LONDON: 33,
        Region.NORTH_WEST: 23,
        Region.SOUTH_EAST: 19,
        Region.YORKSHIRE_AND_THE_HUMBER: 15,
        Region.SOUTH_WEST: 15,
        Region.WEST_MIDLANDS: 14,
        Region.NORTH_EAST: 12,
        Region.EAST_OF_ENGLAND: 11,
        Region.EAST_MIDLANDS: 9,
    }


def test_no_code_stands_for_two_areas() -> None:
    codes = [area.gss_code for area in local_areas()]
    assert len(codes) == len(set(codes))


def test_no_dfe_code_stands_for_two_areas_on_one_day() -> None:
    assert len(CHANGES) > 5
    assert {day: twice(area.dfe_code for area in areas_on(day)) for day in CHANGES} == {
        day: [] for day in CHANGES
    }


def test_no_two_areas_share_a_name_on_one_day() -> None:
    assert {day: twice(area.name for area in areas_on(day)) for day in CHANGES} == {
        day: [] for day in CHANGES
    }


def twice(values: Iterable[str | None]) -> list[str]:
    """Which of the values that are given come more than once."""
    return [value for value, times in Counter(filter(None, values)).items() if times > 1]


def test_where_an_area_ends_another_begins_the_next_day() -> None:
    beginnings = {area.first_date for area in local_areas()}
    endings = {area.last_date + timedelta(days=1) for area in local_areas() if area.last_date}
    assert beginnings - {LIST_BEGINS} == endings


def test_every_area_of_autumn_2020_has_a_dfe_code() -> None:
    assert all(area.dfe_code for area in areas_on(OCTOBER_2020))


def test_a_code_tells_the_kind_of_council() -> None:
    kinds = {(area.gss_code[:3], area.council_type) for area in local_areas()}

    assert kinds == {
        ("E06", CouncilType.UNITARY_AUTHORITY),
        ("E08", CouncilType.METROPOLITAN_DISTRICT),
        ("E09", CouncilType.LONDON_BOROUGH),
        ("E10", CouncilType.COUNTY_COUNCIL),
    }


def test_an_area_is_found_by_its_code_on_its_first_and_last_day() -> None:
    assert area_on("E06000061", date(2021, 4, 1)).name == "North Northamptonshire"
    assert area_on("E10000021", date(2021, 3, 31)).name == "Northamptonshire"


def test_a_code_may_be_typed_in_lower_case() -> None:
    assert area_on(" e06000063 ", date(2023, 4, 1)).name == "Cumberland"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        pytest.param(
            "Northamptonshire",
            "No local area has the name “Northamptonshire”. "
            "Did you mean Northamptonshire (E10000021)?",
            id="a name",
        ),
        pytest.param(
            "dorset",
            "No local area has the name “dorset”. Did you mean Dorset (E06000059)?",
            id="a name in lower case",
        ),
        pytest.param(
            "Gatehead",
            "No local area has the name “Gatehead”. Did you mean Gateshead (E08000037)?",
            id="a name with a typing error",
        ),
        pytest.param(
            "Cumberland",
            "No local area has the name “Cumberland”. Did you mean Cumberland (E06000063)?",
            id="a name that was not yet one",
        ),
        pytest.param(
            "928",
            "No local area has the code “928”. Did you mean Northamptonshire (E10000021)?",
            id="a DfE code",
        ),
        pytest.param(
            "E06999999",
            "No local area has the code “E06999999”. "
            "A code has an E and eight digits, such as E06000063.",
            id="nothing like it",
        ),
    ],
)
def test_an_unknown_code_is_refused_with_advice(typed: str, sentence: str) -> None:
    with pytest.raises(UnknownArea) as refused:
        area_on(typed, OCTOBER_2020)
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("code", "on", "sentence"),
    [
        pytest.param(
            "E10000006",
            date(2023, 5, 10),
            "Cumbria (E10000006) exists until 31 March 2023. For 10 May 2023, choose "
            "Cumberland (E06000063) or Westmorland and Furness (E06000064).",
            id="an area that was split",
        ),
        pytest.param(
            "E06000063",
            OCTOBER_2020,
            "Cumberland (E06000063) exists from 1 April 2023 on. "
            "For 5 October 2020, choose Cumbria (E10000006).",
            id="an area yet to come",
        ),
        pytest.param(
            "E06000058",
            date(2019, 3, 31),
            "Bournemouth, Christchurch and Poole (E06000058) exists from 1 April 2019 on. For "
            "31 March 2019, choose Bournemouth (E06000028), Poole (E06000029) or Dorset "
            "(E10000009).",
            id="an area that was put together",
        ),
        pytest.param(
            "E10000022",
            OCTOBER_2020,
            "Northumberland (E10000022) exists until 31 March 2009. "
            "For 5 October 2020, choose Northumberland (E06000057).",
            id="an area that got a new code twice",
        ),
        pytest.param(
            "E06000066",
            OCTOBER_2020,
            "Somerset (E06000066) exists from 1 April 2023 on. "
            "For 5 October 2020, choose Somerset (E10000027).",
            id="the code an area has today, for a day before",
        ),
        pytest.param(
            "E08000001",
            date(2008, 12, 31),
            "The list of local areas begins on 1 January 2009, so it cannot say whether "
            "Bolton (E08000001) existed on 31 December 2008.",
            id="a day before the list begins",
        ),
    ],
)
def test_a_code_of_another_time_is_refused(code: str, on: date, sentence: str) -> None:
    with pytest.raises(AreaNotThen) as refused:
        area_on(code, on)
    assert str(refused.value) == sentence


def test_an_area_is_needed_on_each_of_the_days() -> None:
    last, next_working_day = date(2023, 3, 31), date(2023, 4, 3)
    assert area_on("E10000006", last).name == "Cumbria"
    with pytest.raises(AreaNotThen, match="For 3 April 2023, choose Cumberland"):
        area_on("E10000006", last, next_working_day)


@pytest.mark.parametrize("day", [*CHANGES, date(2026, 1, 1)], ids=str)
def test_on_every_day_each_code_stands_or_says_what_does(day: date) -> None:
    standing = {area.gss_code for area in areas_on(day)}
    for area in local_areas():
        if area.gss_code in standing:
            assert area_on(area.gss_code, day) == area
            continue
        with pytest.raises(AreaNotThen) as refused:
            area_on(area.gss_code, day)
        instead = {other.gss_code for other in refused.value.instead}
        assert instead, refused.value
        assert instead <= standing


def test_every_change_is_from_one_day_to_the_next() -> None:
    areas = {area.gss_code: area for area in local_areas()}
    for change in area_changes():
        before, after = areas[change["before"]], areas[change["after"]]
        assert before.last_date is not None
        assert after.first_date == before.last_date + timedelta(days=1), change
        assert after.region is before.region, change


def test_barnsley_and_sheffield_changed_when_their_boundary_did() -> None:
    # The Barnsley and Sheffield (Boundary Change) Order 2024, SI 2024/1328, article 2.
    transfer_date = date(2025, 4, 1)
    for name, before, after in (
        ("Barnsley", "E08000016", "E08000038"),
        ("Sheffield", "E08000019", "E08000039"),
    ):
        assert area_on(before, transfer_date - timedelta(days=1)).name == name
        assert area_on(after, transfer_date).name == name


def test_an_area_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="would end before it begins"):
        LocalArea(
            gss_code="E06000099",
            dfe_code=None,
            name="Nowhere",
            region=Region.LONDON,
            council_type=CouncilType.UNITARY_AUTHORITY,
            first_date=date(2021, 4, 1),
            last_date=date(2021, 3, 31),
        )
