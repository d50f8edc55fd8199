"""A copy of a visit has what its letters are written from, and no run that would be told."""

from register import programmes, wordings
from register.connection import Pool
from release.foresight import copy_of
from release.foresight.copied import put_in
from schemas.values import LetterKind
from tests.register.test_wordings import WORDS, ordered, worded, written
from tests.support.visits import VISIT, invited


async def test_letters_of_a_copy_are_in_the_programmes_own_words(pool: Pool) -> None:
    await worded(pool, WORDS)
    (row, *_) = await ordered(pool, invited())
    letter = await written(pool, row)
    async with pool.acquire() as connection:
        copied = await copy_of(connection, VISIT)
        for table in copied.tables:
            await connection.execute(f"TRUNCATE {table} CASCADE")

        await put_in(connection, copied)

        assert LetterKind.INVITATION in await wordings.in_force(connection, "interim")
        assert not await programmes.exists(connection, "interim")
    assert await written(pool, row) == letter
    assert b"will you take part?" in letter.content
