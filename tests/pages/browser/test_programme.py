"""A programme of two, opened, drawn, planned and visited in a real browser alone.

One visit goes through a browser without scripts from its first decision to its last, and the other
through one with them.
"""

import dataclasses
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Browser, Page
from starlette.types import ASGIApp, Receive, Scope, Send

from desk.authority import REHEARSED
from desk.decisions import all_decisions
from desk.departments import EXAMPLES
from desk.desk import Desk
from desk.programme_openings import ProgrammeOpening
from desk.receipts import AnyReceipt
from pages.app import create_pages
from pages.dependencies import PagesDependencies
from register import programmes
from register.connection import Pool
from release.rehearsal.programme.moments import moment_of
from release.rehearsal.programme.planner import staff_of
from release.rehearsal.programme.player import ProgrammePlayer
from release.rehearsal.programme.rehearsal import frame_of
from rules.programme import programme_receipt
from schemas.forms.form import FORMS, Form
from schemas.ids import ActorRef, UpdateId
from schemas.opening_forms import OpenProgrammeForm
from schemas.policy import VisitPolicy
from schemas.programme import ProgrammeReceipt, ProgrammeStage
from schemas.programme.forms import PlanForm, ProgrammeForm
from schemas.programme.staff import Staff
from schemas.programme.values import Standing
from schemas.values import Outcome, Stage
from tests.e2e.programmes import small
from tests.engine import Engine, scenario_of
from tests.pages.browser.hands import decide, fill, fill_from_file, press
from tests.pages.browser.judging import Judge
from tests.pages.serving import serving
from tests.support.acting import SignedInAs
from tests.support.deciding_pages import receipt_of, typed_for

KINDS = {kind.form: kind for kind in all_decisions()}
ARRANGED = {"declare", "team", "dates"}
"""What a programme sees to by itself: `test_deciding.py` decides it at the pages."""
SMOOTH = {KINDS[FORMS[step.do]].slug for step in scenario_of("smooth").steps} - ARRANGED
"""The other decisions of a visit in which nothing goes wrong."""


NOW: ContextVar[Callable[[], datetime]] = ContextVar("now")
"""The clock of whoever decides: each visit of a rehearsal has its own."""


@dataclass
class Doors:
    """The pages, in a real browser: a window for the programme, and others for its visits.

    Those are kept for the next decision: to open another takes longer than to decide. Whoever sees
    to the visit that is decided about first has a browser that runs no scripts.

    Attributes:
        faults: What is wrong with the pages that were looked at.
        free: Windows in which nobody decides just now, by whether they run scripts.
        decided: Which decisions were taken about each visit, by its id.
    """

    browser: Browser
    page: Page
    address: str
    pool: Pool
    judge: Judge
    staff: Staff
    faults: list[str] = field(default_factory=list)
    free: dict[bool, list[Page]] = field(default_factory=lambda: {True: [], False: []})
    decided: dict[str, set[str]] = field(default_factory=dict)

    @asynccontextmanager
    async def window(self, visit: str, decision: str) -> AsyncIterator[Page]:
        """One in which nobody else decides meanwhile."""
        self.decided.setdefault(visit, set()).add(decision)
        scripts = visit != next(iter(self.decided))
        free = self.free[scripts]
        page = free.pop() if free else await self.browser.new_page(java_script_enabled=scripts)
        yield page
        free.append(page)

    async def of_programme(self, programme: str) -> ProgrammeReceipt:
        """Where it stands."""
        async with self.pool.acquire() as connection:
            state = await programmes.require(connection, programme)
        return programme_receipt(state, state.sequence, recorded=True)


class DeskByPages(Desk):
    """Whatever a player decides goes through the pages."""

    doors: Doors

    async def open_programme(
        self, opening: ProgrammeOpening, update_id: UpdateId
    ) -> ProgrammeReceipt:
        del update_id
        page = self.doors.page
        form = OpenProgrammeForm(
            programme=opening.programme,
            frame=opening.text,
            number=opening.asked.number,
            first=opening.window.first,
            last=opening.window.last,
            reserves=opening.reserves,
            visits_a_week=opening.visits_a_week,
        )
        await page.goto(f"{self.doors.address}/open/programme")
        await fill(page, typed_for(form, ()))
        await press(page, "Continue", "Check before you decide")
        await press(page, "Open a programme", f"Programme {opening.programme}")
        return await self.doors.of_programme(opening.programme)

    async def submit(  # type: ignore[override] # one way for every form
        self, visit: str, form: Form, *, actor: ActorRef, update_id: UpdateId
    ) -> AnyReceipt:
        del actor, update_id
        kind = KINDS[type(form)]
        if isinstance(form, PlanForm):
            return await self._plan(visit)
        if isinstance(form, ProgrammeForm):
            address = f"{self.doors.address}/programmes/{visit}/decide/{kind.slug}"
            await decide(self.doors.page, address, kind, form)
            return await self.doors.of_programme(visit)
        address = f"{self.doors.address}/visits/{visit}/decide/{kind.slug}"
        async with self.doors.window(visit, kind.slug) as page:
            await decide(page, address, kind, form)
        return await receipt_of(self.doors.pool, visit)

    async def _plan(self, programme: str) -> AnyReceipt:
        """Have days and teams proposed, look at what they cost, and confirm them."""
        page = self.doors.page
        await page.goto(f"{self.doors.address}/programmes/{programme}/plan")
        await fill_from_file(page, self.doors.staff.model_dump(mode="json", exclude_defaults=True))
        await press(page, "Propose a plan", "Days and teams proposed")
        self.doors.faults += await self.doors.judge.faults_of(page)
        await press(page, "Check this plan", "Check before you decide")
        await press(page, PlanForm.heading, "Recorded")
        return await self.doors.of_programme(programme)


