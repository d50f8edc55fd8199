"""What is opened by page, after a look, and what is said of what cannot be."""

from datetime import timedelta

from register import programmes, visits
from tests.support.deciding_pages import Deciding
from tests.support.form_examples import OPENINGS


async def test_a_visit_is_opened_after_a_look(deciding: Deciding) -> None:
    walk = deciding.walk
    browser = await deciding.browser().open("/open/visit")
    day = walk.days.one

    await browser.press(
        "Continue",
        {
            "area": "Kent",
            "programme": walk.scenario.programme,
            "day_one.day": str(day.day),
            "day_one.month": str(day.month),
            "day_one.year": str(day.year),
        },
    )
    assert "What happens if you decide this now" in browser.text
    await browser.press("Open a visit")

    assert browser.path == f"/visits/{walk.visit}"
    async with deciding.pool.acquire() as connection:
        assert (await visits.require(connection, walk.visit)).day_one == day


async def test_a_programme_is_opened_from_a_frame(deciding: Deciding) -> None:
    browser = await deciding.browser().open("/open/programme")
    day = deciding.walk.days.one

    await browser.press(
        "Continue",
        {
            "programme": "by-page",
            "frame": OPENINGS["programme"]["frame"],
            "number": "1",
            **{
                f"{name}.{part}": str(getattr(day, part) + (part == "year" and name == "last"))
                for name in ("first", "last")
                for part in ("day", "month", "year")
            },
        },
    )
    assert "What happens if you decide this now" in browser.text
    assert "Frame fixed" in browser.text
    await browser.press("Open a programme")

    assert browser.path == "/programmes/by-page", browser.text
    async with deciding.pool.acquire() as connection:
        assert (await programmes.require(connection, "by-page")).number == 1


async def test_an_area_that_there_is_not_is_said_before_the_button(deciding: Deciding) -> None:
    browser = await deciding.browser().open("/open/visit")

    await browser.press(
        "Continue",
        {"area": "Atlantis", "day_one.day": "1", "day_one.month": "3", "day_one.year": "2021"},
    )

    assert "Atlantis" in browser.problems[0]
    assert browser.links()[browser.problems[0]] == "#area"
    assert browser.fields()["area"] == ["Atlantis"]


async def test_other_days_of_a_visit_that_is_open_are_not_passed_over(deciding: Deciding) -> None:
    await deciding.walk.open()
    day = deciding.walk.days.one + timedelta(days=7)
    browser = await deciding.browser().open("/open/visit")

    await browser.press(
        "Continue",
        {
            "area": "Kent",
            "programme": deciding.walk.scenario.programme,
            **{f"day_one.{part}": str(getattr(day, part)) for part in ("day", "month", "year")},
        },
    )

    assert browser.problems[0].startswith("Nothing was opened: the visit to Kent is open already")
    assert "“Set the two days” sets other days" in browser.problems[0]
    assert not browser.page.findall(".//main//form")


async def test_what_would_not_open_is_said_before_the_button(deciding: Deciding) -> None:
    day = deciding.walk.days.one
    window = {
        f"{name}.{part}": str(getattr(day, part) + (part == "year" and name == "last"))
        for name in ("first", "last")
        for part in ("day", "month", "year")
    }
    for frame, number, wrong, where in (
        ("code\nE10000016\nE10000016\n", "1", "E10000016", "frame"),
        ("code\nE99999999\n", "1", "E99999999", "frame"),
        ("code\nE10000016\n", "2", "2", "number"),
    ):
        browser = await deciding.browser().open("/open/programme")
        await browser.press(
            "Continue", {"programme": "never", "frame": frame, "number": number, **window}
        )
        assert wrong in " ".join(browser.problems), browser.text
        assert browser.links()[browser.problems[0]] == f"#{where}"
    async with deciding.pool.acquire() as connection:
        assert "never" not in await programmes.subjects(connection)


async def test_what_is_missing_of_a_report_is_asked_for_in_plain_words(deciding: Deciding) -> None:
    browser = await deciding.browser().open("/open/report")

    await browser.press("Continue", {})

    assert {"Enter what the programme is called", "Enter who publishes it"} <= {*browser.problems}
    assert "Enter the office" in browser.problems
