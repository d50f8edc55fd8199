"""Takes the pictures of the operators' guide: real visits in the Web UI, in a real browser.

`make pictures` runs it. Every visit is played in virtual time on a throwaway stack and left in
another stage; then Debian's Chromium looks at it, as an operator would.
"""  # noqa: INP001 - a script beside its pictures, not a package

import asyncio
import json
import shutil
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from PIL import Image
from playwright.async_api import Browser, FloatRect, Page, async_playwright
from temporalio.client import Client

from activities.channels import MaildirChannel
from activities.reference import working_calendar
from register.connection import open_pool
from register.migrate import migrate
from release.rehearsal import load_scenario
from release.rehearsal.days import Days
from release.rehearsal.player import Player
from rules.working_days import add_working_days
from rules.zones import at_london, london_date
from schemas.ids import ProgrammeId, visit_id
from schemas.values import Stage
from stack import StackAddresses, throwaway_stack
from worker.connections import connect
from worker.mail_settings import MailSettings
from worker.process import activities_for, running_worker
from worker.settings import WorkerSettings
from workflows.search_attributes import SAVED_SEARCHES, server_types

HERE = Path(__file__).parent
COLUMNS = (
    "Workflow ID",
    "VisitStage",
    "VisitNextAction",
    "VisitOwner",
    "VisitDue",
    "VisitNeedsAttention",
)
"""What the list shows, in this order: search attributes by their own names."""

PROGRAMME: ProgrammeId = "interim"
SAVED = "Waiting for the area"
"""The saved search that is shown."""

_OPENED_BEFORE = 24  # working days before day one, so that a visit waits to be invited
_OPENING_TIME = time(9, 5)

_WIDTH = 1600  # pixels of the browser's window
_LIST_HEIGHT, _PAGE_HEIGHT = 740, 2600  # the second holds the longest timeline
_MENU = 272  # pixels of the Web UI's menu, left out of a visit's pictures
_MARGIN = 16  # pixels around what is cut out of a page
# Where things are on the Web UI's pages, as expressions of its own language.
_TITLE = "document.querySelector('h1')"
_DETAILS = """[...document.querySelectorAll('iframe')].sort(
    (a, b) => b.getBoundingClientRect().bottom - a.getBoundingClientRect().bottom
)[0]"""
_TIMELINE = "[...document.querySelectorAll('h2')].find(h => h.innerText == 'Timeline')"
_CHART = f"""(() => {{
    let around = {_TIMELINE};
    while (around.getBoundingClientRect().height < 200) around = around.parentElement;
    return around;
}})()"""
_COLOURS = 256  # of a picture; a screen of text needs no more
_SETTLING = 4.0  # seconds; the pages' long polls never end, so there is no end to wait for
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True)
class Shown:
    """A visit to be shown.

    Attributes:
        name: Of its pictures.
        area: GSS code of the area it goes to.
        until: The scenario's moment at which it is left, day one being T.
        stage: Where it is expected to be then.
        without: Steps that nobody takes.
        scenario: What happens to it.
    """

    name: str
    area: str
    until: str
    stage: Stage
    without: tuple[str, ...] = ()
    scenario: str = "smooth"


VISITS = (
    Shown("1-opened", "E10000016", "T-23 09:00", Stage.OPENED),
    Shown("2-invited", "E06000014", "T-18 09:00", Stage.INVITED),
    Shown("3-preparing", "E06000023", "T-9 12:00", Stage.PREPARING),
    Shown("4-visiting", "E06000016", "T 18:00", Stage.VISITING),
    Shown("5-drafting", "E06000026", "T+3 09:00", Stage.DRAFTING),
    Shown("6-agreeing", "E06000001", "T+7 09:00", Stage.AGREEING),
    Shown("7-sharing", "E06000008", "T+11 12:00", Stage.SHARING),
    Shown("8-ended", "E06000017", "T+13 09:00", Stage.ENDED),
    Shown("9-needs-attention", "E06000020", "T-8 09:00", Stage.PREPARING, ("nominate", "survey")),
    Shown("10-paused", "E06000030", "T+2 09:00", Stage.VISITING, scenario="paused"),
)


def main() -> int:
    """Take every picture anew.

    Returns:
        The exit status.
    """
    browser = shutil.which("chromium")
    if browser is None:
        sys.stderr.write(
            "The pictures are taken in Debian's Chromium, and there is no `chromium` on the path. "
            "Install it with: apt-get install chromium\n"
        )
        return 1
    with throwaway_stack(search_attributes=server_types(), ui=True) as stack:
        asyncio.run(_take_all(stack.addresses, browser))
    return 0


async def _take_all(addresses: StackAddresses, browser: str) -> None:
    client = await connect(addresses.temporal, addresses.namespace)
    async with _players(client, addresses) as players, async_playwright() as playwright:
        for shown, player in players.items():
            state = await player.play(shown.until)
            if state.stage is not shown.stage:
                raise RuntimeError(f"{shown.name} was left in stage {state.stage}")
        chromium = await playwright.chromium.launch(executable_path=browser, args=_FLAGS)
        try:
            operator = Operator(chromium, addresses)
            await operator.look_at_lists()
            for shown in VISITS:
                await operator.look_at(client, shown)
        finally:
            await chromium.close()


