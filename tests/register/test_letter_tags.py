"""The tags of letters: the same for the same letter, and nobody else's."""

import re

from register import letter_tags
from register.connection import Pool
from schemas.ids import letter_key

VISIT = "interim-e10000016"


async def test_a_letter_has_one_tag_however_often_it_is_tried(pool: Pool) -> None:
    key = letter_key(VISIT, "invitation", 1, "dcs")
    async with pool.acquire() as connection:
        tags = {await letter_tags.tag_of(connection, key) for _ in range(3)}
        (tag,) = tags
        assert await letter_tags.letter_of(connection, [tag]) == key
    assert re.fullmatch(r"[a-z2-7]{16}", tag)


async def test_another_copy_and_another_register_have_another(pool: Pool) -> None:
    keys = [letter_key(VISIT, "invitation", 1, "dcs", copy) for copy in (1, 2)]
    async with pool.acquire() as connection:
        first = [await letter_tags.tag_of(connection, key) for key in keys]
        await connection.execute("DELETE FROM letter_tags")
        second = [await letter_tags.tag_of(connection, key) for key in keys]
    assert len({*first, *second}) == 4


async def test_a_tag_that_was_made_up_is_no_letters(pool: Pool) -> None:
    async with pool.acquire() as connection:
        await letter_tags.tag_of(connection, letter_key(VISIT, "invitation", 1, "dcs"))
        assert await letter_tags.letter_of(connection, ["a" * 16]) is None
        assert await letter_tags.letter_of(connection, []) is None
