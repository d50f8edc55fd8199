"""What tells of one person is shown to consumers with a scope for it, by each door, and no other.

The log has an event of every type, with a marker in each field that is marked.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import pytest

from desk.subscriptions import Order
from feed.client import FeedRefused, FilePosition, NotWhole, RunningDigest, follow
from register import tokens
from register.connection import Pool
from schemas.access import PUSHED_TO, WHOLE_EVENTS, Scope
from tests.e2e.pushes import Push, pushing
from tests.engine import Engine
from tests.feed.asking import told
from tests.feed.conftest import Door, MakeToken
from tests.feed.doors import every_answer
from tests.receiving import Receiver
from tests.support.planted import MARKER, plant
from tests.support.waiting import until
from web.problems import ProblemCode

VISIT = "interim-e10000016"


async def pulled(door: Door, **query: object) -> bytes:
    async with door.get("/events", limit=1000, **query) as answer:
        assert answer.status == 200
        return await answer.read()


def programmes_of(published: Sequence[str]) -> list[str]:
    """Of which the events are."""
    return sorted({json.loads(event)["programme"] for event in published})


async def streamed(door: Door, number: int) -> list[str]:
    """The data of so many messages."""
    data = []
    async with asyncio.timeout(60), door.get("/events/stream") as stream:
        async for line in stream.content:
            if line.startswith(b"data: "):
                data.append(line.decode().removeprefix("data: ").rstrip("\n"))
            if len(data) == number:
                break
    return data


async def test_with_the_scope_each_door_gives_what_was_published(door: Door, pool: Pool) -> None:
    published, markers = await plant(pool)
    whole = f"[{','.join(published)}]".encode()

    assert await pulled(door) == whole
    assert await pulled(door, timeout=20) == whole, "from memory"
    assert await pulled(door, programme=programmes_of(published)) == whole
    assert await streamed(door, len(published)) == published
    assert set(MARKER.findall(whole)) == markers
    assert len(markers) == 11


async def test_without_it_no_door_tells_of_one_person(
    door: Door, pool: Pool, make_token: MakeToken
) -> None:
    published, _ = await plant(pool)
    token = await make_token(*PUSHED_TO, consumer="other")
    without = replace(door, token=token)

    answers = await every_answer(door.session, door.address, token, VISIT, events=len(published))
    batch = await pulled(without)
    answers |= {
        "a page": batch,
        "a page from memory": await pulled(without, timeout=20),
        "a page by a filter": await pulled(without, programme=programmes_of(published)),
        "the stream": "".join(messages := await streamed(without, len(published))).encode(),
    }

    assert {name for name, answer in answers.items() if MARKER.findall(answer)} == set()
    assert answers["/events/stream"].count(b"\ndata: ") == len(published)
    assert answers["a page from memory"] == answers["a page by a filter"] == batch
    assert batch == f"[{','.join(messages)}]".encode()


async def test_an_event_says_what_is_withheld_and_all_others_are_as_they_were(
    door: Door, pool: Pool, make_token: MakeToken
) -> None:
    published, _ = await plant(pool)
    without = replace(door, token=await make_token(Scope.FEED, consumer="other"))
    given = await streamed(without, len(published))
    changed = {
        event["type"]: event["withheld"]
        for before, after in zip(published, given, strict=True)
        if before != after
        for event in [json.loads(after)]
    }

    assert changed == {
        "visit.conflicts_declared.v1": "declarations.conflicts",
        "visit.conflict_overridden.v1": "conflicts,inspector",
        "visit.conflicts_checked.v1": "conflicted",
        "visit.cases_chosen.v1": "cases.agreed_by",
        "visit.cases_agreed.v1": "cases.agreed_by",
        "visit.consent_withdrawn.v1": "case",
        "visit.carried_over.v1": (
            "legacy.cases.agreed_by,legacy.cases_withdrawn,legacy.declarations.conflicts"
        ),
        "referral.raised.v1": "area",
    }


async def test_digests_confirm_no_guess_of_what_is_withheld(
    door: Door, pool: Pool, make_token: MakeToken
) -> None:
    """Whoever has all of an event but one field, and the digests beside it, can try values."""
    await plant(pool)
    without = replace(door, token=await make_token(Scope.FEED, consumer="other"))
    for path in ("/events/head", "/events/digests/1"):
        async with without.get(path) as answer:
            sentence = await told(answer, 403, ProblemCode.SCOPE_MISSING)
        assert sentence.startswith("This token does not have the scope “personal”. Digests are of")
        async with door.get(path) as answer:
            assert answer.status == 200


async def test_a_copy_made_without_the_scope_is_not_told_to_be_wrong(
    door: Door, pool: Pool, make_token: MakeToken, tmp_path: Path
) -> None:
    await plant(pool)
    token = await make_token(Scope.FEED, consumer="other")
    digest = RunningDigest()
    following = follow(door.address, token, position=FilePosition(tmp_path / "position"))

    async def copy() -> None:
        async with asyncio.timeout(60), aclosing(following):
            async for event in following:
                digest.add(event)

    with pytest.raises(NotWhole, match=r"conflicts is withheld\. .* this copy cannot be proven"):
        await copy()
    assert digest.position > 1
    with pytest.raises(FeedRefused, match="they prove no copy made without the scope"):
        await digest.matches(door.address, token)


# --- Webhooks --------------------------------------------------------------------------------


@pytest.fixture
async def push(engine: Engine) -> AsyncIterator[Push]:
    async with pushing(engine) as ready:
        yield ready


async def test_a_webhook_gives_what_its_consumer_could_pull_at_that_moment(
    push: Push, pool: Pool, door: Door, make_token: MakeToken
) -> None:
    published, markers = await plant(pool)
    without = replace(door, token=await make_token(Scope.FEED))
    (given,) = [json.loads(await pulled(without))]

    async with Receiver() as receiver, pool.acquire() as connection:

        async def all_again() -> dict[int, bytes]:
            first, last = len(receiver.taken), len(published)

            async def came() -> bool:
                return len(receiver.taken) >= first + last

            await push.desk.replay(subscription, 1, last)
            await until(came)
            return {taken.position: taken.body for taken in receiver.taken[first:]}

        async def first_came() -> bool:
            return len(receiver.taken) >= len(published)

        subscription = push.named("warehouse")
        await push.desk.make(Order(subscription, "lake", receiver.url, after=0))
        await until(first_came)
        assert MARKER.findall(b"".join(taken.body for taken in receiver.taken)) == []
        bodies = {taken.position: json.loads(taken.body) for taken in receiver.taken}
        assert [bodies[event["position"]] for event in given] == given

        token, _ = await tokens.make(connection, "lake", WHOLE_EVENTS)
        again = await all_again()
        assert [again[number].decode() for number in sorted(again)] == published
        assert set(MARKER.findall(b"".join(again.values()))) == markers

        await tokens.revoke(connection, token.id)
        assert MARKER.findall(b"".join((await all_again()).values())) == []
