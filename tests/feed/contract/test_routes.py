"""The contract as it is served: to everybody, where an event says that it is."""

import json

import aiohttp
import pytest
from jsonschema import Draft202012Validator

from feed.contract.catalogue import CATALOGUE
from feed.contract.examples import examples
from feed.contract.pages import page
from register import publication
from register.connection import Pool
from tests.contract.files import ADDRESS
from tests.feed.conftest import Door
from tests.register.recording import record
from tests.support.visits import closed


async def test_the_schema_is_served_where_an_event_says(
    door: Door, session: aiohttp.ClientSession, pool: Pool
) -> None:
    async with pool.acquire() as connection:
        await publication.publish_at(connection, door.address)
    await record(pool, closed().events)

    async with door.get("/events") as answer:
        told = await answer.json(content_type=None)
    for event in {event["type"]: event for event in told}.values():
        async with session.get(event["dataschema"]) as answer:
            assert answer.status == 200
            assert answer.content_type == "application/schema+json"
            schema = await answer.json(content_type=None)
        assert schema["$id"] == event["dataschema"]
        Draft202012Validator(schema).validate(event["data"])
    async with session.get(f"{door.address}/schemas/cloudevent.json") as answer:
        envelope = Draft202012Validator(await answer.json(content_type=None))
    for event in told:
        envelope.validate(event)


async def test_every_type_is_listed_and_explained_without_a_token(
    door: Door, session: aiohttp.ClientSession, pool: Pool
) -> None:
    async with pool.acquire() as connection:
        await publication.publish_at(connection, ADDRESS)

    async with session.get(f"{door.address}/events/types") as answer:
        types = await answer.json()
    assert [told["type"] for told in types] == list(CATALOGUE)
    assert types[3] == {
        "type": "visit.invited.v1",
        "version": 1,
        "title": "Visit: invited",
        "happened": "The area was invited; the letters are on their way.",
        "emitted": "When the day of the invitation has come and contacts are recorded; and again, "
        "with the next round, when corrected contacts bring somebody whom no invitation has "
        "reached.",
        "retired": False,
        "dataschema": f"{ADDRESS}/schemas/visit.invited.v1.json",
        "page": "/events/types/visit.invited.v1",
    }
    for told in types:
        async with session.get(f"{door.address}{told['page']}") as answer:
            assert answer.status == 200
            assert answer.headers["Content-Type"] == "text/markdown; charset=utf-8"
            kind = CATALOGUE[told["type"]]
            assert await answer.text() == page(kind, examples()[kind.name])


async def test_the_channels_are_served_with_the_address_of_this_feed(
    door: Door, session: aiohttp.ClientSession, pool: Pool
) -> None:
    async with pool.acquire() as connection:
        await publication.publish_at(connection, "https://visits.example/feed")

    async with session.get(f"{door.address}/asyncapi.json") as answer:
        assert answer.content_type == "application/json"
        document = json.loads(await answer.text())
    server = document["servers"]["feed"]
    assert (server["protocol"], server["host"], server["pathname"]) == (
        "https",
        "visits.example",
        "/feed",
    )


@pytest.mark.parametrize(
    "path",
    [
        "/schemas/visit.invited.v2.json",
        "/schemas/visit.invited.v1",
        "/schemas/.json",
        "/events/types/visit.invited.v2",
        "/events/types/cloudevent",
    ],
)
async def test_a_type_that_there_is_not_is_not_found(
    door: Door, session: aiohttp.ClientSession, path: str
) -> None:
    async with session.get(f"{door.address}{path}") as answer:
        assert answer.status == 404
        assert answer.content_type == "application/problem+json"
        problem = await answer.json(content_type=None)
    assert problem["detail"] == (
        "There is no such type of event; /events/types lists those there are."
    )


@pytest.mark.parametrize(
    "path",
    ["/schemas/visit.invited.v1.json", "/events/types/visit.invited.v1", "/asyncapi.json"],
)
async def test_a_copy_is_good_until_what_is_served_changes(
    door: Door, session: aiohttp.ClientSession, path: str
) -> None:
    async with session.get(f"{door.address}{path}") as answer:
        tag = answer.headers["ETag"]
        assert answer.headers["Cache-Control"] == "public, max-age=300"
    for sent, status in ((tag, 304), (tag.removeprefix("W/"), 304), ('"another"', 200)):
        async with session.get(f"{door.address}{path}", headers={"If-None-Match": sent}) as answer:
            assert answer.status == status
            assert answer.headers["ETag"] == tag
            assert bool(await answer.read()) == (status == 200)
