"""A seed with which nothing could be drawn is refused while another can still be given."""

import pytest

from desk.departments import EXAMPLES
from desk.intake import to_message
from register import content
from register.connection import Pool
from register.record import record
from rules.refusals import Refused
from schemas.programme.content import Seed
from schemas.programme.forms import SeedForm
from schemas.programme.messages import DrawSample
from tests.rules.programme.programmes import Told


async def message_of(pool: Pool, text: str) -> DrawSample:
    async with pool.acquire() as connection, connection.transaction():
        await record(connection, Told().events)
        form = SeedForm(seed=Seed(text=text))
        message = await to_message(connection, "autumn", form, "anna", lambda: EXAMPLES)
        assert isinstance(message, DrawSample)
        assert await content.fetch(connection, "autumn", message.seed, Seed) == form.seed
    return message


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("   ", "The seed was not taken. The seed is empty"),
        ("\u00a0 \u2003", "The seed is empty"),
        ("12 07\n33 41", "one line of text"),
        ("\u0958" * 300, "of at most 500 characters"),  # each is two letters, normalised
    ],
)
async def test_what_the_lottery_could_not_use_is_refused(pool: Pool, text: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        await message_of(pool, text)


async def test_a_seed_is_kept_as_it_was_given(pool: Pool) -> None:
    await message_of(pool, " 07 12 33 41, drawn on 3 March ")
