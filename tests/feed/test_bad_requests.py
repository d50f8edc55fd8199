"""Whatever is wrong with a request, a sentence says what, and nothing of it is repeated."""

import gzip
import json
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from register.connection import Pool
from schemas.access import Scope
from tests.feed.asking import EVENTS, SECRET, raw, told
from tests.feed.conftest import Door, MakeToken
from tests.register.recording import record
from tests.support.visits import invited
from web.problems import ProblemCode

# --- What is asked ---------------------------------------------------------------------------

BAD_QUERIES = [
    "after=-1",
    "after=1.5",
    "after=",
    "after=one",
    "after=NaN",
    "after=9007199254740992",
    f"after={'9' * 5000}",
    "after=0x10",
    "after=%00",
    "after=1&after=x",
    "after=0&after=0",
    "after=0_0",
    "after=+0",
    "after=%200",
    "after=0.0",
    "after=00%0A",
    "after=%D9%A0",
    "limit=0",
    "limit=-5",
    "limit=10001",
    "limit=1_0",
    "limit=5.0",
    "limit=5&limit=6",
    f"limit={2**31}",
    f"limit={2**63}",
    "timeout=-1",
    "timeout=61",
    "timeout=NaN",
    "timeout=nan",
    "timeout=inf",
    "timeout=-inf",
    "timeout=1e999",
    "timeout=soon",
    "timeout=0_1",
    "timeout=0&timeout=1",
    "type=visit.closed",
    "type=visit.closed.v1%00",
    "type=visit.closed.v1&type=visit.no_such.v1",
    "type=",
    "visit=",
    "visit=%00",
    "visit=interim-e10000016%00",
    "visit=interim-e10000016%0A",
    "visit=%FF%FE",
    "visit=%ED%A0%80",
    "visit=interim-e%D9%A1%D9%A10000016",
    "visit=INTERIM-E10000016",
    "visit=..%2F..%2Fetc",
    "visit=interim-e10000016'%20OR%20'1'='1",
    f"visit={'a' * 4000}-e10000016",
    "programme=%00",
    "programme=Interim",
    "programme=interim%0A",
    "programme=\u2603",
    "types=visit.closed.v1",
    "visits=interim-e10000016",
    "programmes=interim",
    "since=3",
]


async def test_a_query_that_means_nothing_is_refused_with_a_sentence(door: Door) -> None:
    for query in BAD_QUERIES:
        url = f"{door.address}{EVENTS}?{query}"
        async with door.session.get(url, headers=door.headers) as answer:
            assert answer.status == 422, query
            await told(answer, 422, ProblemCode.BAD_REQUEST)


async def test_a_filter_that_is_spelt_wrongly_does_not_find_everything(
    door: Door, pool: Pool
) -> None:
    # As a subscription names them, which takes lists.
    await record(pool, invited().events)
    for path in (EVENTS, f"{EVENTS}/stream"):
        async with door.get(path, types="visit.closed.v1") as answer:
            sentence = await told(answer, 422, ProblemCode.BAD_REQUEST)
        assert "query.types: is none of after, " in sentence


async def test_whoever_watches_the_feed_may_add_to_an_address(door: Door) -> None:
    for path in ("/health", "/openapi.json", "/events/types"):
        async with door.get(path, probe=1) as answer:
            assert answer.status == 200


async def test_what_was_sent_is_not_repeated(door: Door) -> None:
    for name in ("after", "limit", "timeout", "type", "visit", "programme"):
        async with door.get(EVENTS, **{f"{name}_": SECRET}) as answer:
            assert "marker" not in await told(answer, 422, ProblemCode.BAD_REQUEST)
            assert "marker" not in json.dumps(await answer.json(content_type=None))


async def test_each_thing_wrong_is_told_by_where_it_is(door: Door) -> None:
    async with door.get(EVENTS, after=-1, limit=0) as answer:
        document = await answer.json(content_type=None)
    assert [error["in"] for error in document["errors"]] == ["query.after", "query.limit"]
    assert all(error["wrong"] for error in document["errors"])


async def test_a_position_that_the_log_has_not_reached_is_a_conflict(
    door: Door, pool: Pool
) -> None:
    await record(pool, invited().events)
    for after in (10_000, 2**53 - 1):
        async with door.get(EVENTS, after=after) as answer:
            assert "/events/head" in await told(answer, 409, ProblemCode.BEYOND_THE_END)


# --- Where it is asked -----------------------------------------------------------------------


