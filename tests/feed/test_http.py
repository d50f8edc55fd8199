"""HTTP as it should be: HEAD, OPTIONS, Location, compression, CORS, and a path before it all."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace

import aiohttp
import pytest

from feed.server import FeedOptions, serving_feed
from register import publication
from register.connection import Pool
from schemas.access import PUSHED_TO, WHOLE_EVENTS, Scope
from schemas.values import Department
from tests.engine import Engine
from tests.feed.asking import EVENTS, raw, told
from tests.feed.conftest import Door, MakeToken
from tests.feed.notes import kept
from tests.feed.test_content import NOTE, accesses
from tests.register.recording import record
from tests.support.visits import VISIT, invited, shared
from tests.support.waiting import until
from web.problems import ProblemCode

ORIGIN = "https://dashboard.example.org"
PUBLIC = "https://visits.example.org/area/feed"


@pytest.fixture
async def door(
    engine: Engine, session: aiohttp.ClientSession, make_token: MakeToken
) -> AsyncIterator[Door]:
    """All doors; what is subscribed to waits for a worker that never comes."""
    desk = engine.subscription_desk(await engine.client())
    options = FeedOptions(origins=(ORIGIN,))
    async with serving_feed(engine.pool, "127.0.0.1", 0, desk, options) as address:
        yield Door(address, await make_token(*PUSHED_TO | WHOLE_EVENTS), session)


def in_path(path: str, operation: dict[str, object]) -> str:
    """An address at which there is something, for a path with parameters."""
    del operation
    for name, value in {
        "{position}": "0",
        "{visit}": VISIT,
        "{name}": "cloudevent.json",
        "{type}": "visit.opened.v1",
        "{code}": "bad-request",
        "{id}": "nobodys",
    }.items():
        path = path.replace(name, value)
    return path


async def described(door: Door) -> dict[str, dict[str, dict[str, object]]]:
    async with door.get("/openapi.json") as answer:
        paths: dict[str, dict[str, dict[str, object]]] = (await answer.json())["paths"]
        return paths


# --- Methods ---------------------------------------------------------------------------------


async def test_head_answers_as_get_does_without_a_body(door: Door, pool: Pool) -> None:
    await record(pool, invited().events)
    wrong = []
    for path, methods in (await described(door)).items():
        if "get" not in methods or path == "/events/stream":
            continue
        url = f"{door.address}{in_path(path, methods['get'])}"
        async with door.session.get(url, headers=door.headers) as got:
            expected = (got.status, got.content_type)
        async with door.session.head(url, headers=door.headers) as head:
            if (head.status, head.content_type) != expected or await head.read():
                wrong.append((path, head.status, expected))
    assert wrong == []


async def test_the_head_of_a_stream_ends(door: Door) -> None:
    url = f"{door.address}/events/stream"
    async with asyncio.timeout(60), door.session.head(url, headers=door.headers) as answer:
        assert (answer.status, answer.content_type) == (200, "text/event-stream")
    async with asyncio.timeout(60), door.get("/events/lag") as answer:
        assert answer.status == 200


async def test_the_head_of_a_note_is_a_reading(
    door: Door, pool: Pool, make_token: MakeToken
) -> None:
    await record(pool, shared().events)
    await kept(pool)
    token = await make_token(Scope.CONTENT, consumer="dfe", department=Department.DFE)
    dfe = replace(door, token=token)

    async with door.session.head(f"{door.address}{NOTE}", headers=dfe.headers) as answer:
        assert answer.status == 200
        assert answer.headers["ETag"]
    assert len(await accesses(pool)) == 1


async def test_what_may_be_done_is_told_whole_by_options_and_by_refusals(door: Door) -> None:
    wrong = []
    for path, methods in (await described(door)).items():
        url = f"{door.address}{in_path(path, {})}"
        may = {method.upper() for method in methods} | {"OPTIONS"}
        may |= {"HEAD"} if "GET" in may else set()
        for method in ("OPTIONS", "PUT"):
            async with door.session.request(method, url, headers=door.headers) as answer:
                allowed = set(answer.headers.get("Allow", "").split(", "))
                expected = 204 if method == "OPTIONS" else 405
                if allowed != may or answer.status != expected:
                    wrong.append((path, method, answer.status, allowed))
    assert wrong == []
    async with door.session.options(f"{door.address}/nowhere") as answer:
        assert answer.status == 404


# --- Bodies and headers ----------------------------------------------------------------------


async def ask(door: Door, body: object, path: str = "/subscriptions") -> aiohttp.ClientResponse:
    return await door.session.post(f"{door.address}{path}", json=body, headers=door.headers)


async def test_what_is_made_is_found_where_its_answer_says_and_is_kept_by_nobody(
    door: Door, engine: Engine
) -> None:
    name = f"made-{engine.number}"
    made = await ask(door, {"id": name, "url": "https://consumer.example/hook"})
    rotated = await ask(door, {"kind": "v1"}, f"/subscriptions/{name}/secrets")

    for answer in (made, rotated):
        assert answer.status == 201
        assert answer.headers["Cache-Control"] == "no-store"
        assert "whsec_" in await answer.text()
        async with door.get(answer.headers["Location"]) as found:
            assert (await found.json())["id"] == name


async def test_a_field_that_there_is_not_is_refused_and_nothing_is_made(
    door: Door, engine: Engine
) -> None:
    name = f"misspelt-{engine.number}"
    url = "https://consumer.example/hook"
    for body in (
        {"id": name, "url": url, "type": ["visit.closed.v1"]},
        {"id": name, "url": url, "secret": "whsec_mine"},
    ):
        assert "body." in await told(await ask(door, body), 422, ProblemCode.BAD_REQUEST)
    async with door.get("/subscriptions") as answer:
        assert await answer.json() == []


async def test_an_empty_last_event_id_is_none(door: Door, pool: Pool) -> None:
    await record(pool, invited().events)
    headers = {**door.headers, "Last-Event-ID": ""}
    url = f"{door.address}/events/stream?after=1"
    async with door.session.get(url, headers=headers) as stream, asyncio.timeout(60):
        assert stream.status == 200
        first = await stream.content.readuntil(b"id: ") + await stream.content.readline()
    assert first.endswith(b"id: 2\n")


async def test_nothing_is_kept_that_does_not_say_so(door: Door) -> None:
    for path in (EVENTS, "/events/head", "/subscriptions", "/nowhere", "/events?after=99"):
        async with door.get(path) as answer:
            assert answer.headers["Cache-Control"] == "no-store", path
            assert answer.headers["X-Content-Type-Options"] == "nosniff", path
    async with door.get("/events/types/visit.opened.v1") as answer:
        assert answer.headers["Cache-Control"].startswith("public")


async def test_pages_are_compressed_for_those_who_want_that_and_the_stream_never(
    door: Door, pool: Pool
) -> None:
    await record(pool, invited().events)

    async def length(path: str, encoding: str) -> tuple[str | None, int]:
        _, headers, body = await raw(
            door,
            f"GET {path} HTTP/1.1",
            "Host: feed",
            f"Authorization: Bearer {door.token}",
            f"Accept-Encoding: {encoding}",
        )
        return headers.get("content-encoding"), len(body)

    plain, packed = await length(EVENTS, "identity"), await length(EVENTS, "gzip")
    assert (plain[0], packed[0]) == (None, "gzip")
    assert packed[1] < plain[1] / 2
    for refused in ("gzip;q=0", "br, gzip; q=0.0", "identity, GZIP;Q=0", "gzip;q=none"):
        assert (await length(EVENTS, refused)) == plain, refused
    for taken in ("gzip;q=0.5", "br;q=1.0, gzip ;q=0.8, *;q=0.1"):
        assert (await length(EVENTS, taken))[0] == "gzip", taken
    async with door.get(EVENTS) as answer:
        assert len(await answer.json(content_type=None)) == len(invited().events)
    headers = {**door.headers, "Accept-Encoding": "gzip"}
    async with door.session.get(f"{door.address}/events/stream", headers=headers) as stream:
        assert "Content-Encoding" not in stream.headers


# --- Pages of others -------------------------------------------------------------------------


async def test_scripts_of_pages_that_are_named_may_ask_and_no_others(door: Door) -> None:
    preflight = {
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "authorization,last-event-id",
    }
    url = f"{door.address}{EVENTS}"
    for origin, allowed in ((ORIGIN, ORIGIN), ("https://elsewhere.example", None)):
        async with door.session.options(url, headers={**preflight, "Origin": origin}) as answer:
            assert answer.headers.get("Access-Control-Allow-Origin") == allowed
        async with door.session.get(url, headers={**door.headers, "Origin": origin}) as answer:
            assert answer.headers.get("Access-Control-Allow-Origin") == allowed
            assert answer.status == 200
    async with door.session.get(url, headers={"Origin": ORIGIN}) as answer:
        assert answer.status == 401
        assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN, "a refusal is read, too"
        assert "Feed-Position" in answer.headers["Access-Control-Expose-Headers"]


async def test_without_the_setting_no_page_may(pool: Pool, session: aiohttp.ClientSession) -> None:
    async with (
        serving_feed(pool, "127.0.0.1", 0) as address,
        session.get(f"{address}/health", headers={"Origin": ORIGIN}) as answer,
    ):
        assert "Access-Control-Allow-Origin" not in answer.headers


# --- Below a path ----------------------------------------------------------------------------


async def test_a_public_address_with_a_path_works_everywhere(
    door: Door, pool: Pool, engine: Engine
) -> None:
    """Whether the proxy takes the path off or leaves it on."""
    async with pool.acquire() as connection:
        await publication.publish_at(connection, PUBLIC)
    path = "/area/feed"

    async def moved() -> bool:
        async with door.get("/nowhere") as answer:
            return str((await answer.json(content_type=None))["type"]).startswith(path)

    await until(moved)
    for before in ("", path):
        async with door.get(f"{before}/events/head") as answer:
            assert answer.status == 200
        async with door.get(f"{before}/nowhere") as answer:
            problem = await answer.json(content_type=None)
        assert problem["type"] == f"{path}/problems/not-found"
        async with door.get(problem["type"]) as answer:
            assert (await answer.json())["type"] == problem["type"]
        async with door.get(f"{before}/openapi.json") as answer:
            assert (await answer.json())["servers"][0]["url"] == PUBLIC
        async with door.get(f"{before}/events/types") as answer:
            page = (await answer.json())[0]["page"]
        async with door.get(page) as answer:
            assert answer.status == 200
            assert page.startswith(path)
        async with door.get(f"{before}/docs") as answer:
            assert f"<code>{PUBLIC}</code>" in await answer.text()
    made = await ask(door, {"id": f"below-{engine.number}", "url": "https://consumer.example/"})
    assert made.headers["Location"] == f"{path}/subscriptions/below-{engine.number}"


async def test_the_page_of_the_doors_loads_nothing_from_anywhere(door: Door) -> None:
    async with door.session.get(f"{door.address}/docs") as answer:
        text = await answer.text()
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "<script" not in text
    assert "src=" not in text
    for operation in [o for methods in (await described(door)).values() for o in methods.values()]:
        assert f'id="{operation["operationId"]}"' in text
    assert json.dumps(ORIGIN) not in text
