"""The proof: one value for the whole log, and each consumer's own place in it."""

import json

from register.connection import Pool
from rules import chain
from schemas.access import Scope
from tests.feed.conftest import Door, MakeToken
from tests.register.recording import another, record
from tests.support.visits import cancelled, closed, invited
from tests.support.waiting import until

OTHER = "interim-e10000017"


async def test_a_consumer_proves_its_whole_copy_by_one_value(door: Door, pool: Pool) -> None:
    """As a consumer would: from the answers alone, with nothing of ours but the rule."""
    await record(pool, closed().events)
    await record(pool, another(cancelled(), OTHER))
    async with door.get("/events", limit=10_000) as answer:
        copy = json.loads(await answer.text())

    digest = chain.START
    digests = [digest.hex()]
    for event in copy:
        digest = chain.link(digest, chain.canonical(event))
        digests.append(digest.hex())

    async with door.get("/events/head") as answer:
        assert await answer.json() == {"position": len(copy), "digest": digests[-1]}
    for position in (0, 1, 7, len(copy)):
        async with door.get(f"/events/digests/{position}") as answer:
            assert await answer.json() == {"position": position, "digest": digests[position]}


async def test_an_empty_log_has_a_digest_too(door: Door) -> None:
    async with door.get("/events/head") as answer:
        assert await answer.json() == {"position": 0, "digest": "00" * 32}


async def test_a_position_beyond_the_end_is_a_conflict(door: Door, pool: Pool) -> None:
    await record(pool, invited().events)
    async with door.get("/events/digests/5") as answer:
        assert answer.status == 409
        told = await answer.json(content_type="application/problem+json")
        assert told["type"] == "/problems/beyond-the-end"
        assert "Position 5 is beyond the end of the log, which is 4." in told["detail"]


async def test_a_position_that_the_log_has_lost_is_not_papered_over(door: Door, pool: Pool) -> None:
    await record(pool, invited().events)
    await pool.execute("DELETE FROM events WHERE position = 2")
    async with door.get("/events/digests/2") as answer:
        assert answer.status == 404
        told = await answer.json(content_type="application/problem+json")
        assert "It is damaged" in told["detail"]


async def test_a_consumer_sees_its_own_doors_and_how_far_behind_each_is(
    door: Door, pool: Pool, make_token: MakeToken
) -> None:
    await record(pool, invited().events)
    other = Door(door.address, await make_token(Scope.FEED, consumer="other"), door.session)
    async with other.get("/events", after=4):
        pass
    async with door.get("/events", after=1):
        pass

    told: list[dict[str, object]] = []

    async def noted() -> bool:
        async with door.get("/events/lag") as answer:
            told[:] = await answer.json()
        return bool(told)

    await until(noted)
    (own,) = told

    async with pool.acquire() as connection:
        recorded = await connection.fetchval("SELECT recorded_at FROM events WHERE position = 2")
    assert (own["consumer"], own["door"]) == ("warehouse", "pull")
    assert (own["position"], own["behind"]) == (1, 3)
    assert own["behind_since"] == recorded.isoformat().replace("+00:00", "Z")


async def test_the_proof_asks_for_a_token_with_the_scope_of_the_feed(
    door: Door, make_token: MakeToken
) -> None:
    without = Door(door.address, await make_token(Scope.SUBSCRIPTIONS), door.session)
    for path in ("/events/head", "/events/digests/0", "/events/lag"):
        async with without.get(path) as answer:
            assert answer.status == 403
        async with door.session.get(f"{door.address}{path}") as answer:
            assert answer.status == 401
