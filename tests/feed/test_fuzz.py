"""Every door that OpenAPI lists is asked what it may be asked, and much that it may not.

The requests are made up from the application's own description, so a door that is added is asked
without a word here; they are the same each time.
"""

import asyncio
import copy
import math
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import aiohttp
import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, events, from_schema
from schemathesis.hooks import HookContext, unregister
from structlog.testing import capture_logs

from feed.server import serving_feed
from register.connection import Pool
from schemas.access import Scope
from schemas.values import Department
from tests.engine import Engine
from tests.feed.conftest import Door, MakeToken
from tests.feed.notes import kept
from tests.register.recording import record
from tests.support.visits import shared

EVENT_STREAM = "text/event-stream"
LONG = 12
"""More values than this are not worth a request each."""

OURS_ALONE = {"request_failed", "value_refused", "register_unavailable", "tail_lost"}
"""What may never be logged because of a request, whatever it is."""


@pytest.fixture
async def door(
    engine: Engine, session: aiohttp.ClientSession, make_token: MakeToken
) -> AsyncIterator[Door]:
    """All doors; what is subscribed to waits for a worker, so that nothing is posted anywhere."""
    desk = engine.subscription_desk(await engine.client())
    async with serving_feed(engine.pool, "127.0.0.1", 0, desk) as address:
        yield Door(address, await make_token(Scope.FEED), session)


def settings(
    address: str, document: dict[str, Any], token: str | None, examples: int
) -> SchemathesisConfig:
    """The same each time; a live stream, which has no end, is looked at for a moment."""
    streams = [
        f"{method.upper()} {path}"
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if EVENT_STREAM in operation["responses"].get("200", {}).get("content", {})
    ]
    generation = {"deterministic": True, "max-examples": examples, "database": "none"}
    return SchemathesisConfig.from_dict(
        {
            "seed": 20201005,
            "base-url": address,
            "request-timeout": 60,  # seconds, on a machine that may have other things to do
            "headers": {"Authorization": f"Bearer {token}"} if token else {},
            "generation": generation,
            "phases": {
                "stateful": {"enabled": False},
                "coverage": {
                    "enabled": token is not None,
                    "unexpected-methods": ["PUT"],
                    "generation": {"mode": "negative"},
                },
            },
            # A part that is not served here may say so; that the register is away is looked for
            # in the logs.
            "checks": {
                "not_a_server_error": {"expected-statuses": ["2xx", "3xx", "4xx", "503"]},
                # An address nobody reaches, or a range of nothing, is well-formed and refused.
                "positive_data_acceptance": {"expected-statuses": ["2xx", "3xx", "4xx", "503"]},
            },
            "operations": [
                {"include-name": name, "request-timeout": 0.2, "max-stream-events": 3}
                for name in streams
            ],
        }
    )


@contextmanager
def short_waits() -> Iterator[None]:
    """A wait that a consumer may ask for is asked for shortly; one that it may not, as it is."""

    @schemathesis.hook
    def before_call(
        _context: HookContext, case: schemathesis.Case[Any], _kwargs: dict[str, Any]
    ) -> None:
        try:
            asked = float(case.query.get("timeout", "nan"))
        except (TypeError, ValueError):
            return
        if math.isfinite(asked) and asked > 0:
            case.query["timeout"] = min(asked, 0.02) if asked <= 60 else asked

    try:
        yield
    finally:
        unregister(before_call)


def shortened(part: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """A description in which a long list of values is a short one: one request each is enough."""
    match part:
        case dict():
            return {
                name: inner[:3] if name == "enum" and len(inner) > LONG else shortened(inner)
                for name, inner in part.items()
            }
        case list():
            return [shortened(inner) for inner in part]
        case _:
            return part


def without_types(document: dict[str, Any]) -> dict[str, Any]:
    """The description with the envelope in place of an event of each type.

    That an event is as its type says is looked at elsewhere, and here would be again for each
    answer, by a schema of a third of a megabyte.
    """
    described = copy.deepcopy(document)
    schemas = described["components"]["schemas"]
    for event in schemas.pop("Event")["oneOf"]:
        name = event["$ref"].rpartition("/")[2]
        del schemas[name], schemas[f"{name}Data"]
    schemas["Event"] = {"$ref": "#/components/schemas/CloudEvent"}
    return described


def found_by_asking(
    address: str, document: dict[str, Any], token: str | None, examples: int
) -> tuple[set[str], list[str]]:
    """The doors that were asked, and each answer that is not as it is described."""
    schema = schemathesis.openapi.from_dict(
        shortened(without_types(document)), config=settings(address, document, token, examples)
    )
    asked: set[str] = set()
    wrong: list[str] = []
    with short_waits():
        for event in from_schema(schema).execute():
            match event:
                case events.ScenarioFinished(label=label, recorder=recorder):
                    if recorder.interactions and label:
                        asked.add(label)
                    wrong += [
                        f"{label}: {check.failure_info.failure.title}"
                        f" {check.failure_info.failure.message} {check.failure_info.code_sample}"
                        for checks in recorder.checks.values()
                        for check in checks
                        if check.status is Status.FAILURE and check.failure_info
                    ]
                case events.NonFatalError() | events.FatalError():
                    wrong.append(repr(event))
                case _:
                    pass
    return asked, wrong


@pytest.mark.timeout(300)  # a thousand requests, on a machine that may have other things to do
@pytest.mark.parametrize(
    ("with_token", "examples"),
    [pytest.param(True, 3, id="with a token"), pytest.param(False, 2, id="without one")],
)
async def test_every_answer_is_one_that_is_described(
    door: Door, pool: Pool, make_token: MakeToken, *, with_token: bool, examples: int
) -> None:
    await record(pool, shared().events)
    await kept(pool)
    token = await make_token(*Scope, department=Department.DFE) if with_token else None

    async with door.get("/openapi.json") as answer:
        described = await answer.json()

    with capture_logs() as logs:
        asked, wrong = await asyncio.to_thread(
            found_by_asking, door.address, described, token, examples
        )

    assert wrong == []
    assert asked == {
        f"{method.upper()} {path}"
        for path, methods in described["paths"].items()
        for method in methods
    }
    assert [line for line in logs if line["event"] in OURS_ALONE] == []
    async with door.get("/events") as answer:
        assert answer.status == 200
