"""Forms that are kept for somebody, and are not forms any more where they are kept."""

from datetime import UTC, datetime

import pytest

from register import batches, drafts
from register.batches import BatchSpoilt
from register.connection import Pool
from register.drafts import Draft
from schemas.forms.course import CancellationForm

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize("spoilt", ["[]", '{"reason": 7}', "null"])
async def test_a_draft_that_is_none_is_begun_anew(pool: Pool, spoilt: str) -> None:
    draft = Draft("anna", "interim-e10000016", "cancel", "id-1", 4, {"reason": ["Snow."]})
    async with pool.acquire() as connection:
        await drafts.keep(connection, draft, NOW)
        await connection.execute("UPDATE drafts SET typed = $1", spoilt)
        assert await drafts.find(connection, draft.actor, draft.subject, draft.form, NOW) is None

        await drafts.keep(connection, draft, NOW)
        assert await drafts.find(connection, draft.actor, draft.subject, draft.form, NOW) == draft


async def test_a_decision_for_many_visits_that_is_none_says_what_to_do(pool: Pool) -> None:
    form = CancellationForm(reason="The programme has ended.")
    async with pool.acquire() as connection, connection.transaction():
        await batches.begin(connection, "b-1", "cancel", form, "anna")
        await connection.execute("UPDATE batches SET form = '[]'")
        with pytest.raises(BatchSpoilt, match="Begin anew with `visits each`"):
            await batches.require(connection, "b-1")
