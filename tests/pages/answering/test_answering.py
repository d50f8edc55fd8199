"""Somebody outside answers by the link in their letter, without an account."""

from register import log, visits
from schemas.events import Accepted
from schemas.questions import Question, is_link
from schemas.values import LetterKind, Stage
from tests.support.answering_pages import MINE, Answering
from tests.support.browsing import Browser


async def test_an_invitation_is_answered_by_its_link_as_its_readers(answering: Answering) -> None:
    await answering.invited()
    browser = Browser(answering.new_client())
    address = answering.address(LetterKind.INVITATION, "dcs", Question.REPLY)

    await browser.open(address)
    assert browser.heading == "Reply to the invitation"
    await browser.press("Continue", MINE)
    assert browser.path == "/answer/question"
    await browser.press("Continue", {"answer": "accept"})
    assert browser.path == "/answer/question/check"
    await browser.press("Reply to the invitation")

    assert (browser.path, browser.heading) == ("/answer/done", "Thank you")
    async with answering.pool.acquire() as connection:
        state = await visits.require(connection, answering.walk.visit)
        events = await log.read(connection, visit=answering.walk.visit)
    accepted = next(one.event for one in events if isinstance(one.event.fact, Accepted))
    link = await answering.link(LetterKind.INVITATION, "dcs", Question.REPLY)
    assert state.stage is Stage.PREPARING
    assert accepted.actor == link.ref
    assert is_link(accepted.actor)
    assert link.opened_at is not None
    assert link.answered_at is not None