NOWHERE = [
    "/",
    "/events/",
    "/Events",
    "//events",
    "/events%00",
    "/events%2F",
    "/%FF%FE",
    "/%ZZ",
    "/..%2f..%2fetc/passwd",
    "/visits",
    "/visits/interim-e10000016",
    "/visits/interim-e10000016/note/",
    "/visits/a%2Fb/note",
    f"/{'a' * 3000}",
]


async def test_an_address_at_which_there_is_nothing(door: Door) -> None:
    for path in NOWHERE:
        status, headers, body = await raw(door, f"GET {path} HTTP/1.1", "Host: feed")
        assert status == 404, path
        assert headers["content-type"] == "application/problem+json"
        assert json.loads(body)["type"] == "/problems/not-found"
        assert "location" not in headers


async def test_a_note_of_what_is_no_visit(door: Door, make_token: MakeToken) -> None:
    token = await make_token(Scope.CONTENT)
    for visit in ("no-visit", "%00", "interim-e10000016%00", "%FF", "x-e10000016%0A", "a" * 500):
        request = f"GET /visits/{visit}/note HTTP/1.1"
        status, _, body = await raw(door, request, "Host: feed", f"Authorization: Bearer {token}")
        assert status == 422, visit
        assert json.loads(body)["type"] == "/problems/bad-request"


async def test_a_body_that_is_larger_than_any_request_is_not_read(
    door: Door, make_token: MakeToken
) -> None:
    token = await make_token(Scope.FEED, Scope.SUBSCRIPTIONS)
    async with door.session.post(
        f"{door.address}/subscriptions",
        data=b'{"url": "' + b"x" * 300_000 + b'"}',
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    ) as answer:
        await told(answer, 413, ProblemCode.TOO_LARGE)

    async def in_pieces() -> AsyncIterator[bytes]:
        yield b'{"url": "'
        for _ in range(30):
            yield b"x" * 10_000
        yield b'"}'

    async with door.session.post(
        f"{door.address}/subscriptions",
        data=in_pieces(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    ) as answer:
        await told(answer, 413, ProblemCode.TOO_LARGE)


async def test_a_body_whose_end_is_told_in_two_ways_is_not_read(
    door: Door, make_token: MakeToken
) -> None:
    # A proxy that goes by the other would find a request of somebody else's in what is left.
    token = await make_token(Scope.FEED, Scope.SUBSCRIPTIONS)
    status, headers, body = await raw(
        door,
        "POST /subscriptions HTTP/1.1",
        "Host: feed",
        f"Authorization: Bearer {token}",
        "Content-Length: 4",
        "Transfer-Encoding: chunked",
    )
    assert (status, headers["connection"]) == (422, "close")
    assert "both by Content-Length and by Transfer-Encoding" in json.loads(body)["detail"]


async def test_a_compressed_body_is_asked_for_as_it_is(door: Door, make_token: MakeToken) -> None:
    token = await make_token(Scope.FEED, Scope.SUBSCRIPTIONS)
    async with door.session.post(
        f"{door.address}/subscriptions",
        data=gzip.compress(b'{"url": "https://warehouse.example/hook"}'),
        headers={
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "Content-Encoding": "gzip",
        },
    ) as answer:
        sentence = await told(answer, 422, ProblemCode.BAD_REQUEST)
    assert "its body is compressed" in sentence


async def test_what_cannot_be_done_at_an_address(door: Door) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE", "BREW"):
        url = f"{door.address}{EVENTS}"
        async with door.session.request(method, url, headers=door.headers) as answer:
            assert answer.status == 405, method
            assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
            await told(answer, 405, ProblemCode.METHOD_NOT_ALLOWED)


# --- What is no request at all ---------------------------------------------------------------


NOISE: list[tuple[bytes, ...]] = [
    (b"GET /events HTTP/1.1",),  # no host
    (b"GET /ev\xff\xfeents HTTP/1.1", b"Host: feed"),
    (b"GET /events HTTP/1.1", b"Host: feed", b"Bad Header: marker1x"),
    (b"GET /events HTTP/1.1", b"Host: feed", b"Authorization: Bearer \x00marker1x"),
    (b"marker1x", b"marker2x"),
]


async def test_what_is_no_request_is_refused_and_leaves_no_words(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    for lines in NOISE:
        status, _, body = await raw(door, *lines)
        assert status == 400, lines
        assert b"marker" not in body
    huge = b"X-Huge: marker1x" + b"a" * 200_000
    with suppress(ConnectionError):  # it may hang up before we have said it all
        assert (await raw(door, b"GET /events HTTP/1.1", b"Host: feed", huge))[0] == 400
    assert "marker" not in caplog.text
    assert "Traceback" not in caplog.text
    async with door.get(EVENTS) as answer:
        assert answer.status == 200
