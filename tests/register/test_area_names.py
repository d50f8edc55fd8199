"""Areas by name, where it is plain which one is meant."""

from collections import Counter
from datetime import date

import pytest

from register.area_names import AreaNotPlain, area_named, codes_named, visited_area
from register.areas import AreaNotThen, UnknownArea, areas_on, local_areas

OCTOBER_2020 = date(2020, 10, 5)
MARCH_2027 = date(2027, 3, 1)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Kent", "Kent"),
        ("kent county council", "Kent"),
        (" e10000016 ", "Kent"),
        ("City of Bristol", "Bristol, City of"),
        ("Bristol City Council", "Bristol, City of"),
        ("Brighton & Hove", "Brighton and Hove"),
        ("St Helens", "St. Helens"),
        ("stoke on trent", "Stoke-on-Trent"),
        ("Durham", "County Durham"),
        ("London Borough of Camden", "Camden"),
        ("Royal Borough of Windsor and Maidenhead", "Windsor and Maidenhead"),
        ("City of London", "City of London"),
        ("Newcastle", "Newcastle upon Tyne"),
        ("York", "York"),
        ("Somerset", "Somerset"),
    ],
)
def test_a_name_stands_for_an_area_in_any_case_and_without_additions(typed: str, name: str) -> None:
    assert area_named(typed, OCTOBER_2020).name == name


def test_every_area_is_found_by_its_name_on_each_day_that_it_exists() -> None:
    for area in local_areas():
        assert area_named(area.name.upper(), area.first_date) == area
        assert area.gss_code in codes_named(area.name)


def test_a_name_means_the_area_of_the_day_concerned() -> None:
    assert area_named("Barnsley", OCTOBER_2020).gss_code == "E08000016"
    assert area_named("Barnsley", MARCH_2027).gss_code == "E08000038"
    assert codes_named("Barnsley") == {"E08000016", "E08000038"}
    assert area_named("Northamptonshire", OCTOBER_2020).gss_code == "E10000021"
    with pytest.raises(AreaNotThen, match=r"choose North Northamptonshire .* or West"):
        area_named("Northamptonshire", MARCH_2027)


@pytest.mark.parametrize(
    ("typed", "choice"),
    [
        ("Kingston", "Kingston upon Hull, City of (E06000010) or Kingston upon Thames (E09000021)"),
        ("Hull", "Kingston upon Hull, City of (E06000010)"),
        ("yorkshire", "East Riding of Yorkshire (E06000011) or North Yorkshire (E10000023)"),
        ("London", "City of London (E09000001)"),
    ],
)
def test_what_is_not_plain_is_answered_with_the_candidates(typed: str, choice: str) -> None:
    with pytest.raises(AreaNotPlain) as refused:
        area_named(typed, OCTOBER_2020)

    assert str(refused.value) == (
        f"“{typed}” is not plainly one area: it may be {choice}. Give the code."
    )


def test_many_candidates_are_counted() -> None:
    with pytest.raises(AreaNotPlain, match=r"or 1 more\. Give the code\."):
        area_named("north", MARCH_2027)


@pytest.mark.parametrize("typed", ["Nowhere", "", "council", "county", "st", "E06999999"])
def test_what_is_nobodys_name_is_refused(typed: str) -> None:
    with pytest.raises(UnknownArea):
        area_named(typed, OCTOBER_2020)
    with pytest.raises(UnknownArea):
        codes_named(typed)


def test_a_typing_error_is_not_guessed_at() -> None:
    with pytest.raises(UnknownArea, match=r"Did you mean Gateshead \(E08000037\)\?"):
        area_named("Gatehead", OCTOBER_2020)


@pytest.mark.parametrize("day", [OCTOBER_2020, MARCH_2027])
def test_no_name_without_additions_is_that_of_two(day: date) -> None:
    found = Counter(area_named(f"{area.name} council", day) for area in areas_on(day))

    assert set(found) == set(areas_on(day))


@pytest.mark.parametrize(
    ("subject", "name"),
    [
        ("interim-e10000016", "Kent"),
        ("t1-e06000058-2/referral/1", "Bournemouth, Christchurch and Poole"),
        ("interim-e99999999", "E99999999"),
        ("spring", "spring"),
    ],
)
def test_a_visits_id_tells_its_area(subject: str, name: str) -> None:
    assert visited_area(subject) == name
