"""The API over a visit that a test walks through, on the real server and register."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx2
import pytest

from api.app import create_api
from api.dependencies import ApiDependencies
from desk.decisions import About, decisions
from register import personal_tokens, staff
from register.connection import Pool
from schemas.forms.form import VisitForm
from schemas.ids import ActorRef
from schemas.staff import StaffRole
from schemas.state import Receipt
from tests.e2e.walking import Walk
from tests.engine import Engine
from tests.support.acting import SignedInAs

VISITS = decisions(About.VISIT)


@dataclass
class ApiDoor:
    """The API as a client sees it, and the visit that it is asked about.

    Attributes:
        walk: The visit.
        who: Who asks.
        client: To ask with.
        pool: The register.
    """

    walk: Walk
    who: SignedInAs
    client: httpx2.AsyncClient
    pool: Pool

    async def decide(
        self, name: str, body: object, *, key: str | None = None, **query: str
    ) -> httpx2.Response:
        """Bring a decision to the visit."""
        headers = {"Idempotency-Key": key} if key else {}
        where = f"/visits/{self.walk.visit}/decisions/{name}"
        return await self.client.post(where, json=body, headers=headers, params=query)


class ApiWalk(Walk):
    """A visit whose decisions all go through the API."""

    client_of_api: httpx2.AsyncClient

    async def submit(
        self,
        form: VisitForm,
        update_id: str,
        *,
        actor: ActorRef = "coordinator",
        repeated: bool | None = None,
    ) -> Receipt:
        del actor, repeated
        name = next(slug for slug, kind in VISITS.items() if kind.form is type(form))
        answer = await self.client_of_api.post(
            f"/visits/{self.visit}/decisions/{name}",
            json=form.model_dump(mode="json", exclude_none=True),
            headers={"Idempotency-Key": update_id},
            params={"confirmed": "true"},
        )
        assert answer.status_code == 200, answer.text
        return Receipt.model_validate(answer.json()["receipt"])


@pytest.fixture
async def door(engine: Engine) -> AsyncIterator[ApiDoor]:
    """The API, with a worker behind it and a visit that has been opened."""
    async with engine.working() as (client, _):
        walk = ApiWalk(engine.scenario(), client, engine.pool, engine.settings.task_queue)
        deps = ApiDependencies(engine.pool, walk.desk, lambda: walk.now)
        who = SignedInAs(create_api(deps))
        transport = httpx2.ASGITransport(app=who)
        async with httpx2.AsyncClient(transport=transport, base_url="https://api.test") as asking:
            walk.client_of_api = asking
            yield ApiDoor(walk, who, asking, engine.pool)


async def token_of(door: ApiDoor, ref: ActorRef, *roles: StaffRole) -> str:
    """A personal token of somebody new; the door lets nobody in otherwise from now on."""
    door.who.acting = None
    async with door.pool.acquire() as connection, connection.transaction():
        await staff.add(
            connection,
            ref=ref,
            name="Anna Example",
            email=f"{ref}@example.org",
            roles=roles,
            actor="system",
        )
        return (await personal_tokens.make(connection, ref, ref)).secret
