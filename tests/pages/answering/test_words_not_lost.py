"""What somebody typed at the page of a link is recorded, kept or given back: it is never lost."""

from datetime import timedelta

import pytest

from register import link_sessions, links
from schemas.forms.note import DraftForm
from schemas.questions import Question
from schemas.values import LetterKind
from tests.support.answering_pages import MINE, Answering
from tests.support.browsing import Browser

INVITATION = (LetterKind.INVITATION, "dcs")
DRAFT = (LetterKind.DRAFT_NOTE, "dcs")
WORDS = "Our schools are closed on both days."


async def tab(answering: Answering, beside: Browser, question: Question) -> Browser:
    """Another tab of the same browser, in which another link of the invitation is opened."""
    opened = await Browser(beside.client).open(answering.address(*INVITATION, question))
    return await opened.press("Continue", MINE)


async def lapse(answering: Answering, hours: float = 2) -> None:
    """Let hours pass in which nobody does anything."""
    await answering.pool.execute(
        "UPDATE link_sessions SET seen_at = seen_at - $1::interval", timedelta(hours=hours)
    )


async def test_two_links_of_a_letter_are_open_side_by_side(answering: Answering) -> None:
    await answering.invited()
    days = await answering.opened(*INVITATION, Question.LATER_DAYS)
    reply = await tab(answering, days, Question.REPLY)

    await days.press("Continue", {"reason": WORDS})
    await reply.press("Continue", {"answer": "accept"})
    await reply.press("Reply to the invitation")
    await days.open(days.path)

    assert (days.heading, WORDS in days.text) == (
        "Check before you send: Ask for later days",
        True,
    )
    await days.press("Ask for later days")
    assert (days.heading, reply.heading) == ("Thank you", "Thank you")
    for question in (Question.REPLY, Question.LATER_DAYS):
        assert (await answering.link(*INVITATION, question)).answered_at is not None


async def test_what_was_typed_for_too_long_is_there_when_the_link_is_opened_again(
    answering: Answering,
) -> None:
    await answering.invited()
    browser = await answering.opened(*INVITATION, Question.LATER_DAYS)
    await lapse(answering)
    # Somebody else opening a link puts old ones away, and that must not lose it either.
    await answering.opened(LetterKind.INVITATION, "health-1", Question.REPLY)

    await browser.press("Continue", {"reason": WORDS})

    assert browser.answer.status_code == 409
    assert "what you typed is kept" in browser.text
    again = await answering.opened(*INVITATION, Question.LATER_DAYS)
    assert again.fields()["reason"] == [WORDS]

    await again.press("Continue", {"reason": WORDS})
    await lapse(answering)
    await again.press("Ask for later days")
    assert "Nothing was recorded just now" in again.text
    assert "what you typed is kept" in again.text
    assert (await answering.link(*INVITATION, Question.LATER_DAYS)).answered_at is None


@pytest.mark.parametrize("hours", [0, 2], ids=["still open", "closed meanwhile"])
async def test_a_link_that_is_opened_again_goes_on_in_the_first_tab(
    answering: Answering, hours: float
) -> None:
    await answering.invited()
    browser = await answering.opened(*INVITATION, Question.LATER_DAYS)
    await lapse(answering, hours)
    await tab(answering, browser, Question.LATER_DAYS)

    await browser.press("Continue", {"reason": WORDS})

    assert browser.path.endswith("/check")
    assert WORDS in browser.text


@pytest.mark.parametrize("why", ["withdrawn", "another browser", "another page", "a day later"])
async def test_what_cannot_be_kept_is_given_back(answering: Answering, why: str) -> None:
    await answering.invited()
    browser = await answering.opened(*INVITATION, Question.LATER_DAYS)
    typed = {"reason": WORDS}
    link = await answering.link(*INVITATION, Question.LATER_DAYS)
    async with answering.pool.acquire() as connection, connection.transaction():
        if why == "withdrawn":
            await links.withdraw(connection, link, "coordinator", answering.walk.now)
    if why == "another browser":
        browser.client.cookies.clear()
    if why == "another page":
        typed |= {"csrf": "made.up"}
    await lapse(answering, hours=14 if why == "a day later" else 2)

    await browser.press("Continue", typed)

    assert browser.answer.status_code == 409
    assert "What you typed was not recorded" in browser.text
    assert WORDS in browser.text
    assert "kept" not in browser.text
    assert await answering.pool.fetchval("SELECT count(*) FROM drafts") == 0


async def test_a_session_that_is_over_opens_nothing(answering: Answering) -> None:
    await answering.invited()
    browser = await answering.opened(*INVITATION, Question.REPLY)
    await browser.press("Continue", {"answer": "accept"})
    secret = next(iter(browser.client.cookies.values()))
    await lapse(answering)

    for path in (browser.path, browser.path.removesuffix("/check")):
        assert (await browser.client.get(path)).status_code == 409
    await browser.press("Reply to the invitation")

    assert browser.answer.status_code == 409
    async with answering.pool.acquire() as connection:
        assert await link_sessions.find(connection, secret) is None
        assert await link_sessions.find_lapsed(connection, secret) is not None
    assert (await answering.link(*INVITATION, Question.REPLY)).answered_at is None


@pytest.mark.parametrize("button", ["Continue", "Comment on the summary note"])
async def test_comments_that_come_after_the_next_version_are_given_back(
    answering: Answering, button: str
) -> None:
    walk = answering.walk
    await walk.open()
    await walk.steps_through("draft")
    browser = await answering.opened(*DRAFT, Question.COMMENTS)
    comments = {"comments.1.text": "The calls were weekly from April."}
    if button != "Continue":
        await browser.press("Continue", comments)
    draft = walk.form_of("draft")
    assert isinstance(draft, DraftForm)
    sections = [one.model_copy(update={"heading": "Again"}) for one in draft.sections]
    await walk.submit(draft.model_copy(update={"sections": tuple(sections)}), "next-version")

    await browser.press(button, comments)

    assert browser.answer.status_code == 409
    assert browser.heading == "There is nothing to do any more"
    assert "What you typed was not recorded" in browser.text
    assert comments["comments.1.text"] in browser.text
    assert "(2)" in browser.text  # of the second section


async def test_words_that_come_after_another_answer_by_the_link_are_given_back(
    answering: Answering,
) -> None:
    await answering.invited()
    slower = await answering.opened(*INVITATION, Question.LATER_DAYS)
    await answering.answer(*INVITATION, Question.LATER_DAYS, {"reason": "Another reason."})

    await slower.press("Continue", {"reason": WORDS})

    assert slower.heading == "Thank you"
    assert "What you typed was not recorded" in slower.text
    assert WORDS in slower.text
