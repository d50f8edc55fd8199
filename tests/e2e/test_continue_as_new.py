"""A visit whose history has grown long goes on as a new run, and nobody notices."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from temporalio.client import Client

from desk.desk import Desk
from desk.subscriptions import Order
from release.audit import audit
from release.rehearsal.time_skipping import VirtualTime
from schemas.forms.team import DeclarationsForm, InspectorForm
from schemas.ids import VisitId
from schemas.side_processes import workflow_id
from schemas.side_processes.referral import ReferralConfirmationForm, ReferralForm
from schemas.state import Receipt
from schemas.subscriptions import subscription_workflow
from schemas.values import InspectorRole, Outcome
from tests.engine import UNHURRIED, Engine
from tests.receiving import Receiver
from tests.register.recording import numbered, record
from tests.support.visits import invited
from tests.support.waiting import until
from workflows.visit import Visit


async def test_a_visit_goes_through_several_runs_to_the_same_end(impatient: Engine) -> None:
    scenario = impatient.scenario()

    async with impatient.working() as (client, _):
        state = await impatient.player(client, scenario).play()
        running = await client.get_workflow_handle_for(Visit.run, state.visit_id).query(Visit.state)
        runs = await _runs(client, state.visit_id, more_than=2)

    assert state.outcome is Outcome.CLOSED
    assert runs > 2
    logged = await impatient.events(state.visit_id)
    assert [entry.event.sequence for entry in logged] == list(range(1, len(logged) + 1))
    assert await impatient.refolded(state.visit_id) == running == state


@pytest.mark.parametrize("cached", [0, 100], ids=["replayed at each task", "kept in memory"])
async def test_decisions_around_a_new_run_are_each_answered_once_and_none_is_lost(
    impatient: Engine, cached: int
) -> None:
    scenario = impatient.scenario()
    scenario = scenario.model_copy(update={"steps": scenario.steps[:2]})
    visit = impatient.visit(scenario)
    settings = replace(impatient.settings, max_cached_workflows=cached)

    async with impatient.working(settings=settings) as (client, _):
        player = impatient.player(client, scenario)
        await player.open()
        receipts: list[Receipt] = []
        for burst in range(8):
            receipts += await asyncio.gather(
                *(
                    player.desk.submit(
                        visit,
                        _declaration(burst * 5 + number),
                        actor="allocations",
                        update_id=f"declare-{burst}-{number}",
                    )
                    for number in range(5)
                )
            )
        runs = await _runs(client, visit, more_than=2)

    assert runs > 2
    declared = [
        entry.event.sequence
        for entry in await impatient.events(visit)
        if entry.event.type == "visit.conflicts_declared.v1"
    ]
    assert len(declared) == 40
    assert sorted(receipt.sequence for receipt in receipts) == declared


def _declaration(number: int) -> DeclarationsForm:
    return DeclarationsForm(
        inspectors=(
            InspectorForm(
                ref=f"inspector-{number}",
                role=InspectorRole.OFSTED_EDUCATION,
                name="An Inspector",
                email="inspector@ofsted.example.gov.uk",
                organisation="Ofsted",
            ),
        )
    )


async def _runs(client: Client, visit: str, more_than: int = 1) -> int:
    """How many there are, once there are so many: the server lists a little behind what it does."""
    query = f"WorkflowId = '{visit}'"
    found = 0

    async def so_many() -> bool:
        nonlocal found
        found = len([run async for run in client.list_workflows(query)])
        return found > more_than

    await until(so_many)
    return found


async def test_a_decision_repeated_in_a_later_run_is_still_the_same_decision(
    impatient: Engine,
) -> None:
    scenario = impatient.scenario()
    scenario = scenario.model_copy(update={"steps": ()})
    visit = impatient.visit(scenario)

    async with impatient.working() as (client, _):
        player = impatient.player(client, scenario)
        await player.open()

        async def declare(number: int, *, repeated: bool = False) -> Receipt:
            return await player.desk.submit(
                visit,
                _declaration(number),
                actor="allocations",
                update_id=f"declare-{number}",
                repeated=repeated,
            )

        first = await declare(1)
        for number in range(2, 12):
            await declare(number)
        again = await asyncio.gather(declare(1), declare(1, repeated=True))
        runs = await _runs(client, visit)

    assert runs > 1
    assert [receipt.sequence for receipt in again] == [first.sequence, first.sequence]
    events = [entry.event for entry in await impatient.events(visit)]
    assert sum(event.type == "visit.conflicts_declared.v1" for event in events) == 11


async def test_a_referral_that_nobody_confirms_goes_on_over_several_runs(
    impatient: Engine,
) -> None:
    visit = await _declined(impatient)
    async with impatient.working() as (client, _):
        desk = Desk(
            client, impatient.pool, task_queue=impatient.settings.task_queue, patience=UNHURRIED
        )
        raised = await desk.submit(visit, ReferralForm(), actor="hmi-1", update_id="one")
        await VirtualTime(client).advance(desk.handle(raised.subject), timedelta(days=31))
        confirmed = await desk.submit(
            visit, ReferralConfirmationForm(), actor="hmi-1", update_id="two"
        )
        again = await desk.submit(visit, ReferralConfirmationForm(), actor="hmi-1", update_id="two")
        runs = await _runs(client, workflow_id(raised.subject))

    assert runs > 1
    assert confirmed == again
    assert confirmed.over
    logged = [e for e in await impatient.all_events() if e.event.subject == raised.subject]
    assert [entry.event.sequence for entry in logged] == list(range(1, len(logged) + 1))
    report = await audit(impatient.pool, client, visit)
    assert report.exit_status in {0, 3}, report  # no worker is left to ask


async def test_a_subscription_goes_on_over_several_runs(impatient: Engine) -> None:
    async with Receiver() as receiver, impatient.pushing(listen=timedelta(0)) as (client, desk):
        name = f"warehouse-{impatient.number}"
        await desk.make(Order(name, "warehouse", receiver.url, after=0))
        number = runs = 0
        while runs <= 2:  # how many make a workflow run depends on how many signals meet in one
            number += 1
            events = numbered(invited(), number)
            await record(impatient.pool, events)
            await client.get_workflow_handle(subscription_workflow(name)).signal("look_again")

            async def arrived(count: int = number * len(events)) -> bool:
                return len(receiver.taken) >= count

            await until(arrived)
            runs = await _runs(client, subscription_workflow(name), more_than=0)

    assert [taken.position for taken in receiver.taken] == list(range(1, len(receiver.taken) + 1))


async def _declined(engine: Engine) -> VisitId:
    return (await engine.play(engine.scenario("declined"))).visit_id
