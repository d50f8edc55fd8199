"""Takes the pictures of the pages: a programme midway, in a real browser, as its people see it.

`make pictures-of-pages` runs it. A programme of ten is played in virtual time on a throwaway stack
and left in its eighth week; then Debian's Chromium looks at the pages, at a desk and on a
telephone.
"""  # noqa: INP001 - a script beside its pictures, not a package

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from PIL import Image
from playwright.async_api import Browser, Page, async_playwright

from desk.authority import REHEARSED
from desk.departments import EXAMPLES
from desk.desk import Desk
from pages.app import create_pages
from pages.assets import find_assets
from pages.dependencies import PagesDependencies
from register import programmes
from register.connection import Pool, open_pool
from register.migrate import migrate
from register.tail import following
from release.rehearsal.programme.planner import staff_of
from release.rehearsal.programme.player import ProgrammePlayer
from release.rehearsal.programme.rehearsal import frame_of, load_programme, programme_file
from schemas.ids import VisitId
from schemas.programme.values import LIVE
from schemas.staff import Acting, StaffRole
from schemas.values import Stage
from stack import StackAddresses, throwaway_stack
from tests.engine import Engine
from tests.pages.serving import SignedInAs, serving
from workflows.search_attributes import server_types

HERE = Path(__file__).parent / "pages"
UNTIL = "2020-11-25 12:00"
DESK = (1100, 900)
TELEPHONE = (360, 740)
"""Pixels, width and height."""

_TALLEST = 1800  # pixels; a longer page is cut off, as a window would
_COLOURS = 128
_NUMBER = 40_001  # of a programme's engine that nothing else uses
_FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")


def main() -> int:
    """Take every picture anew.

    Returns:
        The exit status.
    """
    browser = shutil.which("chromium")
    if browser is None or not find_assets():
        sys.stderr.write(
            "The pictures are taken in Debian's Chromium, of pages that `make assets` dresses: "
            "apt-get install chromium; make assets\n"
        )
        return 1
    HERE.mkdir(exist_ok=True)
    with throwaway_stack(search_attributes=server_types()) as stack:
        asyncio.run(_take_all(stack.addresses, browser))
    return 0


async def _take_all(addresses: StackAddresses, browser: str) -> None:
    with TemporaryDirectory() as folder:
        async with open_pool(addresses.database_url) as pool:
            await migrate(pool)
            engine = Engine(addresses, pool, Path(folder), _NUMBER)
            async with (
                _midway(engine) as player,
                _served(engine, player) as address,
                async_playwright() as playwright,
            ):
                chromium = await playwright.chromium.launch(executable_path=browser, args=_FLAGS)
                await Photographer(chromium, address, player, pool).takes_all()
                await chromium.close()


@asynccontextmanager
async def _midway(engine: Engine) -> AsyncIterator[ProgrammePlayer]:
    """A programme whose visits are in every stage; its worker goes on serving."""
    scenario = load_programme(programme_file("ten")).model_copy(
        update={"programme": "autumn", "until": UNTIL}
    )
    async with engine.working() as (client, _):
        player = ProgrammePlayer(scenario, frame_of(scenario), client, engine.pool, engine.settings)
        await player.play()
        yield player


@asynccontextmanager
async def _served(engine: Engine, player: ProgrammePlayer) -> AsyncIterator[str]:
    """The pages, for somebody who may do everything, at the programme's moment."""
    desk = Desk(
        await engine.client(),
        engine.pool,
        task_queue=engine.settings.task_queue,
        now=lambda: player.now,
        mailboxes=lambda: EXAMPLES,
        authority=REHEARSED,
    )
    async with following(engine.pool) as tail:
        deps = PagesDependencies(engine.pool, desk, tail, now=lambda: player.now)
        who = Acting(ref="coordinator", roles=frozenset(StaffRole))
        async with serving(SignedInAs(create_pages(deps), who)) as address:
            yield address


