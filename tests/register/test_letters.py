"""Letters by business key, and what became of each."""

from register import letters
from register.connection import Pool
from register.letters import LetterRow
from schemas.letters import DocumentOrder, LetterOrder
from schemas.values import DocumentKind, LetterKind, LetterStatus
from tests.register.recording import record
from tests.support.visits import VISIT, at, closed, delivered, invited, planned

FILED_AT = at("2020-09-07 09:00")
NEXT_DAY = at("2020-09-08 10:00")


def order(recipient: str, sequence: int = 4) -> LetterOrder:
    return LetterOrder(
        visit_id=VISIT,
        kind=LetterKind.INVITATION,
        round=1,
        recipient=recipient,
        sequence=sequence,
        documents=(DocumentOrder(kind=DocumentKind.INVITATION, version=1),),
    )


async def rows(pool: Pool, **narrowed: object) -> list[LetterRow]:
    async with pool.acquire() as connection:
        return await letters.of_visit(connection, VISIT, words=True, **narrowed)  # type: ignore[arg-type]


async def test_a_letter_is_filed_once_per_key_whatever_is_repeated(pool: Pool) -> None:
    again = order("dcs", sequence=9).model_copy(update={"documents": ()})
    async with pool.acquire() as connection:
        await letters.file(connection, [order("dcs")], FILED_AT)
        await letters.file(connection, [order("dcs"), order("forum")], NEXT_DAY)
        await letters.file(connection, [again], NEXT_DAY)

    found = await rows(pool)
    assert [(row.order, row.filed_at) for row in found] == [
        (order("dcs"), FILED_AT),
        (order("forum"), NEXT_DAY),
    ]
    assert {row.status for row in found} == {LetterStatus.FILED}


async def test_a_record_repeated_files_no_second_letter(pool: Pool) -> None:
    await record(pool, closed().events)
    before = await rows(pool)

    await record(pool, closed().events)
    await record(pool, closed().events[-5:])

    assert await rows(pool) == before
    assert len({row.order.key for row in before}) == len(before)


async def test_they_come_in_the_order_they_were_ordered_in(pool: Pool) -> None:
    await record(pool, planned().events)

    keys = [row.order.key for row in await rows(pool)]

    assert keys[:4] == [
        f"{VISIT}/invitation/1/{to}" for to in ("dcs", "health-1", "health-2", "forum")
    ]
    assert [row.order.sequence for row in await rows(pool)] == sorted(
        row.order.sequence for row in await rows(pool)
    )


async def test_can_be_narrowed_to_what_became_of_them_or_to_what_they_follow(pool: Pool) -> None:
    await record(pool, delivered().events)
    key = f"{VISIT}/invitation/1/dcs"
    async with pool.acquire() as connection:
        await letters.mark(connection, key, LetterStatus.SENT, at=NEXT_DAY, channel="smtp")

    assert [row.order.key for row in await rows(pool, statuses=[LetterStatus.SENT])] == [key]
    assert len(await rows(pool, statuses=[LetterStatus.FILED])) == 3
    assert len(await rows(pool, sequences=[4])) == 4
    assert await rows(pool, sequences=[1, 2, 3]) == []


async def test_what_became_of_a_letter_is_kept_with_its_bytes(pool: Pool) -> None:
    await record(pool, invited().events)
    key = f"{VISIT}/invitation/1/dcs"
    async with pool.acquire() as connection:
        await letters.mark(
            connection, key, LetterStatus.SENT, at=NEXT_DAY, channel="smtp", message=b"Dear all"
        )
        await letters.mark(
            connection, key, LetterStatus.REFUSED, at=NEXT_DAY, channel="smtp", failure="smtp-550"
        )

    row = next(row for row in await rows(pool) if row.order.key == key)
    assert (row.status, row.channel, row.failure) == (LetterStatus.REFUSED, "smtp", "smtp-550")
    assert (row.message, row.settled_at) == (b"Dear all", NEXT_DAY)
