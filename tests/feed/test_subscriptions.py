"""A consumer sees to its own subscriptions over HTTP, and to nobody else's."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from standardwebhooks import Webhook

from desk.subscriptions import SubscriptionDesk
from feed.server import serving_feed
from register.connection import Pool
from register.subscriptions import MOST_AT_ONCE
from schemas.access import PUSHED_TO, Scope
from tests.engine import Engine
from tests.feed.conftest import Door, MakeToken
from tests.keys import KEYS
from tests.receiving import Receiver, verify_v1a
from tests.register.recording import numbered, record
from tests.support.visits import invited
from tests.support.waiting import until
from worker.connections import connect

PATH = "/subscriptions"


class Consumer:
    """A consumer with a token that opens subscriptions."""

    def __init__(self, door: Door, token: str) -> None:
        self._door = door
        self._token = token

    async def ask(
        self, method: str, path: str = "", body: object = None
    ) -> tuple[int, Any, dict[str, str]]:
        async with self._door.session.request(
            method,
            f"{self._door.address}{PATH}{path}",
            json=body,
            headers={"Authorization": f"Bearer {self._token}"},
        ) as answer:
            told = await answer.json(content_type=None) if answer.status != 204 else None
            return answer.status, told, dict(answer.headers)


@pytest.fixture
async def door(
    engine: Engine, session: aiohttp.ClientSession, make_token: MakeToken
) -> AsyncIterator[Door]:
    async with (
        engine.pushing() as (_, desk),
        serving_feed(engine.pool, "127.0.0.1", 0, desk) as address,
    ):
        yield Door(address, await make_token(Scope.FEED), session)


@pytest.fixture
async def consumer(door: Door, make_token: MakeToken) -> Consumer:
    return Consumer(door, await make_token(*PUSHED_TO))


@pytest.fixture
async def other(door: Door, make_token: MakeToken) -> Consumer:
    return Consumer(door, await make_token(*PUSHED_TO, consumer="another"))


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with Receiver() as taking:
        yield taking


def named(engine: Engine) -> str:
    return f"api-{engine.number}"


async def test_it_is_made_and_events_come_that_its_answer_verifies(
    engine: Engine, consumer: Consumer, receiver: Receiver, pool: Pool
) -> None:
    await record(pool, invited().events)
    asked = {"id": named(engine), "url": receiver.url, "after": 0}

    status, made, _ = await consumer.ask("POST", body=asked)

    assert status == 201
    assert made["id"] == named(engine)
    assert made["status"] == "active"
    shared, pair = made["secrets"]
    assert shared == {"kind": "v1", "secret": shared["secret"], "public_key": None}
    assert pair == {"kind": "v1a", "secret": None, "public_key": pair["public_key"]}

    async def arrived() -> bool:
        return len(receiver.taken) == len(invited().events)

    await until(arrived)
    for taken in receiver.taken:
        Webhook(shared["secret"]).verify(taken.body, taken.headers)
        verify_v1a(pair["public_key"], taken.headers, taken.body.decode())

    again, known, _ = await consumer.ask("POST", body=asked)
    assert again == 200
    assert known["secrets"] is None
    assert "whsec" not in str(await consumer.ask("GET", f"/{named(engine)}"))
    assert "whsk" not in str(made)


async def test_without_an_id_it_is_given_one(consumer: Consumer, receiver: Receiver) -> None:
    _, made, _ = await consumer.ask("POST", body={"url": receiver.url})

    assert made["id"].startswith("warehouse-")
    _, (listed,), _ = await consumer.ask("GET")
    assert listed["id"] == made["id"]


async def test_a_consumer_has_so_many_at_once_and_no_more(
    engine: Engine, consumer: Consumer, other: Consumer, receiver: Receiver, pool: Pool
) -> None:
    async with pool.acquire() as connection:
        await connection.executemany(
            "INSERT INTO subscriptions (id, consumer, url, position) VALUES ($1, $2, $3, 0)",
            [(f"{named(engine)}-{n}", "warehouse", receiver.url) for n in range(MOST_AT_ONCE)],
        )
    first = {"id": f"{named(engine)}-0", "url": receiver.url}

    status, problem, _ = await consumer.ask("POST", body={"url": receiver.url})

    assert (status, problem["type"]) == (409, "/problems/too-many-subscriptions")
    assert f"has {MOST_AT_ONCE} subscriptions" in problem["detail"]
    assert (await consumer.ask("POST", body=first))[0] == 200, "one that is there is no new one"
    assert (await other.ask("POST", body={"url": receiver.url}))[0] == 201
    await consumer.ask("DELETE", f"/{named(engine)}-0")
    assert (await consumer.ask("POST", body={"url": receiver.url}))[0] == 201


async def test_another_consumer_sees_and_changes_nothing(
    engine: Engine, consumer: Consumer, other: Consumer, receiver: Receiver
) -> None:
    await consumer.ask("POST", body={"id": named(engine), "url": receiver.url})
    path = f"/{named(engine)}"

    assert (await other.ask("GET"))[1] == []
    for method, rest, body in (
        ("GET", "", None),
        ("PATCH", "", {"status": "paused"}),
        ("DELETE", "", None),
        ("POST", "/secrets", {"kind": "v1"}),
        ("POST", "/replays", {"from": 1, "to": 2}),
        ("POST", "/retry", None),
        ("GET", "/dead-letters", None),
    ):
        status, problem, _ = await other.ask(method, path + rest, body)
        assert status == 404
        assert problem["type"] == "/problems/not-found"
    status, problem, _ = await other.ask("POST", body={"id": named(engine), "url": receiver.url})
    assert (status, problem["type"]) == (409, "/problems/subscription-taken")
    assert (await consumer.ask("GET", path))[1]["status"] == "active"


async def test_it_is_changed_paused_resumed_and_ended(
    engine: Engine, consumer: Consumer, receiver: Receiver
) -> None:
    await consumer.ask("POST", body={"id": named(engine), "url": receiver.url})
    path = f"/{named(engine)}"

    status, changed, _ = await consumer.ask(
        "PATCH", path, {"types": ["visit.closed.v1"], "status": "paused"}
    )
    assert (status, changed["status"], changed["types"]) == (200, "paused", ["visit.closed.v1"])
    _, changed, _ = await consumer.ask("PATCH", path, {"status": "active"})
    assert (changed["status"], changed["types"]) == ("active", ["visit.closed.v1"])

    assert (await consumer.ask("DELETE", path))[0] == 204
    assert (await consumer.ask("DELETE", path))[0] == 204
    assert (await consumer.ask("GET", path))[1]["status"] == "ended"
    for method, rest, body in (
        ("PATCH", "", {"status": "active"}),
        ("POST", "/replays", {"from": 1, "to": 1}),
        ("POST", "/retry", None),
        ("POST", "/secrets", {"kind": "v1"}),
    ):
        status, problem, _ = await consumer.ask(method, path + rest, body)
        assert (status, problem["type"]) == (409, "/problems/subscription-ended")


async def test_what_failed_is_retried_at_once_and_a_range_replayed(
    engine: Engine, consumer: Consumer, receiver: Receiver, pool: Pool
) -> None:
    for number in (1, 2):
        await record(pool, numbered(invited(), number))
    head = 2 * len(invited().events)
    receiver.answers(500)
    await consumer.ask("POST", body={"id": named(engine), "url": receiver.url, "after": 0})
    path = f"/{named(engine)}"

    async def failing() -> bool:
        return bool((await consumer.ask("GET", path))[1]["retrying"] == 2)

    await until(failing)
    _, stands, _ = await consumer.ask("GET", path)
    assert stands["last_answer"] == "server_error"
    assert stands["retry_at"] > stands["failing_since"]
    assert (await consumer.ask("GET", f"{path}/dead-letters"))[:2] == (200, [])

    receiver.answers(204)
    assert (await consumer.ask("POST", f"{path}/retry"))[:2] == (202, {"events": 2})

    async def arrived() -> bool:
        return len(receiver.taken) == head

    await until(arrived)
    first = [(taken.id, taken.body) for taken in sorted(receiver.taken, key=lambda t: t.position)]
    receiver.taken.clear()
    status, count, _ = await consumer.ask("POST", f"{path}/replays", {"from": head, "to": 1})
    assert (status, count) == (202, {"events": head})
    await until(arrived)
    again = [(taken.id, taken.body) for taken in sorted(receiver.taken, key=lambda t: t.position)]
    assert again == first


async def test_a_rotated_key_is_shown_once_and_a_private_one_never(
    engine: Engine, consumer: Consumer, receiver: Receiver
) -> None:
    await consumer.ask("POST", body={"id": named(engine), "url": receiver.url})
    path = f"/{named(engine)}/secrets"

    status, shared, _ = await consumer.ask("POST", path, {"kind": "v1"})
    assert status == 201
    assert shared["secret"].startswith("whsec_")
    _, pair, _ = await consumer.ask("POST", path, {"kind": "v1a"})
    assert pair["public_key"].startswith("whpk_")
    assert pair["secret"] is None


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "bad-request"),
        ({"url": "ftp://consumer.example"}, "unusable-address"),
        ({"url": "https://user:word@consumer.example"}, "unusable-address"),
        ({"url": "https://consumer.example", "id": "Not an id"}, "bad-request"),
        ({"url": "https://consumer.example", "types": ["visit.imagined.v1"]}, "bad-request"),
        ({"url": "https://consumer.example", "visits": ["Kent"]}, "bad-request"),
        ({"url": "https://consumer.example", "after": -1}, "bad-request"),
    ],
)
async def test_what_cannot_be_is_refused_in_a_sentence(
    consumer: Consumer, body: object, code: str
) -> None:
    status, problem, _ = await consumer.ask("POST", body=body)

    assert (status, problem["type"]) == (422, f"/problems/{code}")
    assert problem["detail"].endswith(".")


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "text/plain"])
async def test_json_that_does_not_say_that_it_is_some_is_asked_to(
    door: Door, make_token: MakeToken, kind: str
) -> None:
    headers = {"Authorization": f"Bearer {await make_token(*PUSHED_TO)}", "Content-Type": kind}
    async with door.session.post(
        f"{door.address}{PATH}", data=b'{"url": "https://consumer.example"}', headers=headers
    ) as answer:
        assert answer.status == 422
        detail = (await answer.json(content_type=None))["detail"]
    assert "by the header Content-Type that its body is application/json" in detail


async def test_only_the_words_that_may_stand_there_are_told(
    consumer: Consumer, receiver: Receiver
) -> None:
    _, made, _ = await consumer.ask("POST", body={"url": receiver.url})

    status, problem, _ = await consumer.ask("PATCH", f"/{made['id']}", {"status": "ended"})

    assert status == 422
    assert problem["detail"].endswith("body.status: must be active or paused.")


async def test_a_place_that_the_log_has_not_reached_is_no_place_to_begin(
    consumer: Consumer, receiver: Receiver
) -> None:
    status, problem, _ = await consumer.ask("POST", body={"url": receiver.url, "after": 1})

    assert (status, problem["type"]) == (409, "/problems/beyond-the-end")


@pytest.mark.parametrize("body", [{"from": 0, "to": 2}, {"from": "1", "to": 2}, {"from": 1}])
async def test_a_range_that_is_none_is_refused(
    engine: Engine, consumer: Consumer, receiver: Receiver, body: object
) -> None:
    await consumer.ask("POST", body={"id": named(engine), "url": receiver.url})

    status, problem, _ = await consumer.ask("POST", f"/{named(engine)}/replays", body)

    assert (status, problem["type"]) == (422, "/problems/bad-request")


async def test_a_token_for_the_feed_opens_no_subscriptions(door: Door) -> None:
    async with door.get(PATH) as answer:
        assert answer.status == 403


async def test_without_temporal_the_feed_is_read_and_subscriptions_are_seen_but_not_changed(
    pool: Pool, session: aiohttp.ClientSession, make_token: MakeToken
) -> None:
    nobody = await connect("127.0.0.1:1", lazy=True)
    desk = SubscriptionDesk(nobody, pool, keys=KEYS, task_queue="none", private=True)
    await record(pool, invited().events)
    async with serving_feed(pool, "127.0.0.1", 0, desk) as address:
        door = Door(address, await make_token(Scope.FEED), session)
        consumer = Consumer(door, await make_token(*PUSHED_TO))

        async with door.get("/events") as answer:
            assert answer.status == 200
        assert (await consumer.ask("GET"))[:2] == (200, [])
        status, problem, headers = await consumer.ask(
            "POST", body={"id": "none", "url": "https://consumer.example/hook"}
        )
        assert (status, problem["type"]) == (503, "/problems/not-now")
        assert "Retry-After" in headers
        assert (await consumer.ask("GET"))[1] == []