@dataclass
class Photographer:
    """Somebody who looks at the pages and keeps a picture of what is seen.

    Args:
        browser: To look with.
        address: Of the pages.
        player: Of the programme.
        pool: Of its register.
    """

    browser: Browser
    address: str
    player: ProgrammePlayer
    pool: Pool

    def _visit(self, *stages: Stage) -> VisitId:
        """One in the first of these stages that there is one in."""
        found = {one.state.stage: one.visit for one in self.player.visits.values()}
        return next(found[stage] for stage in stages if stage in found)

    def _day_on_site(self) -> int:
        """The last day so far on which a team was at a visit, as days after today."""
        planned = (one.state.days for one in self.player.visits.values())
        days = [day for both in planned if both for day in (both.day_one, both.day_two)]
        today = self.player.now.date()
        return max((day - today).days for day in days if day <= today)

    async def takes_all(self) -> None:
        """Every picture."""
        agreeing = self._visit(Stage.AGREEING, Stage.SHARING, Stage.DRAFTING)
        preparing = self._visit(Stage.PREPARING)
        paths = {
            "tasks": "/",
            "visits": "/visits",
            "visit": f"/visits/{agreeing}",
            "timeline": f"/visits/{agreeing}/timeline",
            "note": f"/visits/{agreeing}/note",
            "letters": f"/visits/{agreeing}/letters",
            "two-days": f"/visits/{agreeing}/days",
            "programme": "/programmes/autumn",
            "draw": "/programmes/autumn/draw",
            "decisions": f"/visits/{preparing}/decide",
        }
        async with self._page(DESK) as page:
            for name, path in paths.items():
                await page.goto(self.address + path)
                await _keep(page, name)
            await page.goto(f"{self.address}/visits/{agreeing}/letters")
            await page.locator("main td a, main th a").first.click()
            await page.wait_for_load_state()
            await _keep(page, "letter")
            await self._decides(page, preparing)
            await self._plans(page)
        async with self._page(TELEPHONE) as page:
            await page.goto(f"{self.address}/today?after={self._day_on_site()}")
            await _keep(page, "telephone-today")

    async def _decides(self, page: Page, visit: VisitId) -> None:
        """Begins to cancel a visit: what is missing, and what it would bring about."""
        await page.goto(f"{self.address}/visits/{visit}/decide/cancel")
        await page.get_by_role("button", name="Continue").click()
        await page.get_by_text("There is a problem").wait_for()
        await _keep(page, "form-with-a-mistake")
        await page.fill("[name=reason]", "The area is badly flooded.")
        await page.get_by_role("button", name="Continue").click()
        await page.get_by_role("heading", name="Check before you decide").wait_for()
        await _keep(page, "check")

    async def _plans(self, page: Page) -> None:
        """Asks what it would cost if an inspector who has a visit to come were away."""
        async with self.pool.acquire() as connection:
            state = await programmes.require(connection, "autumn")
        coming = [one.planned for one in state.areas if one.planned and one.standing in LIVE]
        last = max(coming, key=lambda one: one.day_one)
        away = last.team[0].inspector
        leave = {"first": last.day_one.isoformat(), "last": last.day_two.isoformat()}
        staff = staff_of(load_programme(programme_file("ten"))).model_dump(
            mode="json", exclude_defaults=True
        )
        for one in staff["inspectors"]:
            if one["ref"] == away:
                one["leave"] = [*one.get("leave", []), leave]
        text = yaml.safe_dump({**staff, "changed": True}, allow_unicode=True)
        await page.goto(f"{self.address}/programmes/autumn/plan")
        await page.get_by_text("Fill this in from a file").click()
        await page.locator("[name='_file']").set_input_files(
            {"name": "staff.yaml", "mimeType": "application/yaml", "buffer": text.encode()}
        )
        async with page.expect_event("load"):
            await page.get_by_role("button", name="Fill in from the file").click()
        await page.get_by_role("button", name="Propose a plan").click()
        await page.get_by_role("heading", name="Days and teams proposed").wait_for()
        await _keep(page, "plan")

    @asynccontextmanager
    async def _page(self, size: tuple[int, int]) -> AsyncIterator[Page]:
        width, height = size
        context = await self.browser.new_context(
            viewport={"width": width, "height": height},
            locale="en-GB",
            timezone_id="Europe/London",
        )
        yield await context.new_page()
        await context.close()


async def _keep(page: Page, name: str) -> None:
    """Keep a picture of a page from its top."""
    shot = await page.screenshot(full_page=True)
    with Image.open(BytesIO(shot)) as picture:
        cut = picture.crop((0, 0, picture.width, min(picture.height, _TALLEST)))
        small = cut.convert("RGB").quantize(
            _COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
        )
        small.save(HERE / f"{name}.png", optimize=True)
    sys.stderr.write(f"pages/{name}.png\n")


if __name__ == "__main__":
    sys.exit(main())
