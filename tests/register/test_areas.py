"""The local areas of England, by code and date."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

import pytest

from register.areas import AreaNotThen, UnknownArea, area_on, areas_on, local_areas
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
            "No local area has the code “Northamptonshire”. "
            "Did you mean Northamptonshire (E10000021)?",
            id="a name",
        ),
        pytest.param(
            "dorset",
            "No local area has the code “dorset”. Did you mean Dorset (E06000059)?",
            id="a name in lower case",
        ),
        pytest.param(
            "Gatehead",
            "No local area has the code “Gatehead”. Did you mean Gateshead (E08000037)?",
            id="a name with a typing error",
        ),
        pytest.param(
            "Cumberland",
            "No local area has the code “Cumberland”. Did you mean Cumberland (E06000063)?",
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
            "E10000021",
            date(2021, 5, 5),
            "Northamptonshire (E10000021) ceased to exist on 1 April 2021. "
            "For 5 May 2021, choose an area that existed then.",
            id="an area that was split",
        ),
        pytest.param(
            "E06000063",
            OCTOBER_2020,
            "Cumberland (E06000063) did not exist before 1 April 2023. "
            "For 5 October 2020, choose an area that existed then.",
            id="an area yet to come",
        ),
        pytest.param(
            "E10000022",
            OCTOBER_2020,
            "Northumberland (E10000022) ceased to exist on 1 April 2009. "
            "On 5 October 2020 the code of Northumberland was E06000057; use that one.",
            id="an area that got a new code twice",
        ),
        pytest.param(
            "E06000066",
            OCTOBER_2020,
            "Somerset (E06000066) did not exist before 1 April 2023. "
            "On 5 October 2020 the code of Somerset was E10000027; use that one.",
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
