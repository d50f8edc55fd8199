"""One application serves the pages, the API and the feed."""

from pathlib import Path

import httpx2
import pytest

from console.run.door_process import FEED, PAGES, Door, door_process
from console.run.doors import serving_pages
from console.terminal.service import feed_beside
from register import tokens
from register.roles import Role
from schemas.access import Scope
from stack import StackAddresses
from tests.engine import Engine
from tests.keys import KEYS
from web.serving import DoorUnavailable
from worker.pages_settings import PagesSettings
from worker.settings import FeedSettings


async def test_pages_api_and_feed_are_one_application(engine: Engine) -> None:
    await engine.play(engine.scenario("declined"))
    async with engine.pool.acquire() as connection:
        _, secret = await tokens.make(connection, "warehouse", [Scope.FEED])
    of = engine.addresses.database_url_of
    feed = feed_beside(of(Role.FEED), FeedSettings(), KEYS)

    async with (
        serving_pages(of(Role.DESK), PagesSettings(port=0), feed=feed) as address,
        httpx2.AsyncClient(base_url=address, timeout=60) as client,
    ):
        page = await client.get("/")
        api = await client.get("/api/openapi.json")
        health = await client.get("/feed/health")
        asked = {"Authorization": f"Bearer {secret}"}
        events = await client.get("/feed/events", headers=asked)
        contract = await client.get("/feed/openapi.json")

    assert (page.status_code, page.headers["location"]) == (303, "/sign-in?next=/")
    assert api.json()["info"]["title"] == "Area visits: decisions"
    assert health.status_code == 200
    assert "visit.declined.v1" in {event["type"] for event in events.json()}
    assert "/events" in contract.json()["paths"]


@pytest.mark.parametrize(("door", "called"), [(FEED, "The feed"), (PAGES, "The pages")])
def test_a_door_that_cannot_be_opened_is_called_by_its_name(
    door: Door, called: str, tmp_path: Path
) -> None:
    nowhere = StackAddresses(temporal="", ui=None, database_url="", namespace="")
    with (
        pytest.raises(DoorUnavailable, match=f"{called} cannot listen on"),
        door_process(door, "no such host", 0, nowhere, tmp_path),
    ):
        pass
