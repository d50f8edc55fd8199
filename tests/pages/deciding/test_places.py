"""What only the rules find wrong with a form is told at the field that it is about."""

import pytest

from pages.deciding.fields import fields_of
from pages.deciding.places import place_of
from rules.refusals import RefusalCode, Refused
from schemas.forms.preparation import DatesForm
from schemas.report.forms import SignForm
from tests.support.browsing import Browser
from tests.support.deciding_pages import Deciding


def _days(**days: str) -> dict[str, str]:
    return {
        f"{name}.{part}": text
        for name, day in days.items()
        for part, text in zip(("year", "month", "day"), day.split("-"), strict=True)
    }


async def _sent(deciding: Deciding, slug: str, **typed: str) -> Browser:
    browser = await deciding.browser().open(deciding.address(slug))
    return await browser.press("Continue", typed)


def _is_told_at(browser: Browser, words: str, where: str) -> None:
    assert browser.answer.status_code == 422
    (problem,) = browser.problems
    assert words in problem
    assert browser.links()[problem] == f"#{where}"
    assert browser.page.find(f".//*[@id='{where}']") is not None
    assert problem in browser.text.replace(problem, "", 1), "it is not said at the field itself"


async def test_a_first_day_that_is_too_near_is_told_at_that_day(deciding: Deciding) -> None:
    browser = await deciding.browser().open("/open/visit")

    await browser.press("Continue", {"area": "Kent", **_days(day_one="2020-09-25")})

    _is_told_at(browser, "at the earliest", "day_one-day")
    marked = {
        one.get("name")
        for one in browser.page.iter("input")
        if "govuk-input--error" in one.get("class", "")
    }
    assert marked == {"day_one.day", "day_one.month", "day_one.year"}
    assert browser.fields()["area"] == ["Kent"]


async def test_a_day_on_which_nothing_happened_yet_is_told_at_that_day(deciding: Deciding) -> None:
    await deciding.walk.open()
    await deciding.walk.pass_to(deciding.walk.days.moment("T-18 12:00"))
    day = deciding.walk.days.one.isoformat()

    browser = await _sent(deciding, "respond", answer="accept", **_days(happened_on=day))

    _is_told_at(browser, "has not come", "happened_on-day")


async def test_a_case_that_nobody_has_is_told_at_the_cases(deciding: Deciding) -> None:
    await deciding.walk.open()
    await deciding.walk.steps_through("survey")

    browser = await _sent(deciding, "cases", **{"offered": "0", "cases.0.case": "case-1"})

    assert browser.answer.status_code == 422
    (problem,) = browser.problems
    assert browser.links()[problem] == "#cases"


async def test_what_is_about_no_field_stands_above_the_answers(deciding: Deciding) -> None:
    await deciding.walk.open()

    browser = await _sent(deciding, "defer-refuse", reason="The days are near.")

    assert browser.path == deciding.address("defer-refuse", "check")
    assert browser.answer.status_code == 200
    assert len(browser.problems) == 1


@pytest.mark.parametrize("day", ["2021-03-01", "2021-03-06"])
def test_of_several_days_it_is_told_at_the_one_that_is_named(day: str) -> None:
    values = {"day_one": "2021-03-01", "day_two": "2021-03-06"}
    number = int(day[-2:])
    refused = Refused(RefusalCode.DATES, f"{number} March 2021 is not a working day.")

    at = place_of(refused, fields_of(DatesForm), values)

    assert values[at] == day


def test_what_is_in_a_group_is_told_there() -> None:
    refused = Refused(RefusalCode.WORDS, "In your title, Kent is named.")

    assert place_of(refused, fields_of(SignForm), {}) == "signatory.post"


@pytest.mark.parametrize("code", [RefusalCode.WRONG_STAGE, RefusalCode.PERMISSION])
def test_what_is_about_the_visit_or_who_decides_is_told_at_no_field(code: RefusalCode) -> None:
    assert place_of(Refused(code, "No."), fields_of(DatesForm), {}) == ""
