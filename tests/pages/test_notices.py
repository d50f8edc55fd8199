"""The privacy notice and the accessibility statement are one link away, for people outside, too."""

import httpx2
import pytest

from desk.desk import Desk
from pages.app import create_pages
from pages.dependencies import PagesDependencies
from tests.engine import Engine
from tests.support.browsing import Browser, text_of
from worker.environment import SettingsError
from worker.pages_settings import pages_settings

NOTICES = {
    "VISITS_LETTER_PRIVACY_NOTICE": "https://inspectors.example/privacy",
    "VISITS_PAGES_ACCESSIBILITY": "https://inspectors.example/accessibility",
}


@pytest.mark.parametrize("path", ["/sign-in", "/answer/unknown"])
@pytest.mark.parametrize("env", [NOTICES, {}], ids=["both", "none"])
async def test_every_page_leads_to_the_notices_that_there_are(
    engine: Engine, path: str, env: dict[str, str]
) -> None:
    where = pages_settings(env)
    deps = PagesDependencies(
        engine.pool,
        Desk(await engine.client(), engine.pool, task_queue=engine.settings.task_queue),
        privacy_notice=where.privacy_notice,
        accessibility=where.accessibility,
    )
    transport = httpx2.ASGITransport(app=create_pages(deps))
    async with httpx2.AsyncClient(transport=transport, base_url="https://pages.test") as client:
        browser = await Browser(client).open(path)

    footer = browser.page.find(".//footer")
    assert footer is not None
    found = {text_of(one): one.get("href") for one in footer.iter("a")}
    assert found == dict(zip(("Privacy", "Accessibility statement"), env.values(), strict=False))


@pytest.mark.parametrize("name", NOTICES)
def test_what_is_no_address_of_a_page_is_refused(name: str) -> None:
    with pytest.raises(SettingsError, match=f"{name} must be the address of a page"):
        pages_settings({name: "http://inspectors.example"})
