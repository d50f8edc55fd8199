"""Every page that looks, in a real browser."""

import pytest
from playwright.async_api import Browser

from tests.pages.browser.judging import Judge
from tests.pages.conftest import House

PATHS = (
    "/",
    "/visits",
    "/programmes",
    "/programmes/PROGRAMME",
    "/programmes/PROGRAMME/draw",
    "/programmes/PROGRAMME/plan",
    "/programmes/PROGRAMME/letters",
    "/programmes/PROGRAMME/letters/survey_links",
    "/reports",
    "/find",
    "/mail",
    "/today?after=4",
    "/who-did-what?first=2020-09-01&last=2020-10-01",
    "/nothing-there",
    "/?everybody=true",
    "/open/report",
)
TABS = (
    *("", "/timeline", "/letters", "/documents", "/people", "/days", "/cases", "/note"),
    *("/beside", "/reasons", "/events?digest=none", "/ahead"),
)


@pytest.mark.parametrize("path", PATHS)
async def test_a_page_is_good(house: House, judge: Judge, path: str) -> None:
    faults = await judge.faults(house.address + path.replace("PROGRAMME", house.programme))

    assert [each for each in faults if "404" not in each] == []


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("scenario", ["disputed", "safeguarding"])
async def test_a_page_of_a_visit_is_good(
    house: House, judge: Judge, scenario: str, tab: str
) -> None:
    assert await judge.faults(f"{house.address}/visits/{house.of(scenario)}{tab}") == []


@pytest.mark.parametrize(
    ("scenario", "path"), [("complaint", "complaint/1"), ("safeguarding", "referral/1")]
)
async def test_what_lives_beside_a_visit_is_good(
    house: House, judge: Judge, scenario: str, path: str
) -> None:
    assert await judge.faults(f"{house.address}/visits/{house.of(scenario)}/beside/{path}") == []


async def test_a_letter_is_good(house: House, judge: Judge) -> None:
    page = await judge.browser.new_page()
    await page.goto(f"{house.address}/visits/{house.of('gives')}/letters")
    async with page.expect_event("load"):
        await page.locator("main td a, main th a").first.click()
    assert "Dear " in await page.inner_text("main")
    faults = await judge.faults_of(page)
    await page.close()

    assert faults == []


async def test_an_open_page_says_that_something_happened_and_does_not_jump(
    house: House, browser: Browser
) -> None:
    page = await browser.new_page()
    await page.goto(f"{house.address}/visits/{house.of('gives')}")
    banner = page.get_by_text("Something has happened in this visit")
    assert not await banner.is_visible()

    await house.happens("gives")
    await banner.wait_for(state="visible")
    await page.close()


@pytest.mark.parametrize("path", ["/visits", "/visits/VISIT/letters", "/visits/VISIT/decide/refer"])
async def test_on_paper_there_is_what_a_page_tells_and_nothing_to_press(
    house: House, judge: Judge, path: str
) -> None:
    page = await judge.browser.new_page()
    await page.goto(house.address + path.replace("VISIT", house.of("gives")))
    pressed = page.locator("header, nav, footer, button:not(th *), [role=button], .moj-filter")
    on_screen = await pressed.filter(visible=True).count()
    await page.emulate_media(media="print")

    assert on_screen
    assert await pressed.filter(visible=True).count() == 0
    assert await page.locator("h1").is_visible()
    await page.close()
