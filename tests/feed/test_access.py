"""Whoever may not ask is told what a door asks for, and nothing of what was sent."""

import json
from dataclasses import replace
from datetime import UTC, datetime

from structlog.testing import capture_logs

from register import tokens
from register.connection import Pool
from schemas.access import Scope
from tests.feed.asking import EVENTS, raw, told
from tests.feed.conftest import Door, MakeToken
from web.problems import ProblemCode


async def test_without_a_token_a_door_says_what_it_asks_for(door: Door) -> None:
    for header in (None, "", "Bearer", "Bearer ", "Basic dXNlcjpwYXNz", "avt_00000000_abc"):
        headers = {} if header is None else {"Authorization": header}
        async with door.session.get(f"{door.address}{EVENTS}", headers=headers) as answer:
            assert answer.status == 401, header
            await told(answer, 401, ProblemCode.NO_TOKEN)
            assert answer.headers["WWW-Authenticate"] == 'Bearer realm="area visits"'


ODD_TOKENS = [
    "avt_00000000_no-such-token",
    "x" * 8000,
    "a b c",
    "\u00e9\u00ff",
    "' OR 1=1 --",
    "%00",
    '"quoted"',
    "a\tb",
    "avt_\u2603",
]


async def test_a_token_of_any_letters_is_refused_and_not_repeated(door: Door) -> None:
    for token in ODD_TOKENS:
        sent = f"Authorization: Bearer {token}".encode()
        with capture_logs() as logs:
            status, headers, body = await raw(door, f"GET {EVENTS} HTTP/1.1", "Host: feed", sent)
        assert status == 401, token
        assert json.loads(body)["type"] == "/problems/token-refused"
        assert 'error="invalid_token"' in headers["www-authenticate"]
        assert len(body) < 300
        assert logs == []


async def test_a_token_that_was_revoked_or_has_expired_opens_nothing(
    door: Door, pool: Pool, make_token: MakeToken
) -> None:
    async with pool.acquire() as connection:
        expired, secret = await tokens.make(
            connection, "late", [Scope.FEED], expires_at=datetime(2026, 1, 1, tzinfo=UTC)
        )
        revoked, other = await tokens.make(connection, "gone", [Scope.FEED])
        await tokens.revoke(connection, revoked.id)
    for token in (secret, other):
        async with replace(door, token=token).get(EVENTS) as answer:
            sentence = await told(answer, 401, ProblemCode.TOKEN_REFUSED)
            assert token not in sentence
    assert expired.id != revoked.id


async def test_a_token_without_the_scope_is_told_which(door: Door, make_token: MakeToken) -> None:
    other = replace(door, token=await make_token(Scope.CONTENT))
    async with other.get(EVENTS) as answer:
        assert "“feed”" in await told(answer, 403, ProblemCode.SCOPE_MISSING)
        assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]
