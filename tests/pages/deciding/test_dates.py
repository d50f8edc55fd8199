"""Dates as people type them, and what is said of those that are none."""

import pytest

from pages.deciding.typed import Typed
from tests.support.browsing import Browser
from tests.support.deciding_pages import Deciding

PARTS = ("day", "month", "year")


async def typed(deciding: Deciding, *parts: str) -> Browser:
    """The form of an opening, sent with this first day."""
    browser = await deciding.browser().open("/open/visit")
    day = {f"day_one.{part}": text for part, text in zip(PARTS, parts, strict=True)}
    return await browser.press("Continue", {"area": "Kent", **day})


@pytest.mark.parametrize("month", ["3", "03", "March", "march", "mar", "Mar.", "MARCH"])
async def test_a_month_may_be_written_as_a_word(deciding: Deciding, month: str) -> None:
    browser = await typed(deciding, "1", month, "2021")

    assert browser.path == "/open/visit/check"
    assert "Monday 1 March 2021" in browser.text
    assert (await browser.open("/open/visit")).fields()["day_one.month"] == [month]


@pytest.mark.parametrize(
    ("parts", "wrong", "where"),
    [
        (("31", "2", "2021"), "First day must be a real date", PARTS),
        (("1", "Marchember", "2021"), "First day must be a real date", PARTS),
        (("1", "ma", "2021"), "First day must be a real date", PARTS),
        (("٣", "3", "2021"), "First day must be a real date", PARTS),
        (("1", "3", "21"), "First day must have a year of 4 numbers", ("year",)),
        (("1", "3", "20210"), "First day must have a year of 4 numbers", ("year",)),
        (("1", "3", ""), "First day must include a year", ("year",)),
        (("1", "", "2021"), "First day must include a month", ("month",)),
        (("", "", "2021"), "First day must include a day and month", ("day", "month")),
        (("", "", ""), "Enter the first day", PARTS),
    ],
)
async def test_what_is_wrong_with_a_date_is_said_where_it_is(
    deciding: Deciding, parts: tuple[str, str, str], wrong: str, where: tuple[str, ...]
) -> None:
    browser = await typed(deciding, *parts)

    assert browser.answer.status_code == 422
    assert browser.problems == [wrong]
    (link,) = browser.page.findall(".//*[@class='govuk-error-summary']//a")
    assert link.get("href") == f"#day_one-{where[0]}"
    marked = [
        one.get("name", "").removeprefix("day_one.")
        for one in browser.page.iter("input")
        if "govuk-input--error" in one.get("class", "")
    ]
    assert tuple(marked) == where
    kept: Typed = {part: browser.fields()[f"day_one.{part}"] for part in PARTS}
    assert kept == {part: [text] for part, text in zip(PARTS, parts, strict=True)}
