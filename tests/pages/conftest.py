"""A house in which visits were played, and its pages."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx2
import pytest
from justhtml import JustHTML

from desk.desk import Desk
from pages.app import create_pages
from pages.dependencies import PagesDependencies
from register.reading import read_note
from register.tail import following
from schemas.ids import VisitId
from schemas.state import VisitState
from schemas.values import Department
from stack import EmbeddedStack
from tests.e2e.programmes import play, small
from tests.e2e.walking import own_engine
from tests.engine import UNHURRIED, Engine
from tests.pages.serving import SignedInAs, serving
from tests.support.dates_shown import dates_not_for_people

PLAYED = ("smooth", "complaint", "disputed", "safeguarding", "gives", "undelivered")
MIDWAY = "2020-10-01T12:00+01:00"


_WITHIN = 900
"""Seconds for one test: whichever comes first waits until the visits were played."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give time to whichever test has the house built."""
    for item in items:
        if "house" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.timeout(_WITHIN))


@dataclass(frozen=True)
class House:
    """What tests of pages hold.

    Attributes:
        engine: Whose register it is.
        visits: By the name of the scenario that was played.
        programme: One that was begun.
        address: Where the pages are.
        client: To ask for them.
        who: Who has signed in.
    """

    engine: Engine
    visits: dict[str, VisitState]
    programme: str
    address: str
    client: httpx2.AsyncClient
    who: SignedInAs

    def of(self, scenario: str) -> VisitId:
        return self.visits[scenario].visit_id

    async def text(self, path: str, status: int = 200) -> str:
        answer = await self.client.get(path)
        assert answer.status_code == status, (path, answer.status_code, answer.text[:2000])
        if answer.headers["content-type"].startswith("text/html"):
            assert dates_not_for_people(answer.text) == [], path
        return answer.text

    async def happens(self, scenario: str) -> None:
        """Something happens in a visit: a department reads its note."""
        async with self.engine.pool.acquire() as connection, connection.transaction():
            await read_note(
                connection,
                self.of(scenario),
                department=Department.DFE,
                reader="warehouse",
                now=datetime.now(UTC),
            )


def errors_of(html: str) -> list[str]:
    """What a strict parser of HTML finds wrong."""
    parsed = JustHTML(html, collect_errors=True)
    return [f"{error.code} at line {error.line}" for error in parsed.errors]


@pytest.fixture(scope="session")
async def house(
    stack: EmbeddedStack, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    folder = tmp_path_factory.mktemp("house")
    async with own_engine(stack.addresses, folder) as engine:
        played = {}
        for name in PLAYED:
            scenario = engine.scenario(name).model_copy(update={"programme": name})
            played[name] = await engine.play(scenario)
        async with engine.working() as (client, _):
            programme = small(engine, until="2020-09-25 12:00")
            await play(engine, client, programme)
        desk = Desk(client, engine.pool, task_queue=engine.settings.task_queue, patience=UNHURRIED)
        now = datetime.fromisoformat(MIDWAY)
        async with following(engine.pool) as tail:
            deps = PagesDependencies(engine.pool, desk, tail, now=lambda: now)
            app = SignedInAs(create_pages(deps))
            async with (
                serving(app) as address,
                httpx2.AsyncClient(base_url=address, timeout=60) as asking,
            ):
                yield House(engine, played, programme.programme, address, asking, app)
