"""An id is given to one decision, and to no other."""

import pytest

from register import brought
from register.connection import Pool
from schemas.forms.course import HandOverForm
from schemas.forms.form import Form
from schemas.forms.invitation import ResponseForm
from schemas.values import Answer
from tests.support.visits import VISIT

ACCEPT, DECLINE = (ResponseForm(answer=answer) for answer in Answer)
OTHERS = [DECLINE, HandOverForm(to="desk-2"), ACCEPT.model_copy(update={"reason": "So."})]


@pytest.mark.parametrize("other", OTHERS, ids=["other content", "other kind", "other reason"])
async def test_an_id_is_refused_to_any_other_decision(pool: Pool, other: Form) -> None:
    async with pool.acquire() as connection:
        for _ in range(2):
            await brought.keep(connection, VISIT, "reply-1", ACCEPT)
        await brought.keep(connection, VISIT, "reply-2", other)

        for ask in (brought.keep, brought.require_same):
            with pytest.raises(brought.IdOfAnother, match="the id reply-1 was given to another"):
                await ask(connection, VISIT, "reply-1", other)


async def test_an_id_of_which_nothing_is_known_is_as_before(pool: Pool) -> None:
    async with pool.acquire() as connection:
        await brought.require_same(connection, VISIT, "reply-1", ACCEPT)


async def test_nothing_of_what_was_said_can_be_read(pool: Pool) -> None:
    async with pool.acquire() as connection:
        form = ACCEPT.model_copy(update={"reason": "Mrs Okafor said so."})
        await brought.keep(connection, VISIT, "reply-1", form)
        assert "Okafor" not in str(await connection.fetch("SELECT * FROM brought"))
