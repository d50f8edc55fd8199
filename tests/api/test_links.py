"""Links of people outside over HTTP: listed without their addresses, and withdrawn."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx2
import pytest

from api.app import create_api
from api.dependencies import ApiDependencies
from register import staff
from schemas.staff import Acting, StaffRole
from tests.engine import Engine
from tests.support.acting import SignedInAs
from tests.support.answering_pages import Answering, answering_pages


@dataclass
class Door:
    """The API, and the people outside about whose links it is asked."""

    answering: Answering
    who: SignedInAs
    client: httpx2.AsyncClient

    @property
    def links(self) -> str:
        return f"/visits/{self.answering.walk.visit}/links"


@pytest.fixture
async def door(engine: Engine) -> AsyncIterator[Door]:
    async with answering_pages(engine) as answering:
        await answering.invited()
        async with engine.pool.acquire() as connection:
            # A link is withdrawn by somebody whom the register knows.
            await staff.add(
                connection,
                ref="coordinator",
                name="Rosalind Penrose",
                email=None,
                roles={StaffRole.COORDINATOR},
                actor="coordinator",
            )
        deps = ApiDependencies(engine.pool, answering.desk, now=lambda: answering.walk.now)
        who = SignedInAs(create_api(deps))
        transport = httpx2.ASGITransport(app=who)
        async with httpx2.AsyncClient(transport=transport, base_url="https://api.test") as client:
            yield Door(answering, who, client)


async def test_a_link_is_listed_and_withdrawn_and_opens_nothing_any_more(door: Door) -> None:
    listed = (await door.client.get(door.links)).raise_for_status().json()
    one = next(link for link in listed if link["live"])

    assert all("/answer/" not in str(link) for link in listed), "no address is told"
    for _ in range(2):
        ended = await door.client.post(f"{door.links}/{one['ref']}/withdraw")
        assert ended.raise_for_status().json()["live"] is False
    again = (await door.client.get(door.links)).json()
    assert {link["ref"] for link in again if not link["live"]} == {one["ref"]}


async def test_whoever_may_not_withdraws_none(door: Door) -> None:
    one = (await door.client.get(door.links)).json()[0]
    door.who.acting = Acting(ref="ada", roles=frozenset({StaffRole.ANALYST}))

    refused = await door.client.post(f"{door.links}/{one['ref']}/withdraw")

    assert refused.status_code == 403
    assert (await door.client.get(door.links)).json()[0]["live"] is True


async def test_what_there_is_not_is_not_found(door: Door) -> None:
    assert (await door.client.post(f"{door.links}/nothing/withdraw")).status_code == 404
    assert (await door.client.get("/visits/interim-e10000099/links")).status_code == 404
