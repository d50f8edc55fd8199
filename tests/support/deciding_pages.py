"""The pages over a visit that a test walks through, asked as a browser without scripts asks."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx2

from desk.authority import ByRegister
from desk.decisions import About, decisions
from desk.desk import Desk
from pages.app import create_pages
from pages.deciding.fields import fields_of
from pages.deciding.typed import typed_of
from pages.dependencies import PagesDependencies
from register import visits
from register.connection import Pool
from rules.next_action import receipt
from schemas.forms.form import Form, VisitForm
from schemas.ids import ActorRef, VisitId
from schemas.state import Receipt
from tests.e2e.walking import Walk
from tests.engine import Engine
from tests.support.acting import SignedInAs
from tests.support.browsing import Browser

VISITS = decisions(About.VISIT)


async def receipt_of(pool: Pool, visit: VisitId) -> Receipt:
    """Where a visit stands."""
    async with pool.acquire() as connection:
        state = await visits.require(connection, visit)
    return receipt(state, state.sequence, recorded=True)


def typed_for(form: Form, ticked: Collection[str]) -> dict[str, list[str]]:
    """What somebody would type for a form.

    Args:
        form: What is to come of it.
        ticked: The fields in which the page offers what is known, to be ticked.
    """
    values = form.model_dump(mode="json", exclude_defaults=True)
    typed = typed_of(fields_of(type(form)), values)
    return {
        at: texts[0].split("\n") if at in ticked and texts else texts for at, texts in typed.items()
    }


async def decide_without_scripts(browser: Browser, address: str, form: Form) -> None:
    """Take a decision at its form's address: fill it in, look at it, and press the last button."""
    await browser.open(address)
    assert browser.heading == form.heading, browser.text
    ticked = {
        one.get("name", "") for one in browser.page.iter("input") if one.get("type") == "checkbox"
    }
    emptied = {at: [""] for at in browser.fields() if not at.startswith("_")}
    await browser.press("Continue", emptied | typed_for(form, ticked))
    assert not browser.problems, (address, browser.problems)
    await browser.press(form.heading)
    assert browser.heading == "Recorded", (address, browser.text)


class PageWalk(Walk):
    """A visit whose decisions all go through the pages."""

    browser: Browser
    pool: Pool

    async def submit(
        self,
        form: VisitForm,
        update_id: str,
        *,
        actor: ActorRef = "coordinator",
        repeated: bool | None = None,
    ) -> Receipt:
        del update_id, actor, repeated
        kind = next(one for one in VISITS.values() if one.form is type(form))
        where = f"/visits/{self.visit}/decide/{kind.slug}"
        await decide_without_scripts(self.browser, where, form)
        return await receipt_of(self.pool, self.visit)


@dataclass
class Deciding:
    """The pages as people see them, and the visit that they are about.

    Attributes:
        walk: The visit.
        who: Who has signed in.
        client: To ask with.
        pool: The register.
    """

    walk: PageWalk
    who: SignedInAs
    client: httpx2.AsyncClient
    pool: Pool

    def asking_who_may(self) -> PagesDependencies:
        """What pages stand on whose desk asks the register who may decide."""
        desk = Desk(
            self.walk.client,
            self.pool,
            task_queue=self.walk.task_queue,
            now=lambda: self.walk.now,
            authority=ByRegister(),
        )
        return PagesDependencies(self.pool, desk, now=lambda: self.walk.now)

    def browser(self) -> Browser:
        """A new window."""
        return Browser(self.client)

    def address(self, slug: str, *more: str) -> str:
        """The address of a decision about the visit."""
        return "/".join([f"/visits/{self.walk.visit}/decide/{slug}", *more])


@asynccontextmanager
async def deciding_pages(engine: Engine) -> AsyncIterator[Deciding]:
    """The pages, with a worker behind them and a visit that can be walked through."""
    async with engine.working() as (client, _):
        walk = PageWalk(engine.scenario(), client, engine.pool, engine.settings.task_queue)
        deps = PagesDependencies(engine.pool, walk.desk, now=lambda: walk.now)
        who = SignedInAs(create_pages(deps))
        transport = httpx2.ASGITransport(app=who)
        async with httpx2.AsyncClient(transport=transport, base_url="https://pages.test") as asking:
            walk.browser, walk.pool = Browser(asking), engine.pool
            yield Deciding(walk, who, asking, engine.pool)
