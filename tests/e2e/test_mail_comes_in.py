"""What comes back about a visit's letters is told apart, recorded where it says so, and shown."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from register import letters, log, visits
from schemas.events import LetterFailed
from schemas.incoming import MAILBOX, MailKind, MailOutcome
from schemas.values import LetterKind, LetterStatus, TaskKind
from tests.engine import Engine
from tests.support.mail_in import Post, post_of, report

INVITATION = LetterKind.INVITATION


@pytest.fixture
async def post(engine: Engine) -> AsyncIterator[Post]:
    """A visit that was opened, whose invitations have left."""
    async with post_of(engine) as opened:
        await opened.walk.open()
        await opened.walk.let_pass(timedelta(hours=1))
        yield opened


async def lost(post: Post) -> list[tuple[str, str]]:
    """Of which letters the log says that they did not arrive, and who said so."""
    async with post.pool.acquire() as connection:
        events = await log.read(connection, visit=post.walk.visit)
    return [
        (one.event.fact.outcome.key, one.event.actor)
        for one in events
        if isinstance(one.event.fact, LetterFailed)
    ]


async def test_a_letter_that_came_back_is_refused_by_itself(post: Post) -> None:
    key = post.key(INVITATION, "dcs")
    post.comes(report(await post.tag(key), letter=await post.sent(key)))

    assert await post.is_read() == 1

    assert await lost(post) == [(key, MAILBOX)]
    async with post.pool.acquire() as connection:
        state = await visits.require(connection, post.walk.visit)
        rows = await letters.of_visit(connection, post.walk.visit)
    assert [(t.kind, t.letter) for t in state.tasks] == [(TaskKind.LETTER_NOT_DELIVERED, key)]
    row = next(row for row in rows if row.order.key == key)
    assert (row.status, row.failure) == (LetterStatus.REFUSED, "bounced")
    (came,) = await post.listed()
    assert (came.kind, came.letter, came.status) == (MailKind.RETURNED, key, "5.1.1")
    assert came.outcome is MailOutcome.RECORDED


async def test_a_coordinator_sees_at_the_visit_what_came_back(post: Post) -> None:
    key = post.key(INVITATION, "dcs")
    post.comes(report(await post.tag(key)))
    await post.is_read()

    page = await post.page()
    assert "What came back" in page
    assert "Came back (5.1.1)" in page
    assert "Recorded as refused because of it" in page
    assert "The mailbox reader" in await post.page("/timeline")
