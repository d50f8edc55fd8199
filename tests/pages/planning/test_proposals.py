"""A plan is proposed on a page, shown with what a change costs, and taken over as a decision."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx2
import pytest

from desk.desk import Desk
from pages.app import create_pages
from pages.dependencies import PagesDependencies
from register.areas import area_on
from register.record import record
from schemas.staff import Acting, StaffRole
from schemas.values import InspectorRole
from tests.engine import UNHURRIED, Engine
from tests.rules.programme.programmes import AREAS, Told, drawn, planned
from tests.support.acting import SignedInAs
from tests.support.browsing import Browser

PLAN = "/programmes/autumn/plan"
NOW = datetime(2020, 10, 12, 9, tzinfo=UTC)

STAFF = {
    f"inspectors.{number}.{field}": value
    for number, (ref, role) in enumerate(
        [
            *((f"inspector-{at}", role) for at, role in enumerate(InspectorRole)),
            ("second-hmi", InspectorRole.OFSTED_EDUCATION),
        ]
    )
    for field, value in {
        "ref": ref,
        "role": role.value,
        "name": "Ruth Ellery",
        "email": "ruth.ellery@ofsted.example.gov.uk",
        "organisation": "Ofsted",
        "home": "London",
    }.items()
}


class Pages:
    """The pages over a register with one programme."""

    def __init__(self, who: SignedInAs, browser: Browser) -> None:
        self.who, self.browser = who, browser


@pytest.fixture
async def pages(engine: Engine) -> AsyncIterator[Pages]:
    desk = Desk(
        await engine.client(),
        engine.pool,
        task_queue=engine.settings.task_queue,
        patience=UNHURRIED,
        now=lambda: NOW,
    )
    who = SignedInAs(create_pages(PagesDependencies(engine.pool, desk, now=lambda: NOW)))
    transport = httpx2.ASGITransport(app=who)
    async with httpx2.AsyncClient(transport=transport, base_url="https://pages.test") as client:
        yield Pages(who, Browser(client))


async def recorded(engine: Engine, told: Told) -> None:
    async with engine.pool.acquire() as connection, connection.transaction():
        await record(connection, told.events)


async def test_a_plan_is_proposed_and_taken_over_into_what_confirms_it(
    engine: Engine, pages: Pages
) -> None:
    await recorded(engine, drawn())
    browser = await pages.browser.open("/programmes/autumn")
    await browser.open(browser.links()["Propose days and teams, or see what a change would cost"])

    await browser.press("Propose a plan", STAFF)

    assert browser.path == f"{PLAN}/proposed", browser.text
    assert f"{len(AREAS)} visits planned at a cost of" in browser.text
    assert "none costs less" in browser.text
    await browser.press("Check this plan")
    assert browser.path == "/programmes/autumn/decide/plan/check"
    assert not browser.problems
    assert browser.text.count("inspector-1") >= len(AREAS)


async def test_what_is_typed_is_still_there_when_one_comes_back(
    engine: Engine, pages: Pages
) -> None:
    await recorded(engine, drawn())
    await (await pages.browser.open(PLAN)).press("Propose a plan", STAFF)

    await pages.browser.open(pages.browser.links()["Change what is planned with"])

    assert pages.browser.fields()["inspectors.3.ref"] == ["second-hmi"]


async def test_a_change_that_is_tried_tells_what_it_moves_and_costs(
    engine: Engine, pages: Pages
) -> None:
    await recorded(engine, planned())
    browser = await pages.browser.open(PLAN)
    await browser.press("Propose a plan", STAFF)
    (problem,) = browser.problems
    assert problem.startswith("No area of programme autumn waits for days and a team.")

    await browser.press("Add change to try", STAFF)
    tried = {
        "settled.0.area": AREAS[0],
        "settled.0.role": InspectorRole.OFSTED_EDUCATION.value,
        "settled.0.inspector": "second-hmi",
    }
    await browser.press("Propose a plan", {**STAFF, **tried})

    assert browser.path == f"{PLAN}/proposed", browser.problems
    told = r"[1-9]\d* changes? to what was confirmed.*the cost was \d+ and is \d+ \([+-]\d+\)"
    assert re.search(told, browser.text)
    assert re.search(r"Ofsted education HMI\s*inspector-\d\s*second-hmi", browser.text)


async def test_what_cannot_be_planned_is_told_with_what_would_free_it(
    engine: Engine, pages: Pages
) -> None:
    await recorded(engine, drawn())
    browser = await pages.browser.open(PLAN)

    ill = {"inspectors.1.most_visits": "0"}
    await browser.press("Propose a plan", {**STAFF, **ill})

    assert "There is no plan that keeps all the rules." in browser.text
    assert "What would free it" in browser.text
    assert "Check this plan" not in browser.text


async def test_a_change_that_is_half_told_is_asked_about(engine: Engine, pages: Pages) -> None:
    await recorded(engine, planned())
    browser = await pages.browser.open(PLAN)
    await browser.press("Add change to try", STAFF)

    await browser.press("Propose a plan", {**STAFF, "settled.0.area": AREAS[0]})

    assert browser.answer.status_code == 422
    assert "needs a first day, or a role and an inspector" in " ".join(browser.problems)


async def test_whoever_may_not_decide_it_is_proposed_nothing(engine: Engine, pages: Pages) -> None:
    await recorded(engine, drawn())
    pages.who.acting = Acting(ref="ada", roles=frozenset({StaffRole.ANALYST}))

    await pages.browser.open(PLAN)

    assert pages.browser.answer.status_code == 409
    assert "That is for a coordinator" in pages.browser.text


async def test_there_is_no_plan_of_no_programme(pages: Pages) -> None:
    assert (await pages.browser.open("/programmes/none/plan")).answer.status_code == 404
    assert (await pages.browser.open("/programmes/none/plan/proposed")).answer.status_code == 404


async def test_the_task_to_plan_leads_to_where_a_plan_is_proposed(
    engine: Engine, pages: Pages
) -> None:
    await recorded(engine, drawn())

    browser = await pages.browser.open("/")

    led_to = [where for words, where in browser.links().items() if "Days and teams" in words]
    assert led_to == [PLAN]
    await browser.open("/programmes/autumn/decide")
    assert browser.links()["Confirm days and teams"] == PLAN


async def test_contacts_are_taken_from_the_file_that_the_command_takes(
    engine: Engine, pages: Pages
) -> None:
    await recorded(engine, drawn())
    browser = await pages.browser.open("/programmes/autumn/decide/contacts")
    assert "CSV with the columns area, role, ref, name, email and organisation" in browser.text
    people = (
        "area,role,ref,name,email,organisation\n"
        "Kent,director_of_childrens_services,dcs,Amara Okafor,dcs@kent.example.gov.uk,Kent\n"
        "Kent,accountable_officer,health-1,Daniel Whitmore,d@nhs.example.uk,NHS Kent\n"
    )

    await browser.upload("Fill in from the file", "_file", people.encode())

    assert not browser.problems
    assert browser.fields()["areas.0.key"] == ["E10000016"]
    assert browser.fields()["areas.0.value.1.name"] == ["Daniel Whitmore"]
    await browser.upload("Fill in from the file", "_file", people.replace("dcs,", "x y,").encode())
    (problem,) = browser.problems
    assert "line 2" in problem


async def test_areas_are_chosen_by_their_names(engine: Engine, pages: Pages) -> None:
    await recorded(engine, drawn())
    browser = await pages.browser.open("/programmes/autumn/decide/remove")
    chosen = [one.get("value", "") for one in browser.page.findall(".//main//input[@type='radio']")]
    assert chosen
    assert set(chosen) <= {*AREAS}
    assert "Its code, for example" not in browser.text

    await browser.press("Continue", {"area": chosen[0], "reason": "It is visited elsewhere."})

    assert browser.path.endswith("/check"), browser.problems
    assert f"{area_on(chosen[0]).name} ({chosen[0]})" in browser.text