class OpeningInTime(Desk):
    """The desk behind the pages: what it opens lives in the time of the rehearsal."""

    offset: timedelta

    async def open_programme(
        self, opening: ProgrammeOpening, update_id: UpdateId
    ) -> ProgrammeReceipt:
        timed = dataclasses.replace(opening, clock_offset=self.offset, policy=VisitPolicy())
        return await super().open_programme(timed, update_id)


class InTime:
    """Whatever is asked about a visit is asked at the moment to which its clock has come."""

    def __init__(self, app: ASGIApp, clocks: Callable[[str], Callable[[], datetime]]) -> None:
        self._app = app
        self._clocks = clocks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        about = re.match(r"/visits/([a-z0-9-]+)", scope.get("path", ""))
        if about:
            NOW.set(self._clocks(about[1]))
        await self._app(scope, receive, send)


class PlayerByPages(ProgrammePlayer):
    """Plays a programme at the pages."""

    doors: Doors

    def _desk_by(self, now: Callable[[], datetime]) -> Desk:
        desk = DeskByPages(self._client, self._pool, task_queue=self._task_queue, now=now)
        desk.doors = self.doors
        return desk


@pytest.mark.timeout(900)  # two visits, each with every form that it takes
async def test_a_programme_of_two_goes_through_the_pages(
    engine: Engine, browser: Browser, judge: Judge
) -> None:
    scenario = small(
        engine,
        title="Two areas, which are both visited",
        select={"number": 2, "reserves": 0, "seed": "two", "at": "2020-09-01 10:00"},
        behaviours=[],
        plan={"at": "2020-09-02 10:00", "teams": 2, "seconds": 2},
        steps=[
            {"at": "2021-03-01 09:00", "do": "close", "with": {"reason": "All have been visited."}}
        ],
    )
    opened = moment_of(scenario.opened)
    player: ProgrammePlayer | None = None

    def now() -> datetime:
        return player.now if player is not None else opened

    def clock_of(visit: str) -> Callable[[], datetime]:
        known = player.visits.values() if player is not None else ()
        one = next((one for one in known if one.visit == visit), None)
        return now if one is None else lambda: one.now

    def clock() -> datetime:
        return NOW.get()()

    NOW.set(now)
    async with engine.working() as (client, _):
        desk = OpeningInTime(
            client,
            engine.pool,
            task_queue=engine.settings.task_queue,
            now=clock,
            mailboxes=lambda: EXAMPLES,
            authority=REHEARSED,
        )
        desk.offset = opened - datetime.now(UTC)
        deps = PagesDependencies(engine.pool, desk, now=clock)
        async with serving(InTime(SignedInAs(create_pages(deps)), clock_of)) as address:
            page = await browser.new_page()
            PlayerByPages.doors = Doors(
                browser, page, address, engine.pool, judge, staff_of(scenario)
            )
            player = PlayerByPages(
                scenario, frame_of(scenario), client, engine.pool, engine.settings
            )
            state = await player.play()
            await page.goto(f"{address}/programmes/{scenario.programme}")
            shown = await page.inner_text("main")
            doors = PlayerByPages.doors
            faults = doors.faults + await judge.faults_of(page)
            for one in (page, *doors.free[True], *doors.free[False]):
                await one.close()

    assert state.stage is ProgrammeStage.CLOSED
    assert [one.standing for one in state.areas] == [Standing.VISITED] * 2
    ends = {(one.state.stage, one.state.outcome) for one in player.visits.values()}
    assert (len(player.visits), ends) == (2, {(Stage.ENDED, Outcome.CLOSED)})
    assert shown.count("\tVisited\t") == len(state.areas)
    assert faults == []
    without_scripts, with_scripts = doors.decided.values()
    assert without_scripts >= SMOOTH
    assert with_scripts >= SMOOTH
