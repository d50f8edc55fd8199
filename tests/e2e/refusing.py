"""Visits that wait in each stage, and refuse."""

from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from desk.departments import EXAMPLES
from desk.intake import to_message
from rules.refusals import RefusalCode, Refused
from schemas import messages
from schemas.event_types import EventType
from schemas.forms.form import VisitForm
from schemas.state import Receipt
from stack import StackAddresses
from tests.e2e.walking import Walk, own_engine
from tests.engine import Engine
from tests.support.signed import tell_directly
from tests.support.waiting import until

_IDS = count(1)

ANY_DIGEST = "0" * 64


BROUGHT_TO: dict[str, str | None] = {
    "opened": None,
    "invited": None,
    "preparing": "declare",
    "visiting": "held",
    "drafting": "feedback",
    "agreeing": "draft",
    "sharing": "agree",
    "shared": "share",
    "ended": "acknowledge",
}
"""By name: what a visit has come to, and the last step that brought it there; in this order."""
WAITING = tuple(BROUGHT_TO)


class Visits:
    """Visits that wait in a stage, on one worker.

    They are refused everything and are as they were, so that one visit goes from stage to stage for
    all tests that ask in that order; whoever asks for an earlier stage gets another.

    Attributes:
        engine: Of all of them.
        client: To its server.
    """

    def __init__(self, engine: Engine, client: Client) -> None:
        self.engine = engine
        self.client = client
        self._going: Walk | None = None
        self._come_to = 0
        self._opened: Walk | None = None

    async def at(self, name: str) -> Walk:
        """One that has come to what is called so in `BROUGHT_TO`."""
        if name == "opened":  # and stays so for long: it is opened before invitations may leave
            self._opened = self._opened or await self._new(notice=40)
            return self._opened
        wanted = WAITING.index(name)
        if self._going is None or wanted < self._come_to:
            self._going, self._come_to = await self._new(), WAITING.index("opened")
        while self._come_to < wanted:
            self._come_to += 1
            await self._bring(self._going, WAITING[self._come_to])
        return self._going

    async def _new(self, notice: int | None = None) -> Walk:
        own = {"programme": f"waiting-{next(_IDS)}-{self.engine.number}"}
        scenario = self.engine.scenario().model_copy(update=own)
        queue = self.engine.settings.task_queue
        walk = Walk(scenario, self.client, self.engine.pool, queue, notice=notice)
        await walk.open()
        return walk

    async def _bring(self, walk: Walk, name: str) -> None:
        step = BROUGHT_TO[name]
        if name == "ended":
            while walk.taken < len(walk.scenario.steps):
                await walk.step()
        elif step:
            await walk.steps_through(step)
        else:
            await until(lambda: _delivered(self.engine, walk))
        await until(lambda: _at_rest(walk))


@asynccontextmanager
async def waiting_visits(shared: StackAddresses, folder: Path) -> AsyncIterator[Visits]:
    """Visits that are brought to a stage once somebody asks for it."""
    async with own_engine(shared, folder) as engine, engine.working() as (client, _):
        yield Visits(engine, client)


async def _delivered(engine: Engine, walk: Walk) -> bool:
    events = await engine.events(walk.visit)
    return EventType.INVITATION_DELIVERED in {entry.event.type for entry in events}


async def _at_rest(walk: Walk) -> bool:
    """Whether a visit has nothing under way, which would add to what it leaves."""
    about = (await walk.handle.describe()).raw_description
    return not about.pending_activities and not about.HasField("pending_workflow_task")


async def traces(engine: Engine, walk: Walk) -> dict[str, Any]:
    """All that a visit has left so far, in the register and in Temporal."""
    tables = {"events": "aggregateid"} | dict.fromkeys(
        ("content", "people", "letters", "documents", "visits"), "visit_id"
    )
    found: dict[str, Any] = {
        table: [str(row) for row in await engine.pool.fetch(_rows(table, key), walk.visit)]
        for table, key in tables.items()
    }
    history = await walk.handle.fetch_history()
    return found | {
        "history": [event.SerializeToString(deterministic=True) for event in history.events]
    }


def _rows(table: str, key: str) -> str:
    return f"SELECT * FROM {table} WHERE {key} = $1 ORDER BY {table}::text"  # noqa: S608 - ours


async def refusal_of(decision: Awaitable[object]) -> Refused:
    """How something is refused; that it is written in a sentence."""
    with pytest.raises(Refused) as told:
        await decision
    sentence = told.value.sentence
    assert sentence[:1].isupper(), sentence
    assert sentence.endswith("."), sentence
    return told.value


async def refused(visits: Visits, name: str, form: VisitForm) -> Refused:
    """How a visit refuses a form, at the desk as in its own run; it leaves no trace."""
    walk = await visits.at(name)
    before = await traces(visits.engine, walk)

    at_the_desk = await refusal_of(walk.submit(form, f"refused-{next(_IDS)}"))
    in_the_run = await refusal_of(_told_directly(visits.engine, walk, form))

    assert (at_the_desk.code, at_the_desk.sentence) == (in_the_run.code, in_the_run.sentence)
    assert await traces(visits.engine, walk) == before
    return at_the_desk


async def _told_directly(engine: Engine, walk: Walk, form: VisitForm) -> Receipt:
    """Tell the run itself, past the desk, as a desk that knows old news would."""
    try:
        message = await _message(engine, walk, form)
        receipt: Receipt = await tell_directly(
            engine.pool, walk.handle, message, f"refused-{next(_IDS)}", Receipt
        )
    except WorkflowUpdateFailedError as failed:
        if not isinstance(failed.cause, ApplicationError):
            raise
        raise Refused(RefusalCode(str(failed.cause.type)), failed.cause.message) from None
    return receipt


async def _message(engine: Engine, walk: Walk, form: VisitForm) -> messages.Decision:
    """What a form becomes, without keeping its content."""
    async with engine.pool.acquire() as connection:
        keeping = connection.transaction()
        await keeping.start()
        try:
            message = await to_message(
                connection, walk.visit, form, "coordinator", lambda: EXAMPLES
            )
            assert isinstance(message, messages.Decision)
            return message
        finally:
            await keeping.rollback()
