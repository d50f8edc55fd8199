"""A played visit whose note the departments read, while it stands and not after it is recalled."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

import aiohttp

from feed.server import serving_feed
from register import documents, log, tokens
from register.connection import Pool
from register.documents import DocumentRow
from release.audit import audit
from schemas.access import ConsumerId, Scope
from schemas.ids import ActorRef, VisitId
from schemas.letters import DocumentOrder
from schemas.streams import NOTE_STREAM
from schemas.values import Department, DocumentKind
from tests.e2e.walking import Walk
from tests.engine import Engine


class Reader(NamedTuple):
    """A consumer who asks for the note of a visit."""

    session: aiohttp.ClientSession
    address: str
    token: str

    async def read(self) -> tuple[int, bytes]:
        headers = {"Authorization": f"Bearer {self.token}"}
        async with self.session.get(self.address, headers=headers) as answer:
            return answer.status, await answer.read()


class Readers(NamedTuple):
    """The two departments, and somebody who only follows the events."""

    dfe: Reader
    nhs_england: Reader
    somebody: Reader


@asynccontextmanager
async def readers_of(pool: Pool, visit: VisitId) -> AsyncIterator[Readers]:
    async with serving_feed(pool, "127.0.0.1", 0) as feed, aiohttp.ClientSession() as session:

        async def reader(
            who: ConsumerId, scope: Scope, department: Department | None = None
        ) -> Reader:
            async with pool.acquire() as connection:
                _, token = await tokens.make(connection, who, [scope], department=department)
            return Reader(session, f"{feed}/visits/{visit}/note", token)

        yield Readers(
            await reader("dfe-archive", Scope.CONTENT, Department.DFE),
            await reader("nhs-archive", Scope.CONTENT, Department.NHS_ENGLAND),
            await reader("warehouse", Scope.FEED),
        )


async def note(engine: Engine, visit: VisitId, version: int) -> DocumentRow:
    async with engine.pool.acquire() as connection:
        order = DocumentOrder(kind=DocumentKind.SUMMARY_NOTE, version=version)
        found = await documents.find(connection, visit, order)
    assert found is not None
    return found


async def accesses(engine: Engine, visit: VisitId) -> list[tuple[int, ActorRef, int]]:
    async with engine.pool.acquire() as connection:
        entries = await log.read_all(connection, about=visit)
    found = [entry.event for entry in entries if entry.event.stream == NOTE_STREAM]
    return [(event.sequence, event.actor, event.fact.version) for event in found]


async def test_the_note_is_read_while_it_stands_and_not_after(engine: Engine) -> None:
    late = engine.scenario("consent-late")
    taken = tuple(step for step in late.steps if not step.refused)
    scenario = late.model_copy(update={"steps": taken})

    async with engine.working() as (client, _):
        walk = Walk(scenario, client, engine.pool, engine.settings.task_queue)
        await walk.open()
        async with readers_of(engine.pool, walk.visit) as (dfe, nhs_england, somebody):
            await walk.steps_through("agree")
            assert (await dfe.read())[0] == 404, "agreed is not shared"

            await walk.steps_through("share")
            first = await note(engine, walk.visit, 1)
            assert await dfe.read() == (200, first.body)
            assert await nhs_england.read() == (200, first.body)
            assert (await somebody.read())[0] == 403

            await walk.steps_through("withdraw_case")
            for reader in (dfe, nhs_england):
                status, body = await reader.read()
                assert status == 410
                assert b"Destroy every copy" in body

            await walk.to_the_end()
            second = await note(engine, walk.visit, 2)
            assert await nhs_england.read() == (200, second.body)

    assert first.body != second.body
    assert await accesses(engine, walk.visit) == [
        (1, "dfe-archive", 1),
        (2, "nhs-archive", 1),
        (3, "nhs-archive", 2),
    ]
    report = await audit(engine.pool)
    assert report.exit_status == 3, report  # only Temporal was not asked
    assert await engine.refolded(walk.visit) == await engine.state(walk.visit)
