"""The area's side of a smooth visit in a real browser, on a telephone, through links alone."""

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass

import pytest
from playwright.async_api import Page, Request

from register import visits
from rules.questions import ASKED
from schemas.forms.form import VisitForm
from schemas.ids import PersonRef
from schemas.questions import Question
from schemas.values import ContactRole, LetterKind, Outcome, Stage
from tests.engine import Engine
from tests.pages.browser.hands import empty, fill, press
from tests.pages.browser.judging import Judge
from tests.pages.serving import serving
from tests.support.answering_pages import Answering, answering_pages
from tests.support.deciding_pages import typed_for

TELEPHONE = {"width": 360, "height": 740}
_SAME_FOR_ALL = ("the link", "nothing chosen", "thanks")
"""Pages that are the same but for a few words, so that one of each is looked at."""

OFFICER = {
    "name": ["Morwenna Hale"],
    "email": ["morwenna.hale@kent.example.gov.uk"],
    "organisation": ["Kent County Council"],
}


@dataclass
class Outside:
    """Somebody outside with a telephone, and what they came across.

    Attributes:
        answering: The visit.
        address: Of the pages.
        judge: Of each page.
        faults: What is wrong with those they saw, by the question and the page.
        looked_at: Of which questions each kind of page was judged.
        asked_with: Each request that they made, with where it says it comes from.
    """

    answering: Answering
    address: str
    judge: Judge
    faults: dict[str, Sequence[str]]
    looked_at: dict[str, set[Question]]
    asked_with: list[tuple[str, str]]

    async def answers(
        self,
        kind: LetterKind,
        who: PersonRef,
        question: Question,
        typed: Mapping[str, Sequence[str]],
    ) -> None:
        """Open the link of a letter, fill in what it asks, check it, and send it."""
        context = await self.judge.browser.new_context(viewport=TELEPHONE)  # type: ignore[arg-type]
        page = await context.new_page()
        requests: list[Request] = []
        page.on("request", lambda request: requests.append(request))  # noqa: PLW0108 - Playwright marks it
        title = ASKED[question].title
        await page.goto(self.address + self.answering.address(kind, who, question))
        await self._look(page, question, "the link")
        await page.get_by_role("button", name="Continue").click()
        await page.get_by_role("heading", name="There is a problem").wait_for()
        await self._look(page, question, "nothing chosen")
        await page.get_by_role("radio", name="Yes, I am").check()
        await press(page, "Continue", title)
        await empty(page, typed)
        await self._look(page, question, "the form")
        await fill(page, typed)
        await press(page, "Continue", "Check before you send")
        await self._look(page, question, "the check")
        await press(page, title, "Thank you")
        await self._look(page, question, "thanks")
        # Before it is closed: what fails of a page that is gone would be told in another test.
        for request in requests:
            told = await request.all_headers()
            self.asked_with.append((request.url, told.get("referer", "")))
        await context.close()

    async def _look(self, page: Page, question: Question, state: str) -> None:
        known = self.looked_at.get(state, set())
        if question in known or (known and state in _SAME_FOR_ALL):
            return
        self.looked_at[state] = {*known, question}
        found = await self.judge.faults_of(page)
        await page.set_viewport_size(TELEPHONE)  # type: ignore[arg-type]
        wide = await page.evaluate("document.documentElement.scrollWidth")
        if wide > TELEPHONE["width"]:
            found = [*found, f"{wide} wide on a telephone"]
        if found:
            self.faults[f"{question}, {state}"] = found


@pytest.fixture
async def outside(engine: Engine, judge: Judge) -> AsyncIterator[Outside]:
    async with answering_pages(engine) as answering, serving(answering.app) as address:
        yield Outside(answering, address, judge, {}, {}, [])


async def test_a_smooth_visit_is_answered_on_a_telephone(outside: Outside) -> None:
    answering, walk = outside.answering, outside.answering.walk
    await answering.invited()

    def typed(do: str) -> dict[str, list[str]]:
        form = walk.form_of(do)
        assert isinstance(form, VisitForm)
        return typed_for(form, ())

    await outside.answers(LetterKind.INVITATION, "dcs", Question.REPLY, {"answer": ["accept"]})
    await outside.answers(LetterKind.INVITATION, "dcs", Question.OFFICER, OFFICER)
    walk.taken += 2
    await walk.steps_through("dates")
    async with answering.pool.acquire() as connection:
        officer = (await visits.require(connection, walk.visit)).officer
    assert officer is not None
    for do, question in {
        "survey": Question.SURVEYS,
        "cases": Question.CASES,
        "timetable": Question.MEETINGS,
    }.items():
        await outside.answers(LetterKind.CONFIRMATION, officer, question, typed(do))
        walk.taken += 1
    await outside.answers(LetterKind.CONFIRMATION, "hmi-education-7", Question.CONFLICTS, {})
    await walk.steps_through("draft")
    for leader in ("dcs", "health-1", "health-2"):
        await outside.answers(LetterKind.DRAFT_NOTE, leader, Question.SIGNATURE, {})
    walk.taken += 1
    await walk.steps_through("share")
    async with answering.pool.acquire() as connection:
        state = await visits.require(connection, walk.visit)
    departments = {ContactRole.DFE, ContactRole.NHS_ENGLAND}
    for contact in state.contacts:
        if contact.role in departments:
            await outside.answers(LetterKind.SHARED_NOTE, contact.ref, Question.RECEIPT, {})

    async with answering.pool.acquire() as connection:
        state = await visits.require(connection, walk.visit)
    assert (state.stage, state.outcome) == (Stage.ENDED, Outcome.CLOSED)
    assert outside.faults == {}
    asked = (re.search(r"/answer/([^/]+)$", url) for url, _ in outside.asked_with)
    tokens = {found[1] for found in asked if found}
    assert tokens
    assert [referer for _, referer in outside.asked_with if any(t in referer for t in tokens)] == []
