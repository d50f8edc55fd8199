"""Links where parts have rights of their own, and where nobody knows whether letters arrive."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from activities.channels import MaildirChannel
from register import visits
from register.connection import open_pool
from register.roles import Role
from schemas.questions import Question
from schemas.values import LetterKind, LetterStatus
from tests.engine import Engine
from tests.support.answering_pages import Answering, answering_pages


class ByMail(MaildirChannel):
    """Takes letters as a mail server does: nobody knows yet whether they arrive."""

    name = "by-mail"
    proves_delivery = False


@pytest.fixture
async def by_mail(engine: Engine) -> AsyncIterator[Answering]:
    """The worker as its own role, and the pages as the desk's."""
    where = engine.addresses.database_url_of
    async with (
        open_pool(where(Role.WORKER)) as worker,
        open_pool(where(Role.DESK)) as desk,
        answering_pages(
            replace(engine, pool=desk, workers_pool=worker), ByMail(engine.maildir)
        ) as opened,
    ):
        yield opened


async def test_whoever_opens_a_link_has_the_letter(by_mail: Answering) -> None:
    await by_mail.walk.open()
    await by_mail.walk.let_pass(timedelta(minutes=10))

    async def arrived() -> dict[str, LetterStatus]:
        async with by_mail.pool.acquire() as connection:
            invitation = (await visits.require(connection, by_mail.walk.visit)).invitation
        assert invitation is not None
        return {one.recipient: one.status for one in invitation.outcomes}

    before = await arrived()
    client = by_mail.new_client()
    await client.get(by_mail.address(LetterKind.INVITATION, "dcs", Question.REPLY))
    looked = await arrived()
    await by_mail.opened(LetterKind.INVITATION, "dcs", Question.REPLY)
    opened = await arrived()

    assert LetterStatus.DELIVERED not in {*before.values(), *looked.values()}
    assert [who for who, status in opened.items() if status is LetterStatus.DELIVERED] == ["dcs"]


async def test_an_answer_takes_no_right_that_a_role_lacks(by_mail: Answering) -> None:
    await by_mail.walk.open()

    await by_mail.answer(LetterKind.INVITATION, "dcs", Question.REPLY, {"answer": "decline"})

    link = await by_mail.link(LetterKind.INVITATION, "dcs", Question.REPLY)
    async with by_mail.pool.acquire() as connection:
        state = await visits.require(connection, by_mail.walk.visit)
    assert link.answered_at is not None
    assert str(state.outcome) == "declined"
