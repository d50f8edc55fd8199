"""An edited copy of the draft comes back by mail and is offered as comments; a click takes it."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from desk.tasks import things_to_do, words_of
from register import log, mail_copies
from register.content import fetch
from schemas.events.note import NoteCommented
from schemas.personal import NoteComments
from tests.engine import Engine
from tests.support.browsing import Browser
from tests.support.mail_in import Post, post_of
from tests.support.mailed_copies import edited_note, reply_with

HOSTILE = b"PK\x03\x04" + b"no archive at all" * 20


@pytest.fixture
async def post(engine: Engine) -> AsyncIterator[Post]:
    """A visit whose draft note has gone to the area's leaders."""
    async with post_of(engine) as opened:
        await opened.walk.open()
        await opened.walk.steps_through("draft")
        await opened.walk.let_pass(timedelta(minutes=30))
        yield opened


async def comments(post: Post) -> list[str]:
    """What is recorded as comments."""
    async with post.pool.acquire() as connection:
        logged = await log.read(connection, visit=post.walk.visit)
        facts = [one.event.fact for one in logged if isinstance(one.event.fact, NoteCommented)]
        bodies = [
            await fetch(connection, post.walk.visit, fact.content, NoteComments) for fact in facts
        ]
    return [each.text for body in bodies for each in body.comments]


async def test_a_copy_is_a_task_is_looked_at_and_taken_over_by_a_click(post: Post) -> None:
    edited = await edited_note(post)
    post.comes(await reply_with(post, edited))
    await post.is_read()

    (came,) = await post.listed()
    assert came.has_copy
    async with post.pool.acquire() as connection:
        found = await things_to_do(connection, post.walk.now)
        copy = await mail_copies.find(connection, came.number)
    assert copy is not None
    assert (copy.name, copy.body) == ("copy.docx", edited)
    asked = [words_of(one.thing) for one in found if "visits post" in str(one.thing)]
    assert asked[0].startswith("look at the edited copy that came with a reply")

    browser = Browser(post.client)
    await browser.open(f"/visits/{post.walk.visit}/letters")
    links = browser.links()
    await browser.open(links[f"Look at the edited copy that came with it: message {came.number}"])
    assert "Most families" in browser.text
    assert await comments(post) == []
    await browser.press("Take these over as comments")
    assert browser.path.endswith("/decide/comment/check"), browser.text
    assert await comments(post) == []
    await browser.press("Record the area's comments on the note")
    assert browser.heading == "Recorded", browser.text
    (said,) = await comments(post)
    assert "Most families" in said


async def test_a_file_that_cannot_be_used_is_told_and_harms_nothing(post: Post) -> None:
    post.comes(await reply_with(post, HOSTILE))
    await post.is_read()
    (came,) = await post.listed()

    browser = Browser(post.client)
    await browser.open(f"/visits/{post.walk.visit}/copies/{came.number}")
    assert "The file cannot be used" in browser.text
    again = await post.client.post(f"/visits/{post.walk.visit}/copies/{came.number}")
    assert again.headers["location"].endswith(f"/copies/{came.number}")
    assert await comments(post) == []

    # What is too large, or no such file, is not kept at all.
    post.comes(
        await reply_with(post, b"PK\x03\x04" + b"x" * 2_100_000),
        await reply_with(post, b"a picture", "picture.png"),
    )
    await post.is_read()

    assert {one.number for one in await post.listed() if one.has_copy} == {came.number}
    assert len(await post.listed()) == 3
    assert "the file than 2 megabytes" in await post.page()


async def test_a_copy_is_erased_with_the_words_of_its_message(post: Post) -> None:
    post.comes(await reply_with(post, await edited_note(post)))
    await post.is_read()
    (came,) = await post.listed()
    await post.client.post(f"/mail/{came.number}/seen")
    async with post.pool.acquire() as connection:
        await connection.execute("UPDATE mail SET read_at = read_at - interval '200 days'")
    assert await post.reader.erase() == 1
    (erased,) = await post.listed()
    assert (erased.words, erased.has_copy) == (None, False)
