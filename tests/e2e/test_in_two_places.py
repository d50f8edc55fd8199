"""Two visits that want one inspector in the same moment: one has them, the other is refused."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from register import bookings
from rules.refusals import RefusalCode
from schemas.event_types import EventType
from schemas.forms.form import VisitForm
from schemas.forms.team import DeclarationsForm
from schemas.messages import SetDates
from schemas.scenario import Step
from stack import EmbeddedStack
from tests.e2e.walking import Walk, own_engine
from tests.engine import Engine
from tests.support.signed import tell_directly


class SameTeam(Walk):
    """A visit with the same inspectors as every other of these."""

    def form(self, step: Step) -> VisitForm:
        form = super().form(step)
        if not isinstance(form, DeclarationsForm):
            return form
        theirs = tuple(
            each.model_copy(update={"email": each.email.removeprefix(f"{self.visit}.")})
            for each in form.inspectors
        )
        return form.model_copy(update={"inspectors": theirs})


@dataclass(frozen=True)
class Pair:
    """A visit whose days are set, and one with the same team whose days are not."""

    engine: Engine
    first: Walk
    second: Walk

    async def straight(self, message: SetDates, update_id: str) -> None:
        """What a desk would bring that looked just before the first visit was recorded."""
        await tell_directly(self.engine.pool, self.second.handle, message, update_id)


@pytest.fixture
async def pair(
    stack: EmbeddedStack, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Pair]:
    async with (
        own_engine(stack.addresses, tmp_path_factory.mktemp("two-places")) as engine,
        engine.working() as (client, _),
    ):
        first, second = (
            SameTeam(
                engine.scenario().model_copy(update={"programme": name}),
                client,
                engine.pool,
                engine.settings.task_queue,
            )
            for name in ("one-place", "other-place")
        )
        await first.open()
        await first.steps_through("dates")
        await second.open()
        await second.steps_through("team")
        yield Pair(engine, first, second)


async def test_the_later_of_two_is_refused_when_it_is_recorded(pair: Pair) -> None:
    engine, second = pair.engine, pair.second
    days = second.days
    clash = SetDates(actor="coordinator", day_one=days.one, day_two=days.two)

    with pytest.raises(WorkflowUpdateFailedError) as told:
        await pair.straight(clash, "at-once")
    refused, waits = told.value.cause, await engine.state(second.visit)
    free = clash.model_copy(update={"day_one": days.day(7), "day_two": days.day(8)})
    await pair.straight(free, "other-days")
    state = await engine.state(second.visit)
    async with engine.pool.acquire() as connection:
        twice = await bookings.taken_twice(connection)

    assert isinstance(refused, ApplicationError)
    assert refused.type == RefusalCode.TEAM
    assert "nobody is in two places" in refused.message
    assert waits.days is None
    assert state.days is not None
    assert state.days.day_one == days.day(7)
    assert twice == []
    types = [entry.event.type for entry in await engine.events(second.visit)]
    assert types.count(EventType.DATES_SET) == 1
    assert (await engine.state(pair.first.visit)).days is not None
