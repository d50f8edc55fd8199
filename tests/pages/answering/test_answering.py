"""Somebody outside answers by the link in their letter, without an account."""

import pytest

from register import log, visits
from rules.refusals import RefusalCode, Refused
from schemas.events.invitation import Accepted
from schemas.forms.invitation import ResponseForm
from schemas.ids import ActorRef
from schemas.questions import Question, is_link
from schemas.state import Receipt
from schemas.values import Answer, LetterKind, Stage
from tests.support.answering_pages import MINE, Answering
from tests.support.browsing import Browser


def _own(browser: Browser) -> str:
    """What a page's title says, without the name of the service, which all have."""
    return browser.title.removesuffix("Area visits").rstrip(" \u2013")


async def test_an_invitation_is_answered_by_its_link_as_its_readers(answering: Answering) -> None:
    await answering.invited()
    browser = Browser(answering.new_client())
    address = answering.address(LetterKind.INVITATION, "dcs", Question.REPLY)

    await browser.open(address)
    assert browser.heading == "Reply to the invitation"
    titles = [_own(browser)]
    await browser.press("Continue", MINE)
    question = browser.path
    titles.append(_own(browser))
    assert question.startswith("/answer/question/link-")
    await browser.press("Continue", {"answer": "accept"})
    assert browser.path == f"{question}/check"
    titles.append(_own(browser))
    await browser.press("Reply to the invitation")

    # Whoever hears a page's title knows that they have come to another page.
    assert titles == [
        "Is this for you? Reply to the invitation",
        "Reply to the invitation",
        "Check before you send: Reply to the invitation",
    ]
    assert (browser.path, browser.heading) == (question.replace("question", "done"), "Thank you")
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


async def test_an_answer_sent_again_is_told_to_its_link_and_to_no_other(
    answering: Answering,
) -> None:
    await answering.invited()
    await answering.answer(LetterKind.INVITATION, "dcs", Question.REPLY, {"answer": "accept"})
    theirs = await answering.link(LetterKind.INVITATION, "dcs", Question.REPLY)
    other = await answering.link(LetterKind.INVITATION, "dcs", Question.LATER_DAYS)
    form = ResponseForm(answer=Answer.ACCEPT)

    async def again(actor: ActorRef) -> Receipt:
        return await answering.desk.submit(
            answering.walk.visit, form, actor=actor, update_id=f"{theirs.ref}-answer"
        )

    assert (await again(theirs.ref)).recorded
    with pytest.raises(Refused) as refused:
        await again(other.ref)
    assert refused.value.code is RefusalCode.PERMISSION
