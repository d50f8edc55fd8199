"""Whoever has Temporal's Web UI and nothing else can press its buttons, and decides nothing.

The other ways to Temporal, and cleverer messages, are in `tests/e2e/test_forged_updates.py`.
"""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Locator, Page, Response, expect

from register import log
from stack import StackAddresses, throwaway_stack
from tests.e2e.walking import Walk, own_engine
from tests.engine import Engine
from workflows.search_attributes import server_types

FORGED = {"actor": "coordinator"}

expect.set_options(timeout=60_000)  # milliseconds: a page of the server's comes when it can


@dataclass
class Attacked:
    """A visit, and the Web UI of the server that carries it.

    Attributes:
        walk: The visit.
        engine: Of it.
        page: A window of the Web UI's.
        root: The address of its namespace.
    """

    walk: Walk
    engine: Engine
    page: Page
    root: str

    async def recorded(self) -> list[tuple[str, str, str]]:
        """All there is in the log: of what, what, and by whom."""
        async with self.engine.pool.acquire() as connection:
            logged = await log.read_all(connection)
        return [(one.event.subject, one.event.type.value, one.event.actor) for one in logged]

    async def goes_on(self) -> None:
        """A decision that is somebody's own is taken meanwhile, and alone is recorded."""
        before = await self.recorded()
        await self.walk.step()
        after = await self.recorded()
        assert after[: len(before)] == before
        assert {(subject, actor) for subject, _, actor in after[len(before) :]} <= {
            (self.walk.visit, "coordinator"),
            (self.walk.visit, "system"),
        }
        assert "visit.cancelled.v1" not in {what for _, what, _ in after}


@pytest.fixture(scope="module")
async def web_ui(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[StackAddresses, BrowserContext]]:
    """Servers with a Web UI, and a browser that keeps what it has loaded of that."""
    folder = tmp_path_factory.mktemp("web-ui")
    with throwaway_stack(search_attributes=server_types(), ui=True, parent=folder) as stack:
        context = await browser.new_context(viewport={"width": 1400, "height": 1000})
        yield stack.addresses, context
        await context.close()


@pytest.fixture
async def attacked(
    web_ui: tuple[StackAddresses, BrowserContext], tmp_path: Path
) -> AsyncIterator[Attacked]:
    addresses, context = web_ui
    async with own_engine(addresses, tmp_path) as engine, engine.working() as (client, _):
        walk = Walk(engine.scenario(), client, engine.pool, engine.settings.task_queue)
        await walk.open()
        await walk.steps_through("respond")
        page = await context.new_page()
        yield Attacked(walk, engine, page, f"{addresses.ui}/namespaces/{addresses.namespace}")
        await page.close()


def seen(page: Page, selector: str) -> Locator:
    """What can be seen of it: the Web UI keeps dialogs in the page that are not open."""
    return page.locator(selector).locator("visible=true")


async def type_json(page: Page, value: object) -> None:
    await seen(page, "[contenteditable=true]").first.click()
    await page.keyboard.insert_text(json.dumps(value))
    # It is laid out anew once it is left, and a click meanwhile would be lost.
    await page.evaluate("document.activeElement.blur()")
    await expect(seen(page, "[contenteditable=true]").first).not_to_be_focused()


async def test_updates_and_signals_of_the_web_ui_decide_nothing(attacked: Attacked) -> None:
    page = attacked.page
    before = await attacked.recorded()

    await page.goto(f"{attacked.root}/workflows/{attacked.walk.visit}")
    await page.get_by_role("button", name="More Actions").first.click()
    await page.get_by_role("menuitem", name="Send an Update").click()
    await seen(page, "[data-testid=update-select-button]").click()
    await seen(page, "[role=option]").filter(has_text="cancel_visit").first.click()
    await type_json(page, FORGED)
    await page.get_by_role("button", name="Submit").locator("visible=true").click()
    await expect(seen(page, "text=does not prove who decided it").first).to_be_visible()

    await page.goto(f"{attacked.root}/workflows/{attacked.walk.visit}")
    await page.get_by_role("button", name="More Actions").first.click()
    await page.get_by_role("menuitem", name="Send a Signal").click()
    await seen(page, "#signal-name").fill("cancel_visit")
    await type_json(page, FORGED)
    await page.get_by_role("button", name="Submit").locator("visible=true").click()
    await expect(page.get_by_text("Workflow signaled").first).to_be_visible()

    assert await attacked.recorded() == before
    await attacked.goes_on()


async def test_what_is_started_by_the_web_ui_comes_to_nothing(attacked: Attacked) -> None:
    page, walk = attacked.page, attacked.walk
    before = await attacked.recorded()

    await page.goto(f"{attacked.root}/workflows/start-workflow")
    await page.fill("#workflowId", f"{walk.scenario.programme}-e10000012")
    await page.fill("#taskQueue", attacked.engine.settings.task_queue)
    await page.fill("#workflowType", "Visit")
    await type_json(page, {"opening": FORGED})
    await expect(page.get_by_text("Task Queue is Active")).to_be_visible()
    async with page.expect_response(_is_post) as started:
        await page.get_by_role("button", name="Start Workflow").last.click()
    assert (await started.value).ok
    await page.goto(f"{attacked.root}/workflows/{walk.scenario.programme}-e10000012")
    await expect(seen(page, "text=Failed").first).to_be_visible()

    await page.goto(f"{attacked.root}/activities/start")
    await page.fill("#activityId", "somebodys")
    await page.fill("#taskQueue", attacked.engine.settings.task_queue)
    await page.fill("#activityType", "record_events")
    await page.fill("#startToCloseTimeout", "10")
    await page.fill("#scheduleToCloseTimeout", "10")
    await type_json(page, {"events": [FORGED]})
    async with page.expect_response(_is_post) as started:
        await page.get_by_role("button", name="Start").last.click()
    assert (await started.value).ok
    await page.goto(f"{attacked.root}/activities")
    await expect(seen(page, "text=somebodys").first).to_be_visible()

    assert await attacked.recorded() == before
    await attacked.goes_on()


def _is_post(response: Response) -> bool:
    return response.request.method == "POST"
