"""Decisions in a real browser: every kind of page is good.

That whole visits go through them, with scripts and without, is seen in `test_programme.py`.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser

from desk.authority import ByRegister
from desk.decisions import About, decisions
from desk.desk import Desk
from desk.opening_by_form import begin
from pages.app import create_pages
from pages.dependencies import PagesDependencies
from register import staff, visits
from schemas.forms.form import VisitForm
from schemas.forms.team import DeclarationsForm, InspectorForm, OverrideForm
from schemas.ids import ActorRef
from schemas.opening_forms import OPENING_FORMS
from schemas.staff import OWNER, Acting, StaffRole
from schemas.state import Receipt
from schemas.values import ConflictKind, InspectorRole, Stage
from tests.e2e.walking import Walk
from tests.engine import UNHURRIED, Engine
from tests.pages.browser.hands import decide, fill, press
from tests.pages.browser.judging import Judge
from tests.pages.serving import SignedInAs, serving
from tests.support.deciding_pages import VISITS, Deciding, deciding_pages, receipt_of
from tests.support.form_examples import OPENINGS
from web.subjects import address_of

OFFICER = {
    "name": "Morwenna Hale",
    "email": "morwenna.hale@kent.example.gov.uk",
    "organisation": "Kent County Council",
}
FORMS = ("contacts", "cases", "timetable", "finding")
"""Forms with rows that are filled in, and with what is chosen from what is known."""


@dataclass
class Served:
    """The pages at an address, and the visit that they are about."""

    deciding: Deciding
    address: str

    def of(self, slug: str) -> str:
        return self.address + self.deciding.address(slug)


@pytest.fixture
async def served(engine: Engine) -> AsyncIterator[Served]:
    async with deciding_pages(engine) as opened, serving(opened.who) as address:
        await opened.walk.open()
        yield Served(opened, address)


async def test_every_state_of_a_decision_is_good(served: Served, judge: Judge) -> None:
    await served.deciding.walk.steps_through("respond")
    page = await judge.browser.new_page()
    faults: dict[str, Sequence[str]] = {}

    async def look(state: str) -> None:
        faults[state] = await judge.faults_of(page)

    await page.goto(served.of("").rstrip("/"))
    await look("what can be decided")
    await page.goto(served.of("nominate"))
    await look("a form")
    await press(page, "Continue", "There is a problem")
    await look("what is wrong with it")
    await fill(page, {name: [text] for name, text in OFFICER.items()})
    await press(page, "Continue", "Check before you decide")
    await look("the check")
    await press(page, "Name the nominated officer", "Recorded")
    await look("the receipt")
    await page.goto(served.of("cancel"))
    await fill(page, {"reason": ["The programme ends."]})
    await press(page, "Continue", "Check before you decide")
    await look("the check, with letters")
    await page.goto(f"{served.address}/each/cancel")
    await fill(page, {"reason": ["The programme ends."]})
    await press(page, "Continue", "choose visits")
    await look("which visits")
    await page.get_by_role("checkbox").first.check()
    await press(page, "Look at each", "Check before you decide")
    await look("the check for many")
    async with page.expect_event("load"):
        await page.get_by_role("button", name="Decide for 1 visit").click()
    await look("how far it has come")
    await page.close()

    assert {state: found for state, found in faults.items() if found} == {}


async def test_what_waits_for_a_second_person_is_good(engine: Engine, judge: Judge) -> None:
    async with engine.working() as (client, _):
        walk = Walk(engine.scenario(), client, engine.pool, engine.settings.task_queue)
        await walk.open()
        desk = Desk(
            client,
            engine.pool,
            task_queue=engine.settings.task_queue,
            patience=UNHURRIED,
            now=lambda: walk.now,
            authority=ByRegister(),
        )
        async with engine.pool.acquire() as connection, connection.transaction():
            await staff.add(
                connection,
                ref="p-ada",
                name="Ada Sample",
                email=None,
                roles={StaffRole.COORDINATOR},
                actor=OWNER,
            )
        declared = InspectorForm(
            ref="hmi-77",
            name="Grace Sample",
            email="grace@example.org",
            organisation="Ofsted",
            role=InspectorRole.OFSTED_SOCIAL_CARE,
            conflicts=(ConflictKind.FINANCIAL,),
        )
        form = DeclarationsForm(inspectors=(declared,))
        await desk.submit(walk.visit, form, actor="p-ada", update_id="declared")
        pages = create_pages(PagesDependencies(engine.pool, desk, now=lambda: walk.now))
        who = Acting(ref="p-ada", roles=frozenset({StaffRole.COORDINATOR}))
        async with serving(SignedInAs(pages, who)) as address:
            page = await judge.browser.new_page()
            await page.goto(f"{address}/visits/{walk.visit}/decide/override")
            await fill(page, {"inspector": ["hmi-77"], "reason": ["Long ago, elsewhere."]})
            await press(page, "Continue", "Check before you decide")
            checked = await judge.faults_of(page)
            async with page.expect_event("load"):
                await page.get_by_role("button", name=OverrideForm.heading).click()
            told = await page.inner_text("main")
            waiting = await judge.faults_of(page)
            await page.close()

    assert "It needs a second person" in told
    assert (checked, waiting) == ([], [])


async def _subject(served: Served, about: About) -> str:
    """What there is to decide about: a visit, or a programme, or a report of it."""
    if about is About.VISIT:
        return served.deciding.walk.visit
    walk = served.deciding.walk
    own = walk.scenario.programme
    if about is About.REPORT:
        await walk.steps_through("agree")  # a report of nothing is not begun
    names = {"programme": f"drawn-{own}"} if about is About.PROGRAMME else {"of": own}
    form = OPENING_FORMS[about.value].model_validate({**OPENINGS[about.value], **names})
    return (await begin(walk.desk, form, "coordinator", "opened")).subject


@pytest.mark.timeout(900)  # every form there is of a visit
@pytest.mark.parametrize("about", About)
async def test_every_form_that_is_sent_empty_is_good_with_what_it_says(
    served: Served, judge: Judge, about: About
) -> None:
    subject = await _subject(served, about)
    page = await judge.browser.new_page()
    faults: dict[str, Sequence[str]] = {}

    root = served.address + address_of(about, subject)
    for what in ("", "/decide"):
        faults[what] = await judge.faults(f"{root}{what}")
    for slug in decisions(about):
        await page.goto(f"{root}/decide/{slug}")
        async with page.expect_event("load"):
            await page.get_by_role("button", name="Continue").click()
        faults[slug] = await judge.faults_of(page)
    await page.close()

    assert {slug: found for slug, found in faults.items() if found} == {}


async def test_forms_of_every_kind_are_good(served: Served, judge: Judge) -> None:
    await served.deciding.walk.steps_through("draft")
    paths = [served.of(slug) for slug in FORMS]
    paths += [f"{served.address}{path}" for path in ("/each", "/open/visit", "/open/programme")]

    assert {path: found for path in paths if (found := await judge.faults(path))} == {}


async def test_a_form_is_held_while_the_signal_is_gone(served: Served, browser: Browser) -> None:
    await served.deciding.walk.steps_through("respond")
    context = await browser.new_context()
    page = await context.new_page()
    await page.goto(served.of("nominate"))
    await fill(page, {name: [text] for name, text in OFFICER.items()})

    await context.set_offline(offline=True)
    await page.get_by_role("button", name="Continue").click()
    await page.get_by_text("You have no signal").wait_for(state="visible")
    assert await page.input_value("[name=name]") == OFFICER["name"]
    await context.set_offline(offline=False)

    await page.get_by_role("heading", name="Check before you decide").wait_for()
    await context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
async def test_team_and_days_are_settled_through_the_pages(
    served: Served, browser: Browser, *, scripts: bool
) -> None:
    """A programme sees to these by itself; all that follows is decided in `test_programme.py`."""
    deciding = served.deciding
    await deciding.walk.steps_through("nominate")
    page = await browser.new_page(java_script_enabled=scripts)

    async def submit(
        form: VisitForm, update_id: str, *, actor: ActorRef = "", repeated: bool | None = None
    ) -> Receipt:
        del update_id, actor, repeated
        kind = next(one for one in VISITS.values() if one.form is type(form))
        await decide(page, served.of(kind.slug), kind, form)
        return await receipt_of(deciding.pool, deciding.walk.visit)

    deciding.walk.submit = submit  # type: ignore[method-assign]
    await deciding.walk.steps_through("dates")
    await page.close()

    async with deciding.pool.acquire() as connection:
        state = await visits.require(connection, deciding.walk.visit)
    assert state.days is not None
    assert (state.stage, state.days.day_one) == (Stage.PREPARING, deciding.walk.days.one)
    assert len(state.team) > 2
