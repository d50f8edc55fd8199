"""Visits that wait in each stage, and refuse."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import WorkflowUpdateFailedError
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


@dataclass(frozen=True)
class Visits:
    """Visits that wait in each stage, on one worker."""

    engine: Engine
    waiting: Mapping[str, Walk]

    def __getitem__(self, name: str) -> Walk:
        return self.waiting[name]


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
"""By name: what a visit has come to, and the last step that brought it there."""


@asynccontextmanager
async def visits_in(
    shared: StackAddresses, folder: Path, names: Iterable[str]
) -> AsyncIterator[Visits]:
    """Visits that have come to each of these; they are brought there all at once."""
    async with own_engine(shared, folder) as engine, engine.working():
        async with asyncio.TaskGroup() as group:
            brought = {name: group.create_task(_bring(engine, name)) for name in names}
        yield Visits(engine, {name: task.result() for name, task in brought.items()})


async def _bring(engine: Engine, name: str) -> Walk:
    scenario = engine.scenario().model_copy(update={"programme": f"{name}-{engine.number}"})
    client = await engine.client()
    notice = 40 if name == "opened" else None
    walk = Walk(scenario, client, engine.pool, engine.settings.task_queue, notice=notice)
    await walk.open()
    step = BROUGHT_TO[name]
    if name == "invited":
        await until(lambda: _delivered(engine, walk))
    elif name == "ended":
        while walk.taken < len(walk.scenario.steps):
            await walk.step()
    elif step:
        await walk.steps_through(step)
    return walk


async def _delivered(engine: Engine, walk: Walk) -> bool:
    events = await engine.events(walk.visit)
    return EventType.INVITATION_DELIVERED in {entry.event.type for entry in events}


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
    walk = visits[name]
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
