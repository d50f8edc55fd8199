"""Forms about a report: what they offer to choose from, and what they begin with."""

from datetime import UTC, datetime

import pytest

from desk.report_openings import ReportOpening
from register import reports
from schemas.report.values import ReportStage, report_subject
from schemas.staff import Acting, StaffRole
from tests.support.browsing import Browser
from tests.support.deciding_pages import Deciding
from tests.support.reporting import TITLE
from tests.support.waiting import until

ANALYST = Acting(ref="anna", roles=frozenset({StaffRole.ANALYST}))
SET_THEMES = "Set the themes of findings"


async def begun(deciding: Deciding) -> str:
    """A report on one visit, which is being drafted; its address."""
    walk = deciding.walk
    await walk.open()
    await walk.steps_through("share")
    programme = walk.scenario.programme
    offset = walk.now - datetime.now(UTC)
    opening = ReportOpening(programme, "first", TITLE, "anna", clock_offset=offset)
    await walk.desk.open_report(opening, "begin")

    async def gathered() -> bool:
        async with deciding.pool.acquire() as connection:
            state = await reports.require(connection, report_subject(programme, "first"))
        return state.stage is ReportStage.DRAFTING

    await until(gathered, within=60)
    deciding.who.acting = ANALYST
    return f"/programmes/{programme}/reports/first"


async def with_themes(deciding: Deciding, report: str) -> Browser:
    browser = await deciding.browser().open(f"{report}/decide/themes")
    await browser.press(
        "Add themed finding", {"themes.0.key": "contact", "themes.0.value": "Calls"}
    )
    finding = {
        "findings.0.visit": deciding.walk.visit,
        "findings.0.finding": "finding-1",
        "findings.0.themes": "contact",
    }
    await browser.press("Continue", finding)
    await browser.press(SET_THEMES)
    assert browser.heading == "Recorded", browser.text
    return browser


async def test_what_was_set_is_there_to_be_added_to(deciding: Deciding) -> None:
    report = await begun(deciding)
    listed = await deciding.browser().open(f"{report}/decide")
    waits = listed.text.partition("What can be decided now")[0]
    assert SET_THEMES in waits.partition("What is waited for")[2]

    browser = await with_themes(deciding, report)
    await browser.open(f"{report}/decide/themes")

    assert browser.fields()["themes.0.value"] == ["Calls"]
    assert browser.fields()["findings.0.visit"] == [deciding.walk.visit]
    assert f"Kent ({deciding.walk.visit})" in browser.text
    await browser.open(f"{report}/decide/statement")
    chosen = browser.page.findall(".//main//input[@type='radio']")
    assert {"contact", deciding.walk.visit} <= {one.get("value") for one in chosen}


@pytest.mark.parametrize("digest", ["abc", "f" * 63])
async def test_a_mistake_in_a_form_names_no_command(deciding: Deciding, digest: str) -> None:
    report = await begun(deciding)
    deciding.who.acting = Acting(ref="zoe", roles=frozenset({StaffRole.SENIOR_MANAGER}))
    browser = await deciding.browser().open(f"{report}/decide/sign")

    await browser.press("Continue", {"digest": digest, "signatory.post": "Deputy director"})

    (problem,) = browser.problems
    assert "is not a digest" in problem
    assert "`" not in problem


async def test_who_did_what_leads_to_the_report(deciding: Deciding) -> None:
    report = await begun(deciding)
    browser = await deciding.browser().open("/who-did-what")
    subject = f"{deciding.walk.scenario.programme}/report/first"

    await browser.open(browser.links()[subject])

    assert (browser.answer.status_code, browser.path) == (200, report)


async def test_what_a_statement_cannot_rest_on_is_told_at_its_findings(deciding: Deciding) -> None:
    report = await begun(deciding)
    browser = await with_themes(deciding, report)
    await browser.open(f"{report}/decide/statement")

    await browser.press(
        "Continue",
        {
            "statement": "statement-1",
            "theme": "contact",
            "kind": "worked_well",
            "findings.0.visit": deciding.walk.visit,
            "findings.0.finding": "finding-2",
            "text": "Families were called each week.",
        },
    )

    (problem,) = browser.problems
    assert "was not given the theme contact" in problem
    assert browser.links()[problem] == "#findings"