class Operator:
    """Somebody who looks at the Web UI and keeps a picture of what is seen.

    Args:
        browser: To look with.
        addresses: Of the stack.
    """

    def __init__(self, browser: Browser, addresses: StackAddresses) -> None:
        self._browser = browser
        self._workflows = f"{addresses.ui}/namespaces/{addresses.namespace}/workflows"
        # The Web UI keeps an operator's settings in the browser, by these names.
        mine = addresses.namespace
        self._settings = {
            "namespace-workflow-table-columns": {
                mine: [{"label": label, "pinned": False} for label in COLUMNS]
            },
            "saved-workflow-queries": {
                mine: [
                    {"id": str(number), "name": name, "query": query, "type": "user"}
                    for number, (name, query) in enumerate(SAVED_SEARCHES.items())
                ]
            },
            "timestampFormat": "short",
        }

    async def look_at_lists(self) -> None:
        """The list of all visits, and the one a saved search gives."""
        async with self._page(_LIST_HEIGHT, datetime.now(UTC)) as page:
            await self._open(page, "")
            await _keep(page, "list")
            await self._open(page, f"?query={quote(SAVED_SEARCHES[SAVED])}")
            await _keep(page, "saved-search")

    async def look_at(self, client: Client, shown: Shown) -> None:
        """A visit's timeline and metadata, on the day on which the visit is."""
        visit = visit_id(PROGRAMME, shown.area)
        run = (await client.get_workflow_handle(visit).describe()).run_id
        async with self._page(_PAGE_HEIGHT, _days().moment(shown.until)) as page:
            await self._open(page, f"/{visit}/{run}/timeline")
            await _keep(page, f"{shown.name}-timeline", top=_TIMELINE, bottom=_CHART)
            await self._open(page, f"/{visit}/{run}/user-metadata")
            await _keep(page, f"{shown.name}-metadata", top=_TITLE, bottom=_DETAILS)

    @asynccontextmanager
    async def _page(self, height: int, now: datetime) -> AsyncIterator[Page]:
        """A window of the browser; its clock is the visit's, which virtual time moved ahead."""
        context = await self._browser.new_context(
            viewport={"width": _WIDTH, "height": height},
            locale="en-GB",
            timezone_id="Europe/London",
        )
        try:
            for name, value in self._settings.items():
                arguments = f"{json.dumps(name)}, {json.dumps(json.dumps(value))}"
                await context.add_init_script(f"localStorage.setItem({arguments})")
            await context.clock.install(time=now)
            yield await context.new_page()
        finally:
            await context.close()

    async def _open(self, page: Page, path: str) -> None:
        await page.goto(f"{self._workflows}{path}", wait_until="domcontentloaded")
        await asyncio.sleep(_SETTLING)


async def _keep(page: Page, name: str, *, top: str = "", bottom: str = "") -> None:
    """Keep a picture of a page, or of what is between two elements and right of the menu."""
    clip: FloatRect | None = None
    if top and bottom:
        box = await page.evaluate(
            f"""() => {{
                const first = ({top}).getBoundingClientRect();
                const last = ({bottom}).getBoundingClientRect();
                return [first.top, last.bottom];
            }}"""
        )
        above, below = float(box[0]) - _MARGIN, float(box[1]) + _MARGIN
        clip = {"x": _MENU, "y": above, "width": _WIDTH - _MENU, "height": below - above}
    shot = await page.screenshot(clip=clip)
    with Image.open(BytesIO(shot)) as picture:
        small = picture.convert("RGB").quantize(
            _COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
        )
        small.save(HERE / f"{name}.png", optimize=True)
    sys.stderr.write(f"{name}.png\n")


@asynccontextmanager
async def _players(
    client: Client, addresses: StackAddresses
) -> AsyncIterator[Mapping[Shown, Player]]:
    """Somebody to play each visit, and a worker to serve them."""
    settings = WorkerSettings()
    scenarios = Path(str(files("scenarios").joinpath("smooth.yaml"))).parent

    def player(shown: Shown) -> Player:
        scenario = load_scenario(scenarios / f"{shown.scenario}.yaml")
        steps = tuple(step for step in scenario.steps if step.do not in shown.without)
        played = scenario.model_copy(
            update={"programme": PROGRAMME, "area": shown.area, "steps": steps}
        )
        return Player(played, _days(), client, pool, settings, lambda _entry: None)

    with TemporaryDirectory() as letters:
        async with open_pool(addresses.database_url) as pool:
            await migrate(pool)
            activities = activities_for(pool, MaildirChannel(Path(letters)), MailSettings().sender)
            async with running_worker(client, activities, settings):
                yield {shown: player(shown) for shown in VISITS}


@cache
def _days() -> Days:
    """Opened tomorrow, so that the server's clock and the visits' differ by no more than a day."""
    start = london_date(datetime.now(UTC))
    calendar = working_calendar(start)
    opened = add_working_days(start, 1, calendar)
    one = add_working_days(opened, _OPENED_BEFORE, calendar)
    return Days(
        opened=at_london(opened, _OPENING_TIME), one=one, two=add_working_days(one, 1, calendar)
    )


if __name__ == "__main__":
    sys.exit(main())
